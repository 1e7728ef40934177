"""Time series of what was measured: a metric of one workload, pod or node, sampled at even steps.

The names of metrics are ours; whoever reads a source (a file, Prometheus) translates into them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Metric(StrEnum):
    """What is measured, in which unit. Of a node, CPU and memory are percentages."""

    CPU = "cpu"  # cores
    CPU_THROTTLED = "cpu_throttled"  # seconds a second that the CPU limit took away
    CPU_THROTTLED_SHARE = "cpu_throttled_share"  # share of periods in which the CPU limit held it back, 0 to 1
    MEMORY = "memory"  # bytes
    MEMORY_SHARE = "memory_share"  # of its limit, 0 to 1
    FREE_SHARE = "free_share"  # of a filesystem or volume, 0 to 1
    SECONDS_TO_FULL = "seconds_to_full"  # of a filesystem or volume that fills up, going by the last hours
    REQUESTS = "requests"  # a second
    SUCCESS = "success"  # share of requests, 0 to 1
    RECEIVED = "received"  # packets a second
    SENT = "sent"  # packets a second
    LATENCY_P50 = "latency_p50"  # milliseconds
    LATENCY_TAIL = "latency_tail"  # milliseconds, p90 or p95
    TCP_RETRANSMITS = "tcp_retransmits"  # segments a second, of a node
    RECEIVE_LOSS = "receive_loss"  # share of the packets that a network device dropped or found broken, 0 to 1


FILE_SUFFIXES = {
    "cpu": Metric.CPU,
    "cpu_cfs": Metric.CPU_THROTTLED,
    "mem": Metric.MEMORY,
    "rps": Metric.REQUESTS,
    "success_rate": Metric.SUCCESS,
    "network_receive": Metric.RECEIVED,
    "network_transmit": Metric.SENT,
    "p50latency": Metric.LATENCY_P50,
    "p90latency": Metric.LATENCY_TAIL,
    "p95latency": Metric.LATENCY_TAIL,
    "tcp_retans": Metric.TCP_RETRANSMITS,
}
"""How metrics.json ends a series' name, `SUBJECT-SUFFIX`."""


@dataclass(frozen=True)
class Series:
    """One metric of one subject; None where there was no sample. What is not told is empty.

    `kind` is the subject's, `part` the container, device or mount point of it that was measured.
    """

    metric: Metric
    subject: str
    values: tuple[float | None, ...]
    namespace: str = ""
    kind: str = ""
    part: str = ""

    @property
    def where(self) -> str:
        """As evidence names it."""
        part = f", {self.part}" if self.part else ""
        return f"series {self.metric} of {self.subject}{part}"


def parse_series(document: Any) -> tuple[Series, ...]:
    """The known series of a metrics.json; a latency of nothing is no sample, since nobody was served."""
    named = document.get("series") if isinstance(document, dict) else None
    found = []
    for name, values in sorted(named.items()) if isinstance(named, dict) else ():
        subject, _, suffix = name.rpartition("-")
        metric = FILE_SUFFIXES.get(suffix)
        if metric and subject and isinstance(values, list):
            found.append(Series(metric, subject, tuple(sample(metric, value) for value in values)))
    return tuple(found)


def sample(metric: Metric, value: Any) -> float | None:
    """A finite number; None for what is none, and for the latency of nothing."""
    if not isinstance(value, (int, float)) or not math.isfinite(value):
        return None
    return None if metric in (Metric.LATENCY_P50, Metric.LATENCY_TAIL) and value <= 0 else float(value)

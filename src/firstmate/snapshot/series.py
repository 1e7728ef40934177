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
    MEMORY = "memory"  # bytes
    REQUESTS = "requests"  # a second
    SUCCESS = "success"  # share of requests, 0 to 1
    RECEIVED = "received"  # packets a second
    SENT = "sent"  # packets a second
    LATENCY_P50 = "latency_p50"  # milliseconds
    LATENCY_TAIL = "latency_tail"  # milliseconds, p90 or p95
    TCP_RETRANSMITS = "tcp_retransmits"  # segments a second, of a node


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
    """One metric of one subject; None where there was no sample. `namespace` is empty where it is not told."""

    metric: Metric
    subject: str
    values: tuple[float | None, ...]
    namespace: str = ""


def parse_series(document: Any) -> tuple[Series, ...]:
    """The known series of a metrics.json; a latency of nothing is no sample, since nobody was served."""
    named = document.get("series") if isinstance(document, dict) else None
    found = []
    for name, values in sorted(named.items()) if isinstance(named, dict) else ():
        subject, _, suffix = name.rpartition("-")
        metric = FILE_SUFFIXES.get(suffix)
        if metric and subject and isinstance(values, list):
            found.append(Series(metric, subject, tuple(_sample(metric, value) for value in values)))
    return tuple(found)


def _sample(metric: Metric, value: Any) -> float | None:
    if not isinstance(value, (int, float)) or not math.isfinite(value):
        return None
    return None if metric in (Metric.LATENCY_P50, Metric.LATENCY_TAIL) and value <= 0 else float(value)

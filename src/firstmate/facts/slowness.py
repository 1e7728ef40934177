"""Applications that answer slower than before, and with which of them it starts.

A caller waits for those it calls, so slowness climbs the call graph. It starts where somebody is slow whom nobody that
he calls accounts for.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

from firstmate.facts import Facts
from firstmate.facts.measured import Measured, by_subject, measured
from firstmate.facts.pods import all_containers
from firstmate.facts.quantity import amount
from firstmate.findings import ObjectRef
from firstmate.snapshot.objects import Alert
from firstmate.snapshot.series import Metric

LEAST_RISE = 100.0
"""Milliseconds: less than this is felt by nobody, and is what a garbage collection or a cold cache costs."""
LEAST_GROWTH = 0.5
NOTICEABLE = 0.05
"""A rise below this share of the worst one is its echo, or chance."""
ACCOUNTS = 0.1
"""A callee whose rise is this share of the caller's can account for it: callers call more than once."""
NEAR_LIMIT = 0.85
BUSY = 2.0
THROTTLED = 0.25
RETRANSMITS = 1.0
"""Segments a second, sustained: a wired network in order stays far below one."""
DOMINANT = 1.5
LOSS = re.compile(r"retrans|packet.?loss|packets? (lost|dropped)", re.IGNORECASE)


@dataclass(frozen=True)
class Saturated:
    """A workload at its CPU limit."""

    cpu: Measured
    limit: float  # cores, 0 when there is none
    throttled: float  # seconds a second more than before


@dataclass(frozen=True)
class Origin:
    """A workload with which slowness starts, and the slow callers that wait for it."""

    latency: Measured
    callers: tuple[ObjectRef, ...]


@dataclass(frozen=True)
class Lossy:
    """A node that retransmits far more than before and than the others."""

    node: str
    rate: float
    where: str
    value: str


def saturated(facts: Facts) -> Iterator[Saturated]:
    """Workloads whose CPU went up to their limit, or that are throttled for it."""
    throttling = by_subject(facts, Metric.CPU_THROTTLED)
    busiest = {cpu.ref: cpu for cpu in sorted(measured(facts, Metric.CPU), key=lambda found: found.shift.peak)}
    for cpu in busiest.values():
        if cpu.ref.kind == "Node" or cpu.shift.ratio < BUSY:
            continue
        limit = _cpu_limit(facts, cpu.ref)
        throttled = throttling[cpu.subject].shift.rise if cpu.subject in throttling else 0.0
        if throttled >= THROTTLED or (limit and cpu.shift.peak >= NEAR_LIMIT * limit):
            yield Saturated(cpu, limit, throttled)


def _cpu_limit(facts: Facts, ref: ObjectRef) -> float:
    """The most that one pod may use; 0 when a container has no limit."""
    workload = facts.workloads.get(ref)
    limits = [amount(c.resources.limits, "cpu") for c in all_containers(workload.template.spec)] if workload else []
    return sum(limits) if all(limits) else 0.0


def origins(facts: Facts) -> tuple[Origin, ...]:
    """The workloads with which slowness starts, the clearest first; none that CPU accounts for."""
    slow = _slow(facts)
    excused = {s.cpu.subject for s in saturated(facts)}
    calls = facts.snapshot.dependencies
    first = [
        latency
        for name, latency in slow.items()
        if not excused.intersection((name, *calls.get(name, ()))) and not _waits(name, slow, facts)
    ]
    if not first:
        return ()
    clearest = max(math.log(latency.shift.ratio) for latency in first)
    clear = [latency for latency in first if math.log(latency.shift.ratio) >= clearest / 2]
    return tuple(
        Origin(latency, tuple(slow[c].ref for c in sorted(slow) if latency.subject in calls.get(c, ())))
        for latency in sorted(clear, key=lambda found: (-found.shift.ratio, found.subject))
    )


def _slow(facts: Facts) -> dict[str, Measured]:
    """Workloads whose usual answer takes noticeably longer than before."""
    rises = {
        name: latency
        for name, latency in by_subject(facts, Metric.LATENCY_P50).items()
        if latency.shift.rise >= max(LEAST_RISE, LEAST_GROWTH * latency.shift.usual)
    }
    worst = max((latency.shift.rise for latency in rises.values()), default=0.0)
    return {name: latency for name, latency in rises.items() if latency.shift.rise >= NOTICEABLE * worst}


def _waits(name: str, slow: dict[str, Measured], facts: Facts) -> bool:
    """Whether somebody that it calls is slow enough to account for it."""
    return any(
        callee != name and callee in slow and slow[callee].shift.rise >= ACCOUNTS * slow[name].shift.rise
        for callee in facts.snapshot.dependencies.get(name, ())
    )


def slow_node(facts: Facts, found: tuple[Origin, ...]) -> str:
    """The node that at least half of three or more origins share: so many do not become slow by chance; else ""."""
    if len(found) < 3:
        return ""
    places = [_nodes(facts, origin.latency.ref) for origin in found]
    count, node = max(((sum(node in p for p in places), node) for p in places for node in p), default=(0, ""))
    return node if count * 2 >= len(found) else ""


def _nodes(facts: Facts, ref: ObjectRef) -> frozenset[str]:
    return frozenset(pod.spec.node_name for pod in facts.pods_by_owner.get(ref, ()) if pod.spec.node_name)


def lossy_node(facts: Facts) -> Lossy | None:
    """The node that loses packets: it retransmits far more than the others, and runs applications that feel it.

    A node that runs none retransmits to whoever is slow to answer it, which says nothing of itself.
    """
    rates = {found.node: found for found in _retransmits(facts)}
    ranked = sorted((f for f in rates.values() if _runs_applications(facts, f.node)), key=lambda f: (-f.rate, f.node))
    if not ranked or ranked[0].rate < RETRANSMITS:
        return None
    worst = ranked[0]
    others = max((found.rate for found in rates.values() if found.node != worst.node), default=0.0)
    return worst if worst.rate >= DOMINANT * others else None


def _retransmits(facts: Facts) -> Iterator[Lossy]:
    """From alerts that firing names of nodes carry, then (better) from the series themselves."""
    for source, listing in facts.snapshot.alerts.items():
        for alert in listing.items:
            node = alert.labels.get("node", "")
            if alert.state == "firing" and node and LOSS.search(_words(alert)):
                name, text = alert.labels.get("alertname", ""), alert.annotations.get("description", "")
                yield Lossy(node, _number(alert.value), f"{source} alert {name}", text or f"{alert.value} on {node}")
    for found in measured(facts, Metric.TCP_RETRANSMITS):
        text = f"{found.shift.usual:.2f} → {found.shift.peak:.2f} segments a second"
        yield Lossy(found.ref.name, found.shift.rise, f"series {Metric.TCP_RETRANSMITS} of {found.subject}", text)


def _words(alert: Alert) -> str:
    return " ".join((*alert.labels.values(), alert.annotations.get("summary", "")))


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


def _runs_applications(facts: Facts, node: str) -> bool:
    return any(facts.owner(pod).kind in ("Deployment", "StatefulSet") for pod in facts.pods_on(node))

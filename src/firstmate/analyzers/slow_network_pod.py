"""One application answers far slower than before while its CPU is idle, and everybody who calls it waits.

A median that jumps by tenths of seconds without any work being done is waiting: the pod's network, first of all, or
something outside that it asks. Prometheus practice: look at latency and saturation of the callee before the caller.
https://sre.google/sre-book/monitoring-distributed-systems/#xref_monitoring_golden-signals
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.slowness import Origin, lossy_node, origins, slow_node
from firstmate.findings import CommandTier, Evidence, Finding, Remedy, Rule, Severity
from firstmate.snapshot.series import Metric

RULE = Rule(
    __name__,
    title="Network of one application is slow",
    severity=Severity.CRITICAL,
    meaning="One application's answers take far longer than before, without CPU being used; its callers wait for it.",
    found_by="Its median latency rose by at least 100 ms and half, no application that it calls accounts for that, "
    "it is not short of CPU, and no node's network accounts for it.",
    cure="Move the pod to another node; look at its network (CNI, shaping, sidecar) and at what it asks outside.",
    source="https://sre.google/sre-book/monitoring-distributed-systems/",
    needs=("series", "pods"),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding an application with which slowness starts, unless a node accounts for it."""
    found = origins(facts)
    if not found or lossy_node(facts) or slow_node(facts, found):
        return
    for origin in found:
        yield _finding(origin, alone=len(found) == 1)


def _finding(origin: Origin, *, alone: bool) -> Finding:
    ref, shift = origin.latency.ref, origin.latency.shift
    waiting = f"; {', '.join(c.name for c in origin.callers[:3])} wait for it" if origin.callers else ""
    return RULE.finding(
        ref,
        f"{ref.kind} {ref.name} takes {shift.peak:.0f} ms for its usual answer, {shift.usual:.0f} ms before, and is "
        f"not short of CPU{waiting}.",
        evidence=(
            Evidence(
                f"series {Metric.LATENCY_P50} of {origin.latency.subject}",
                f"{shift.usual:.1f} → {shift.peak:.1f} ms",
            ),
            *(Evidence("slow callers", c.name) for c in origin.callers[:5]),
        ),
        remedies=(
            Remedy(
                "See where its pods run and how they are.",
                f"kubectl describe {ref.kubectl}",
                CommandTier.READ,
            ),
            Remedy(
                "Restart it: new pods get a new network.",
                f"kubectl rollout restart {ref.kubectl}",
                CommandTier.SAFE,
                f"kubectl rollout undo {ref.kubectl}",
            ),
        ),
        confidence=0.75 if alone else 0.55,
        unseen="packet timings of its pods: latency alone does not tell its network from what it asks outside",
        explains=origin.callers,
    )

"""A container has nearly used up its memory limit for a quarter of an hour: a little more, and the kernel kills it.

https://kubernetes.io/docs/tasks/configure-pod-container/assign-memory-resource/
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.cures import change, look
from firstmate.facts.measured import worst
from firstmate.findings import Evidence, Finding, Role, Rule, Severity
from firstmate.snapshot.queries import NEARLY_ALL_MEMORY
from firstmate.snapshot.series import Metric

RULE = Rule(
    __name__,
    title="Memory limit is nearly used up",
    severity=Severity.WARNING,
    meaning="A container uses nearly all the memory that it may; beyond it the kernel kills it.",
    found_by="Its working set has not been below 95 % of its limit for 15 minutes.",
    cure="Raise the memory limit, or find what keeps the memory.",
    source="https://kubernetes.io/docs/tasks/configure-pod-container/assign-memory-resource/",
    role=Role.SYMPTOM,
    needs=("series", "pods"),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a workload, of its fullest container."""
    for level in worst(facts, Metric.MEMORY_SHARE):
        if level.value <= NEARLY_ALL_MEMORY:
            continue
        ref, container = level.ref, level.series.part
        yield RULE.finding(
            ref,
            f"Container {container} of {ref.kind} {ref.name} uses {level.value:.0%} of its memory limit.",
            evidence=(Evidence(level.series.where, f"{level.value:.3f} of its limit, for 15 minutes"),),
            remedies=(
                look("See how much it uses", f"kubectl top pod -n {ref.namespace} --containers"),
                change(
                    ref,
                    "Raise its memory limit",
                    f"kubectl set resources {ref.kubectl} -c {container} --limits=memory=NEW",
                ),
            ),
            confidence=0.6,
            unseen="whether it grows, or keeps to what it has as caches do",
        )

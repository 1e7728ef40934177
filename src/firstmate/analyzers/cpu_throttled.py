"""A container is held back by its CPU limit most of the time: it is late, however little it uses on average.

https://runbooks.prometheus-operator.dev/runbooks/kubernetes/cputhrottlinghigh/
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.cures import change, look
from firstmate.facts.measured import worst
from firstmate.findings import Evidence, Finding, Role, Rule, Severity
from firstmate.snapshot.queries import THROTTLED
from firstmate.snapshot.series import Metric

RULE = Rule(
    __name__,
    title="Container is held back by its CPU limit",
    severity=Severity.WARNING,
    meaning="The kernel stops a container for the rest of each period once its limit is used up: answers and probes "
    "are late.",
    found_by="In more than half of the periods of the last 15 minutes the container was throttled.",
    cure="Raise the CPU limit or remove it (the request guarantees its share); else find what it is busy with.",
    source="https://runbooks.prometheus-operator.dev/runbooks/kubernetes/cputhrottlinghigh/",
    role=Role.SYMPTOM,
    needs=("series", "pods"),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a workload, of its worst container."""
    for level in worst(facts, Metric.CPU_THROTTLED_SHARE):
        if level.value <= THROTTLED:
            continue
        ref, container = level.ref, level.series.part
        yield RULE.finding(
            ref,
            f"Container {container} of {ref.kind} {ref.name} is held back by its CPU limit in {level.value:.0%} of "
            "its periods.",
            evidence=(Evidence(level.series.where, f"{level.value:.2f} of its periods"),),
            remedies=(
                look("See how much it uses", f"kubectl top pod -n {ref.namespace} --containers"),
                change(
                    ref, "Raise its CPU limit", f"kubectl set resources {ref.kubectl} -c {container} --limits=cpu=NEW"
                ),
            ),
            confidence=0.7,
            unseen="whether anybody waits for it",
        )

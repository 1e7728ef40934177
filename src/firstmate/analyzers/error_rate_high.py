"""Too many requests fail, as the mesh or the ingress controller in front counts them.

https://sre.google/sre-book/monitoring-distributed-systems/#xref_monitoring_golden-signals
"""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

from firstmate.facts import Facts
from firstmate.facts.cures import look
from firstmate.facts.measured import LATEST, Level, worst
from firstmate.findings import Evidence, Finding, Role, Rule, Severity
from firstmate.snapshot.queries import FAILING
from firstmate.snapshot.series import Metric

HALF = 0.5
RULE = Rule(
    __name__,
    title="Many requests fail",
    severity=Severity.WARNING,
    meaning="Whoever asks is answered with an error too often, for a reason of the callee or of those it calls.",
    found_by="Less than 95 % of the requests of the last five minutes went well; critical below half.",
    cure="Look at the log of whoever answers, and at what it calls.",
    source="https://sre.google/sre-book/monitoring-distributed-systems/",
    role=Role.SYMPTOM,
    needs=("series",),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a workload, Service or Ingress."""
    for level in worst(facts, Metric.SUCCESS):
        if level.value >= FAILING or _was_never_well(level):
            continue
        ref = level.ref
        yield RULE.finding(
            ref,
            f"{1 - level.value:.0%} of the requests to {ref.kind} {ref.name} of namespace {ref.namespace} fail.",
            evidence=(Evidence(level.series.where, f"{level.value:.3f} went well"),),
            remedies=(look("See how it is", f"kubectl describe {ref.kubectl}"),),
            severity=Severity.CRITICAL if level.value < HALF else Severity.WARNING,
            confidence=0.8,
        )


def _was_never_well(level: Level) -> bool:
    """Bad from the first sample of many: nothing was measured, as of what does not speak HTTP."""
    first = [value for value in level.series.values[:LATEST] if value is not None]
    return len(level.series.values) > LATEST and (not first or median(first) < FAILING)

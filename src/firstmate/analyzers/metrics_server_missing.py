"""An autoscaler needs CPU or memory figures, and nothing in the cluster serves them.

https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#support-for-metrics-apis
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.pods import condition
from firstmate.findings import CommandTier, Evidence, Finding, ObjectRef, Remedy, Role, Rule, Severity

RULE = Rule(
    __name__,
    title="No metrics server, and an autoscaler needs it",
    severity=Severity.WARNING,
    meaning="Autoscalers by CPU or memory do nothing, because the resource metrics API is not there.",
    found_by="An autoscaler that fails to get resource metrics, and no APIService for metrics.k8s.io.",
    cure="Install metrics-server, or an adapter that serves the same API.",
    source="https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#support-for-metrics-apis",
    role=Role.ROOT,
    needs=("horizontalpodautoscalers", "apiservices"),
)
FAILURES = ("FailedGetResourceMetric", "FailedGetContainerResourceMetric")


def check(facts: Facts) -> Iterator[Finding]:
    """At most one finding, however many autoscalers wait."""
    apis = facts.snapshot.listing("apiservices")
    if apis.missing or any(api.spec.group == "metrics.k8s.io" for api in apis):
        return
    waiting = [
        (hpa, failure)
        for hpa in facts.snapshot.hpas
        for failure in (condition(hpa.status.conditions, "ScalingActive"),)
        if failure.status == "False" and failure.reason in FAILURES
    ]
    if not waiting:
        return
    refs = tuple(ObjectRef.of("HorizontalPodAutoscaler", hpa) for hpa, _ in waiting)
    names = ", ".join(f"{r.namespace}/{r.name}" for r in refs[:3])
    yield RULE.finding(
        ObjectRef("APIService", "", "v1beta1.metrics.k8s.io"),
        f"Nothing serves resource metrics, and {len(refs)} autoscaler(s) need them: {names}.",
        evidence=(
            Evidence("APIService for metrics.k8s.io", "(none)"),
            Evidence(f"status.conditions[ScalingActive] of {names}", waiting[0][1].message),
        ),
        remedies=(
            Remedy("Install metrics-server (through Git, where the cluster is kept there).", "", CommandTier.RISKY),
        ),
        confidence=0.95,
        explains=refs,
    )

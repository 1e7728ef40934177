"""A HorizontalPodAutoscaler cannot get the metrics that it scales by.

https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#support-for-metrics-apis
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from firstmate.facts import Facts
from firstmate.facts.cures import look
from firstmate.facts.pods import age, condition
from firstmate.findings import Evidence, Finding, ObjectRef, Rule, Severity
from firstmate.snapshot.objects import Condition, HorizontalPodAutoscaler

RULE = Rule(
    __name__,
    title="An autoscaler has no metrics",
    severity=Severity.WARNING,
    meaning="The number of replicas stays as it is, whatever the load.",
    found_by="Condition ScalingActive is False with FailedGet…Metric or InvalidMetric…, a few minutes after the "
    "autoscaler was made.",
    cure="Install or repair metrics-server (or the adapter), or set the requests that utilisation is reckoned from.",
    source="https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/",
    needs=("horizontalpodautoscalers",),
)
YOUNG = timedelta(minutes=5)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding an autoscaler; one that is switched off (target at zero) is well."""
    for hpa in facts.snapshot.hpas:
        active = condition(hpa.status.conditions, "ScalingActive")
        failed = active.status == "False" and active.reason.startswith(("FailedGet", "InvalidMetric"))
        if failed and age(hpa, facts.now) >= YOUNG:
            yield _finding(hpa, active)


def _finding(hpa: HorizontalPodAutoscaler, active: Condition) -> Finding:
    ref, target = ObjectRef.of("HorizontalPodAutoscaler", hpa), hpa.spec.scale_target_ref
    return RULE.finding(
        ref,
        f"Autoscaler {ref.name} of {target.kind} {target.name} {_why(active.message)}.",
        evidence=(Evidence("status.conditions[ScalingActive]", f"{active.reason}: {active.message}"),),
        remedies=(look("See whether the metrics API answers", f"kubectl -n {ref.namespace} top pods"),),
        confidence=0.95,
    )


def _why(message: str) -> str:
    if "missing request for" in message:
        return "cannot reckon utilisation: containers of the target state no requests"
    if (
        "could not find the requested resource" in message
        or "unable to fetch metrics from resource metrics API" in message
    ):
        return "gets no metrics: the resource metrics API (metrics-server) does not answer"
    if "no metrics returned" in message or "did not receive metrics" in message:
        return "gets no metrics for the pods of its target"
    return "gets no metrics"

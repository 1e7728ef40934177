"""A HorizontalPodAutoscaler is to scale what does not exist.

https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.cures import edit
from firstmate.facts.pods import condition
from firstmate.findings import Evidence, Finding, ObjectRef, Rule, Severity

RULE = Rule(
    __name__,
    title="The target of an autoscaler does not exist",
    severity=Severity.WARNING,
    meaning="The autoscaler scales nothing: its target was renamed, deleted or never made.",
    found_by="scaleTargetRef names a workload that is not there, or condition AbleToScale is False with "
    "FailedGetScale.",
    cure="Name the right target, or delete the autoscaler.",
    source="https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/",
    needs=("horizontalpodautoscalers", "deployments", "statefulsets", "replicasets"),
)
KNOWN = ("Deployment", "StatefulSet", "ReplicaSet")


def check(facts: Facts) -> Iterator[Finding]:
    """One finding an autoscaler; what is no workload of Kubernetes' own is judged by the condition alone."""
    for hpa in facts.snapshot.hpas:
        target, space = hpa.spec.scale_target_ref, hpa.metadata.namespace
        able = condition(hpa.status.conditions, "AbleToScale")
        refused = able.status == "False" and able.reason == "FailedGetScale" and "not found" in able.message
        absent = target.kind in KNOWN and facts.snapshot.of_kind(target.kind).lacks(space, target.name)
        there = target.kind in KNOWN and facts.snapshot.of_kind(target.kind).get(space, target.name)
        if absent or (refused and not there):
            ref = ObjectRef.of("HorizontalPodAutoscaler", hpa)
            told = (Evidence("status.conditions[AbleToScale]", f"{able.reason}: {able.message}"),) if refused else ()
            yield RULE.finding(
                ref,
                f"Autoscaler {ref.name} is to scale {target.kind} {target.name}, which does not exist.",
                evidence=(Evidence("spec.scaleTargetRef", f"{target.kind}/{target.name}"), *told),
                remedies=(edit(ref, "Name the right target"),),
                confidence=0.95,
            )

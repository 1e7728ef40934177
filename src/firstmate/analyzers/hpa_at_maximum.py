"""A HorizontalPodAutoscaler wants more replicas than it may make.

https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.pods import condition
from firstmate.findings import CommandTier, Evidence, Finding, ObjectRef, Remedy, Rule, Severity

RULE = Rule(
    __name__,
    title="An autoscaler is at its maximum",
    severity=Severity.WARNING,
    meaning="The load asks for more replicas than the autoscaler may make.",
    found_by="Condition ScalingLimited is True with TooManyReplicas, and the replicas are at the maximum, which is "
    "above the minimum.",
    cure="Raise the maximum where the nodes have room, or find out what causes the load.",
    source="https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/",
    needs=("horizontalpodautoscalers",),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding an autoscaler."""
    for hpa in facts.snapshot.hpas:
        limited = condition(hpa.status.conditions, "ScalingLimited")
        most = hpa.spec.max_replicas
        wants_more = limited.status == "True" and limited.reason == "TooManyReplicas"
        if wants_more and hpa.status.current_replicas >= most > hpa.spec.min_replicas:
            ref, target = ObjectRef.of("HorizontalPodAutoscaler", hpa), hpa.spec.scale_target_ref
            patch = f'kubectl patch {ref.kubectl} -p \'{{"spec":{{"maxReplicas":%s}}}}\''
            yield RULE.finding(
                ref,
                f"Autoscaler {ref.name} holds {target.kind} {target.name} at its maximum of {most}, and would make "
                "more.",
                evidence=(
                    Evidence("status.conditions[ScalingLimited]", f"{limited.reason}: {limited.message}"),
                    Evidence("status.currentReplicas", f"{hpa.status.current_replicas} of at most {most}"),
                ),
                remedies=(
                    Remedy(
                        "Raise the maximum, where the nodes have room (in Git, where it comes from Git).",
                        patch % (most * 2),
                        CommandTier.RISKY,
                        patch % most,
                    ),
                ),
                confidence=0.9,
            )

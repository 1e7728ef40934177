"""A pod has no node, and the reason is another object's (a claim, nodes that are not well) or has no rule of its own.

https://kubernetes.io/docs/concepts/scheduling-eviction/kube-scheduler/
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.cures import look
from firstmate.facts.scheduling import Reason, Verdict, verdicts
from firstmate.findings import Finding, ObjectRef, Role, Rule, Severity

RULE = Rule(
    __name__,
    title="Pods wait for a node",
    severity=Severity.CRITICAL,
    meaning="Pods cannot start because no node takes them; the scheduler's words say why.",
    found_by="A pod is unschedulable for a reason that lies with its claims or with the nodes' health, or that has no "
    "finding of its own.",
    cure="Follow the scheduler's words.",
    source="https://kubernetes.io/docs/concepts/scheduling-eviction/kube-scheduler/",
    role=Role.SYMPTOM,
    needs=("pods", "nodes"),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a workload and reason."""
    for verdict in verdicts(facts, Reason.CLAIM, Reason.UNWELL, Reason.OTHER):
        pod = ObjectRef.of("Pod", verdict.pods[0])
        yield RULE.finding(
            verdict.workload,
            f"{verdict.who} cannot be placed: {_why(verdict)}.",
            evidence=verdict.evidence,
            remedies=(look("Read the scheduler's verdict", f"kubectl describe {pod.kubectl}"),),
            confidence=0.8,
            unseen=verdict.unseen,
        )


def _why(verdict: Verdict) -> str:
    if verdict.reason is Reason.UNWELL and verdict.nodes:
        return f"the nodes it could use are not well ({verdict.names})"
    return verdict.complaint or "the scheduler gives no reason"

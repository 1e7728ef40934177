"""A PodDisruptionBudget selects no pods, so a drain may take all those that it was made for at once.

https://kubernetes.io/docs/tasks/run-application/configure-pdb/
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.cures import edit
from firstmate.facts.labels import describe
from firstmate.facts.selections import picks_nothing
from firstmate.findings import Evidence, Finding, ObjectRef, Rule, Severity

RULE = Rule(
    __name__,
    title="A PodDisruptionBudget selects no pods",
    severity=Severity.INFO,
    meaning="It protects nobody: it is a left-over, or the pods that it was made for may all be evicted at once.",
    found_by="No pod, workload, Job or CronJob of the namespace carries the labels of the selector.",
    cure="Make the selector and the labels of the pods agree, or delete the budget.",
    source="https://kubernetes.io/docs/tasks/run-application/configure-pdb/",
    needs=("poddisruptionbudgets", "pods", "deployments", "statefulsets", "daemonsets", "jobs", "cronjobs"),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a budget."""
    for pdb in facts.snapshot.pdbs:
        if picks_nothing(facts, pdb, pdb.spec.selector) and not pdb.status.expected_pods:
            ref, wanted = ObjectRef.of("PodDisruptionBudget", pdb), describe(pdb.spec.selector)
            yield RULE.finding(
                ref,
                f"PodDisruptionBudget {ref.name} selects {wanted}, which no pod of namespace {ref.namespace} has.",
                evidence=(Evidence("spec.selector", wanted),),
                remedies=(edit(ref, "Set the selector to labels that the pods have"),),
                confidence=0.8,
            )

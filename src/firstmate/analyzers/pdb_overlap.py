"""Several PodDisruptionBudgets select the same pod: the eviction API refuses such a pod, whatever the budgets say.

https://kubernetes.io/docs/tasks/run-application/configure-pdb/#arbitrary-workloads-and-arbitrary-selectors
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.cures import edit
from firstmate.facts.labels import describe, matches
from firstmate.facts.pods import is_finished
from firstmate.findings import Evidence, Finding, ObjectRef, Rule, Severity
from firstmate.snapshot.objects import PodDisruptionBudget

RULE = Rule(
    __name__,
    title="Several PodDisruptionBudgets select one pod",
    severity=Severity.WARNING,
    meaning="Draining a node for an update waits for ever: a pod with more than one budget cannot be evicted at all.",
    found_by="A living pod carries the labels of two or more budgets, each of which counts pods already.",
    cure="Leave each pod one budget: narrow a selector, or delete a budget.",
    source="https://kubernetes.io/docs/tasks/run-application/configure-pdb/",
    needs=("poddisruptionbudgets", "pods"),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each set of budgets that share pods."""
    for namespace, budgets in facts.snapshot.pdbs.by_namespace.items():
        # An empty selector selects everything in policy/v1 and nothing in v1beta1; the count tells which was meant.
        counting = [b for b in budgets if b.status.expected_pods]
        if len(counting) > 1:
            for names, owners in sorted(_shared(facts, namespace, counting).items()):
                yield _finding(namespace, [b for b in counting if b.metadata.name in names], owners)


def _shared(facts: Facts, namespace: str, budgets: list[PodDisruptionBudget]) -> dict[tuple[str, ...], set[ObjectRef]]:
    """Who owns the pods that several budgets select, by the names of these budgets."""
    shared: dict[tuple[str, ...], set[ObjectRef]] = {}
    for pod in facts.snapshot.pods.by_namespace.get(namespace, ()):
        names = tuple(sorted(b.metadata.name for b in budgets if matches(b.spec.selector, pod.metadata.labels)))
        if len(names) > 1 and not pod.metadata.deletion_timestamp and not is_finished(pod):
            shared.setdefault(names, set()).add(facts.owner(pod))
    return shared


def _finding(namespace: str, budgets: list[PodDisruptionBudget], owners: set[ObjectRef]) -> Finding:
    budgets = sorted(budgets, key=lambda b: b.metadata.name)
    ref = ObjectRef.of("PodDisruptionBudget", budgets[0])
    names = " and ".join(b.metadata.name for b in budgets)
    pods = ", ".join(f"{owner.kind} {owner.name}" for owner in sorted(owners)[:3])
    return RULE.finding(
        ref,
        f"PodDisruptionBudgets {names} of namespace {namespace} select the same pods ({pods}): these cannot be "
        "evicted, so their nodes cannot be drained.",
        evidence=tuple(Evidence(f"spec.selector of {b.metadata.name}", describe(b.spec.selector)) for b in budgets),
        remedies=(edit(ref, "Narrow the selector (or delete one of the budgets)"),),
        confidence=0.95,
    )

"""A PodDisruptionBudget can never allow an eviction, so no node with these pods can be drained.

https://kubernetes.io/docs/tasks/run-application/configure-pdb/
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.cures import edit
from firstmate.findings import Evidence, Finding, ObjectRef, Rule, Severity
from firstmate.snapshot.objects import PodDisruptionBudget
from firstmate.text import plural

RULE = Rule(
    __name__,
    title="A PodDisruptionBudget blocks every drain",
    severity=Severity.WARNING,
    meaning="Draining a node for an update waits for ever: the budget allows no pod to go, even with all of them well.",
    found_by="disruptionsAllowed is 0 though every expected pod is healthy: maxUnavailable is 0, or minAvailable is "
    "all of them. Budgets that an operator made are its own business.",
    cure="Run more replicas than minAvailable, or allow one to be unavailable.",
    source="https://kubernetes.io/docs/tasks/run-application/configure-pdb/",
    needs=("poddisruptionbudgets",),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a budget."""
    for pdb in facts.snapshot.pdbs:
        status = pdb.status
        well = status.expected_pods > 0 and status.current_healthy >= status.expected_pods
        if (
            well
            and status.disruptions_allowed == 0
            and status.desired_healthy >= status.expected_pods
            and not _is_owned(pdb)
        ):
            yield _finding(pdb)


def _is_owned(pdb: PodDisruptionBudget) -> bool:
    """Operators (databases, storage) keep such budgets on purpose, and lift them when a node is drained."""
    labels = pdb.metadata.labels
    managed = any(key.endswith("/managed-by") and value not in ("Helm", "Kustomize") for key, value in labels.items())
    return managed or any(owner.controller for owner in pdb.metadata.owner_references)


def _finding(pdb: PodDisruptionBudget) -> Finding:
    ref, spec = ObjectRef.of("PodDisruptionBudget", pdb), pdb.spec
    rule = (
        f"maxUnavailable {spec.max_unavailable}"
        if spec.max_unavailable is not None
        else f"minAvailable {spec.min_available}"
    )
    return RULE.finding(
        ref,
        f"PodDisruptionBudget {ref.name} ({rule}) lets none of its {plural(pdb.status.expected_pods, 'pod')} go: "
        "their nodes cannot be drained.",
        evidence=(
            Evidence("spec", rule),
            Evidence("status.disruptionsAllowed", f"0, with {pdb.status.current_healthy} healthy pods"),
        ),
        remedies=(edit(ref, "Run one replica more, or set maxUnavailable: 1"),),
        confidence=0.95,
    )

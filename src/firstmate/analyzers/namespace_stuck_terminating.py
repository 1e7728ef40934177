"""A namespace is being deleted and does not go: something in it has a finalizer, or an API does not answer.

https://kubernetes.io/docs/concepts/overview/working-with-objects/finalizers/
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from firstmate.facts import Facts
from firstmate.findings import CommandTier, Evidence, Finding, ObjectRef, Remedy, Rule, Severity
from firstmate.snapshot.objects import Namespace

RULE = Rule(
    __name__,
    title="Namespace does not go",
    severity=Severity.WARNING,
    meaning="A deleted namespace stays: objects in it wait for a controller that is gone, or an API cannot be asked.",
    found_by="A namespace that is terminating for more than five minutes; its conditions say what remains.",
    cure="Bring the controller back that owns the finalizers, or the API that does not answer; as a last resort "
    "remove the "
    "finalizers of what remains.",
    source="https://kubernetes.io/docs/concepts/overview/working-with-objects/finalizers/",
    needs=("namespaces",),
)
PATIENCE = timedelta(minutes=5)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a namespace."""
    for namespace in facts.snapshot.namespaces:
        deleted = namespace.metadata.deletion_timestamp
        if deleted is None or facts.now - deleted < PATIENCE:
            continue
        name = namespace.metadata.name
        yield RULE.finding(
            ObjectRef.of("Namespace", namespace),
            f"Namespace {name} was deleted at {deleted:%Y-%m-%d %H:%M} UTC and does not go{_remaining(namespace)}.",
            evidence=tuple(
                Evidence(f"status.conditions[{c.type}]", c.message)
                for c in namespace.status.conditions
                if c.status == "True"
            )
            or (Evidence("status.phase", namespace.status.phase),),
            remedies=(
                Remedy(
                    "See what remains in it.",
                    f"kubectl get namespace {name} -o jsonpath={{.status.conditions}}",
                    CommandTier.READ,
                ),
                Remedy("See which APIs do not answer.", "kubectl get apiservices", CommandTier.READ),
            ),
            confidence=0.93,
        )


def _remaining(namespace: Namespace) -> str:
    true = {c.type for c in namespace.status.conditions if c.status == "True"}
    if "NamespaceFinalizersRemaining" in true:
        return ": what remains has finalizers"
    if "NamespaceDeletionDiscoveryFailure" in true:
        return ": an API cannot be asked what remains"
    return ": content remains" if "NamespaceContentRemaining" in true else ""

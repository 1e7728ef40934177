"""A claim names a storage class that does not exist, so nobody makes a volume for it.

https://kubernetes.io/docs/concepts/storage/persistent-volumes/#class-1
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.storage import Hurdle, Waiting, remedies, waiting
from firstmate.findings import Evidence, Finding, Rule, Severity

RULE = Rule(
    __name__,
    title="Storage class does not exist",
    severity=Severity.CRITICAL,
    meaning="A claim stays pending because the storage class that it names does not exist.",
    found_by="A pending claim, no storage class of the name that it gives, and no volume that would do instead.",
    cure="Name a class that exists (`kubectl get storageclass`), or make the one that is named.",
    source="https://kubernetes.io/docs/concepts/storage/persistent-volumes/#class-1",
    needs=("persistentvolumeclaims", "storageclasses"),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a claim."""
    for found in waiting(facts):
        name = found.claim.spec.storage_class_name
        if name and facts.snapshot.storageclasses.lacks("", name) and not _is_static(facts, found):
            there = ", ".join(c.metadata.name for c in facts.snapshot.storageclasses) or "none"
            yield RULE.finding(
                found.ref,
                f"Claim {found.ref.name} of namespace {found.ref.namespace} waits: there is no storage class {name} "
                f"(there is: {there}).",
                evidence=(Evidence("spec.storageClassName", name), Evidence("storage classes", there)),
                remedies=remedies(found),
                confidence=0.95,
            )


def _is_static(facts: Facts, found: Waiting) -> bool:
    """Volumes made by hand need no class object; then another rule says what is wrong with them."""
    name = found.claim.spec.storage_class_name
    return found.hurdle is Hurdle.CLASS or any(v.spec.storage_class_name == name for v in facts.snapshot.volumes)

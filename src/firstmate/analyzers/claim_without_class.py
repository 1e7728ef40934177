"""A claim names no storage class, and the cluster has no default one, so nobody makes a volume for it.

https://kubernetes.io/docs/concepts/storage/storage-classes/#default-storageclass
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.storage import default_classes, remedies, waiting
from firstmate.findings import CommandTier, Evidence, Finding, Remedy, Rule, Severity

RULE = Rule(
    __name__,
    title="Claim without a storage class, and no default",
    severity=Severity.CRITICAL,
    meaning="A claim stays pending because it leaves the storage class to the cluster, and the cluster has no default.",
    found_by="A pending claim without storageClassName, no default storage class, and no free volume that nearly fits.",
    cure="Mark a storage class as the default, or name one in the claim.",
    source="https://kubernetes.io/docs/concepts/storage/storage-classes/#default-storageclass",
    needs=("persistentvolumeclaims", "storageclasses"),
)
DEFAULT = "storageclass.kubernetes.io/is-default-class"


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a claim."""
    if facts.snapshot.storageclasses.missing or default_classes(facts):
        return
    there = ", ".join(c.metadata.name for c in facts.snapshot.storageclasses) or "none"
    for found in waiting(facts):
        if found.claim.spec.storage_class_name is None and found.hurdle is None and not found.claim.spec.volume_name:
            yield RULE.finding(
                found.ref,
                f"Claim {found.ref.name} of namespace {found.ref.namespace} waits: it names no storage class, and no "
                f"class is the default (there is: {there}).",
                evidence=(Evidence("spec.storageClassName", "(not set)"), Evidence("storage classes", there)),
                remedies=(
                    Remedy(
                        "Make a class the default.",
                        f'kubectl annotate storageclass NAME {DEFAULT}="true"',
                        CommandTier.RISKY,
                        f"kubectl annotate storageclass NAME {DEFAULT}-",
                    ),
                    *remedies(found),
                ),
                confidence=0.92,
            )

"""Several storage classes are marked as the default: which one a claim without a class gets is an accident.

Typical where another storage system joined one that comes with the distribution (k3s' local-path).
https://kubernetes.io/docs/concepts/storage/storage-classes/#default-storageclass
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.storage import default_classes
from firstmate.findings import CommandTier, Evidence, Finding, ObjectRef, Remedy, Rule, Severity

RULE = Rule(
    __name__,
    title="Several storage classes are the default",
    severity=Severity.WARNING,
    meaning="A claim without a class gets the newest of them; before Kubernetes 1.26 it is refused.",
    found_by="More than one StorageClass is annotated as the default.",
    cure="Take the mark from all but one.",
    source="https://kubernetes.io/docs/concepts/storage/storage-classes/#default-storageclass",
    needs=("storageclasses",),
)
MARK = "storageclass.kubernetes.io/is-default-class"


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a cluster, of the class whose name comes first."""
    names = sorted(c.metadata.name for c in default_classes(facts))
    if len(names) > 1:
        yield RULE.finding(
            ObjectRef("StorageClass", "", names[0]),
            f"StorageClasses {' and '.join(names)} are all marked as the default.",
            evidence=tuple(Evidence(f"metadata.annotations of {name}", f"{MARK}: true") for name in names),
            remedies=tuple(_unmark(name) for name in names),
            confidence=0.95,
        )


def _unmark(name: str) -> Remedy:
    annotate = f"kubectl annotate storageclass {name} --overwrite {MARK}="
    return Remedy(
        f"Take the mark from {name}, if the other is meant.", f"{annotate}false", CommandTier.RISKY, f"{annotate}true"
    )

"""An Ingress names no class and none is the default, and no controller has taken it.

https://kubernetes.io/docs/concepts/services-networking/ingress/#default-ingress-class
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from firstmate.facts import Facts
from firstmate.facts.cures import edit
from firstmate.facts.ingresses import has_address
from firstmate.facts.pods import age
from firstmate.findings import Evidence, Finding, ObjectRef, Rule, Severity

RULE = Rule(
    __name__,
    title="An Ingress has no class",
    severity=Severity.WARNING,
    meaning="Without a class and without a default class, most ingress controllers ignore an Ingress.",
    found_by="Neither ingressClassName nor the old annotation is set, no IngressClass is the default, and the "
    "Ingress has no address after a few minutes.",
    cure="Name a class, or make one the default.",
    source="https://kubernetes.io/docs/concepts/services-networking/ingress/#default-ingress-class",
    needs=("ingresses", "ingressclasses"),
)
YOUNG = timedelta(minutes=5)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding an Ingress."""
    classes = facts.snapshot.ingressclasses
    if classes.missing or any(c.metadata.annotations.default_ingress_class == "true" for c in classes):
        return
    there = ", ".join(sorted(c.metadata.name for c in classes)) or "none"
    for ingress in facts.snapshot.ingresses:
        named = ingress.spec.ingress_class_name or ingress.metadata.annotations.ingress_class
        if not named and not has_address(ingress) and age(ingress, facts.now) >= YOUNG:
            yield RULE.finding(
                ObjectRef.of("Ingress", ingress),
                f"Ingress {ingress.metadata.name} names no class, no class is the default, and no controller serves "
                "it.",
                evidence=(Evidence("spec.ingressClassName", "not set"), Evidence("IngressClasses", there)),
                remedies=(edit(ObjectRef.of("Ingress", ingress), f"Set ingressClassName (there is {there})"),),
                confidence=0.8,
            )

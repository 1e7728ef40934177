"""An Ingress names a class that does not exist, so no controller serves it.

https://kubernetes.io/docs/concepts/services-networking/ingress/#ingress-class
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.cures import edit
from firstmate.facts.ingresses import has_address
from firstmate.findings import Evidence, Finding, ObjectRef, Rule, Severity
from firstmate.snapshot.objects import Ingress

RULE = Rule(
    __name__,
    title="The class of an Ingress does not exist",
    severity=Severity.CRITICAL,
    meaning="No ingress controller feels responsible, so the host names of the Ingress lead nowhere.",
    found_by="spec.ingressClassName names no IngressClass, and no controller has given the Ingress an address.",
    cure="Name a class that exists, or install the controller that brings it.",
    source="https://kubernetes.io/docs/concepts/services-networking/ingress/#ingress-class",
    needs=("ingresses", "ingressclasses"),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding an Ingress. The old annotation needs no IngressClass object and is left alone."""
    for ingress in facts.snapshot.ingresses:
        wanted = ingress.spec.ingress_class_name
        if wanted and facts.snapshot.ingressclasses.lacks("", wanted) and not has_address(ingress):
            yield _finding(ingress, sorted(c.metadata.name for c in facts.snapshot.ingressclasses))


def _finding(ingress: Ingress, there: list[str]) -> Finding:
    wanted = ingress.spec.ingress_class_name
    offered = ", ".join(there) or "none"
    return RULE.finding(
        ObjectRef.of("Ingress", ingress),
        f"Ingress {ingress.metadata.name} is of class {wanted}, which does not exist; there is {offered}.",
        evidence=(Evidence("spec.ingressClassName", wanted), Evidence("IngressClasses", offered)),
        remedies=(
            edit(
                ObjectRef.of("Ingress", ingress),
                f"Set ingressClassName to {' or '.join(there) or 'the class of your controller'}",
            ),
        ),
        confidence=0.95,
    )

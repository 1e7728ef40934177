"""An Ingress names a Secret for TLS that does not exist: the controller answers with its own certificate.

https://kubernetes.io/docs/concepts/services-networking/ingress/#tls
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.cures import edit
from firstmate.findings import Evidence, Finding, ObjectRef, Rule, Severity
from firstmate.snapshot.objects import Ingress, IngressTls

RULE = Rule(
    __name__,
    title="The TLS Secret of an Ingress does not exist",
    severity=Severity.WARNING,
    meaning="Visitors get the ingress controller's self-signed certificate and a warning of their browser.",
    found_by="spec.tls names a Secret that is not in the namespace, and no cert-manager Certificate is about to make "
    "it.",
    cure="Create the Secret, or let cert-manager make it.",
    source="https://kubernetes.io/docs/concepts/services-networking/ingress/#tls",
    needs=("ingresses", "secrets"),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding an Ingress and Secret. A Certificate that makes the Secret has rules of its own."""
    for ingress in facts.snapshot.ingresses:
        space = ingress.metadata.namespace
        promised = {c.spec.secret_name for c in facts.snapshot.certificates.by_namespace.get(space, ())}
        for tls in ingress.spec.tls:
            absent = tls.secret_name and facts.snapshot.secrets.lacks(space, tls.secret_name)
            if absent and tls.secret_name not in promised:
                yield _finding(ingress, tls)


def _finding(ingress: Ingress, tls: IngressTls) -> Finding:
    hosts = ", ".join(tls.hosts) or "all hosts"
    return RULE.finding(
        ObjectRef.of("Ingress", ingress),
        f"Ingress {ingress.metadata.name} takes its certificate for {hosts} from Secret {tls.secret_name}, which does "
        "not exist.",
        evidence=(Evidence("spec.tls[].secretName", tls.secret_name),),
        remedies=(edit(ObjectRef.of("Ingress", ingress), "Name a Secret that exists, or create it"),),
        confidence=0.95,
    )

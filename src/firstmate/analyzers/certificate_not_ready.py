"""cert-manager cannot issue a certificate: its issuer, DNS or HTTP challenge, or a rate limit stands in the way.

https://cert-manager.io/docs/troubleshooting/
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from firstmate.facts import Facts
from firstmate.facts.pods import age, condition
from firstmate.findings import CommandTier, Evidence, Finding, ObjectRef, Remedy, Rule, Severity

RULE = Rule(
    __name__,
    title="Certificate is not issued",
    severity=Severity.WARNING,
    meaning="A Certificate has no valid secret yet, or the one it has no longer fits what is asked for.",
    found_by="The Certificate's condition Ready is False for more than five minutes, and it has not simply expired.",
    cure="Follow Certificate → CertificateRequest → Order → Challenge; the last one says what is wrong.",
    source="https://cert-manager.io/docs/troubleshooting/",
    needs=("certificates",),
)
PATIENCE = timedelta(minutes=5)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a certificate."""
    for certificate in facts.snapshot.certificates:
        ready = condition(certificate.status.conditions, "Ready")
        since = ready.last_transition_time
        settled = facts.now - since > PATIENCE if since else age(certificate, facts.now) > PATIENCE
        expired = certificate.status.not_after is not None and facts.now >= certificate.status.not_after
        if ready.status != "False" or not settled or expired:
            continue
        ref, issuer = ObjectRef.of("Certificate", certificate), certificate.spec.issuer_ref
        failed = condition(certificate.status.conditions, "Issuing")
        never = certificate.status.not_after is None
        yield RULE.finding(
            ref,
            f"Certificate {ref.name} of namespace {ref.namespace} is {'not issued' if never else 'not valid any more'} "
            f"by {issuer.kind or 'Issuer'} {issuer.name} ({ready.reason}).",
            evidence=(
                Evidence("status.conditions[Ready]", f"{ready.reason}: {ready.message}"),
                *(Evidence("status.conditions[Issuing]", f"{c.reason}: {c.message}") for c in (failed,) if c.message),
            ),
            remedies=(
                Remedy(
                    "See where issuing stands.",
                    f"kubectl -n {ref.namespace} describe certificate,certificaterequest,order,challenge",
                    CommandTier.READ,
                ),
            ),
            severity=Severity.CRITICAL if never else Severity.WARNING,
            confidence=0.92,
        )

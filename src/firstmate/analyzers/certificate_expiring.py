"""A certificate of cert-manager has expired, or should have been renewed by now and was not.

https://cert-manager.io/docs/usage/certificate/#renewal
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from firstmate.facts import Facts
from firstmate.findings import CommandTier, Evidence, Finding, ObjectRef, Remedy, Rule, Severity
from firstmate.snapshot.objects import Certificate

RULE = Rule(
    __name__,
    title="Certificate expires and is not renewed",
    severity=Severity.WARNING,
    meaning="A TLS certificate is past its renewal date; when it expires, clients refuse to connect.",
    found_by="cert-manager's Certificate: past notAfter, an hour past renewalTime, or three days before notAfter "
    "without one.",
    cure="See why renewal fails: the Certificate's CertificateRequest, Order and Challenge say it.",
    source="https://cert-manager.io/docs/troubleshooting/",
    needs=("certificates",),
)
LATE = timedelta(hours=1)
SOON = timedelta(days=3)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a certificate."""
    for certificate in facts.snapshot.certificates:
        end = certificate.status.not_after
        if end is None or certificate.metadata.deletion_timestamp or not _is_late(certificate, end, facts.now):
            continue
        ref, over = ObjectRef.of("Certificate", certificate), facts.now >= end
        yield RULE.finding(
            ref,
            f"Certificate {ref.name} of namespace {ref.namespace} ({', '.join(certificate.spec.dns_names[:3])}) "
            f"{'expired' if over else 'expires'} at {end:%Y-%m-%d %H:%M} UTC and is not renewed.",
            evidence=(
                Evidence("status.notAfter", f"{end:%Y-%m-%dT%H:%M:%SZ}"),
                *(
                    Evidence("status.renewalTime", f"{renewal:%Y-%m-%dT%H:%M:%SZ}")
                    for renewal in (certificate.status.renewal_time,)
                    if renewal
                ),
            ),
            remedies=(
                Remedy(
                    "See why renewal fails.",
                    f"kubectl -n {ref.namespace} describe certificate,certificaterequest,order,challenge",
                    CommandTier.READ,
                ),
            ),
            severity=Severity.CRITICAL if over else Severity.WARNING,
            confidence=0.95,
        )


def _is_late(certificate: Certificate, end: datetime, now: datetime) -> bool:
    renewal = certificate.status.renewal_time
    return now >= end or (now - renewal > LATE if renewal else end - now < SOON)

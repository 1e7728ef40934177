"""certificate-expiring: past its renewal, or past its end."""

from __future__ import annotations

from firstmate.analyzers.certificate_expiring import check
from firstmate.findings import Severity
from tests.support.build import facts_of, obj


def certificate(end, renewal=""):
    """An issued certificate."""
    status = {"notAfter": end, **({"renewalTime": renewal} if renewal else {})}
    return obj("Certificate", "web-tls", spec={"secretName": "web-tls", "dnsNames": ["web.example"]}, status=status)


def test_an_expired_certificate_is_critical():
    """Clients refuse it now."""
    (found,) = check(facts_of(certificate("2026-02-28T12:00:00Z", "2026-01-28T12:00:00Z")))

    assert found.severity is Severity.CRITICAL and "web.example" in found.claim


def test_a_missed_renewal_is_a_warning():
    """There are weeks left to repair it."""
    (found,) = check(facts_of(certificate("2026-03-20T12:00:00Z", "2026-02-27T12:00:00Z")))

    assert found.severity is Severity.WARNING


def test_days_before_the_end_without_a_renewal_date_count():
    """Somebody has to act."""
    assert list(check(facts_of(certificate("2026-03-03T12:00:00Z"))))


def test_a_certificate_before_its_renewal_is_well():
    """Even close to its end: short-lived ones are renewed hours before."""
    assert not list(check(facts_of(certificate("2026-03-01T18:00:00Z", "2026-03-01T16:00:00Z"))))


def test_a_renewal_that_is_just_due_is_going_on():
    """cert-manager takes some minutes."""
    assert not list(check(facts_of(certificate("2026-03-20T12:00:00Z", "2026-03-01T11:45:00Z"))))

"""certificate-not-ready: what cert-manager cannot issue."""

from __future__ import annotations

from firstmate.analyzers.certificate_not_ready import check
from firstmate.findings import Severity
from tests.support.build import facts_of, obj


def certificate(status="False", since="2026-03-01T11:00:00Z", reason="DoesNotExist", **more):
    """A certificate by its Ready condition."""
    words = "Issuing certificate as Secret does not exist"
    ready = {"type": "Ready", "status": status, "reason": reason, "message": words, "lastTransitionTime": since}
    spec = {"secretName": "web-tls", "issuerRef": {"kind": "ClusterIssuer", "name": "letsencrypt"}}
    return obj("Certificate", "web-tls", spec=spec, status={"conditions": [ready], **more})


def test_a_certificate_that_was_never_issued_is_critical():
    """Whoever needs it has none."""
    (found,) = check(facts_of(certificate()))

    assert found.severity is Severity.CRITICAL and "letsencrypt" in found.claim


def test_one_that_no_longer_fits_is_a_warning():
    """The old one still serves."""
    (found,) = check(facts_of(certificate(reason="SecretMismatch", notAfter="2026-05-01T00:00:00Z")))

    assert found.severity is Severity.WARNING


def test_issuing_takes_some_minutes():
    """DNS challenges have to spread."""
    assert not list(check(facts_of(certificate(since="2026-03-01T11:58:00Z"))))


def test_an_expired_certificate_is_another_rule():
    """It says more about it."""
    assert not list(check(facts_of(certificate(reason="Expired", notAfter="2026-02-01T00:00:00Z"))))


def test_a_ready_certificate_is_well():
    """The usual case."""
    assert not list(check(facts_of(certificate(status="True", reason="Ready"))))

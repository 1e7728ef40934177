"""csr-pending: requests that nobody has judged."""

from __future__ import annotations

from firstmate.analyzers.csr_pending import check
from firstmate.findings import Severity
from tests.support.build import facts_of, obj

JOINING = "kubernetes.io/kube-apiserver-client-kubelet"


def csr(name="csr-1", signer=JOINING, made="2026-03-01T11:00:00Z", **status):
    """A request of a node."""
    spec = {"signerName": signer, "username": "system:node:node-2"}
    return obj("CertificateSigningRequest", name, metadata={"creationTimestamp": made}, spec=spec, status=status)


def test_a_node_that_cannot_join_is_told():
    """Its client certificate is not approved."""
    (found,) = check(facts_of(csr()))

    assert "system:node:node-2" in found.claim and found.severity is Severity.WARNING


def test_many_requests_to_one_signer_are_one_finding():
    """Kubelets ask again every quarter of an hour."""
    (found,) = check(facts_of(csr("a"), csr("b"), csr("c")))

    assert found.claim.startswith("3 ")


def test_serving_certificates_are_worth_knowing():
    """Talos and others do not approve them by default, and work."""
    (found,) = check(facts_of(csr(signer="kubernetes.io/kubelet-serving")))

    assert found.severity is Severity.INFO


def test_what_was_judged_is_done():
    """Approved and denied alike."""
    approved = csr(conditions=[{"type": "Approved", "status": "True"}], certificate="LS0t")

    assert not list(check(facts_of(approved, csr("d", conditions=[{"type": "Denied", "status": "True"}]))))


def test_a_fresh_request_is_being_judged():
    """A few minutes are normal."""
    assert not list(check(facts_of(csr(made="2026-03-01T11:55:00Z"))))

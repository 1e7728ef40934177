"""Somebody asks for a certificate, and nobody approves it.

https://kubernetes.io/docs/reference/access-authn-authz/certificate-signing-requests/
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from firstmate.facts import Facts
from firstmate.facts.pods import age
from firstmate.findings import CommandTier, Evidence, Finding, ObjectRef, Remedy, Role, Rule, Severity
from firstmate.snapshot.objects import CertificateSigningRequest

RULE = Rule(
    __name__,
    title="Certificate requests wait for approval",
    severity=Severity.WARNING,
    meaning="A node cannot join or renew its certificate, or (kubelet-serving) logs and metrics of a node will fail, "
    "because "
    "a request waits for approval.",
    found_by="CertificateSigningRequests older than ten minutes that are neither approved, denied nor failed.",
    cure="Approve those you expect; run an approver for kubelet-serving certificates.",
    source="https://kubernetes.io/docs/reference/access-authn-authz/certificate-signing-requests/",
    role=Role.SYMPTOM,
    needs=("certificatesigningrequests",),
)
PATIENCE = timedelta(minutes=10)
SERVING = "kubernetes.io/kubelet-serving"


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a signer: kubelets ask again and again."""
    waiting: dict[str, list[CertificateSigningRequest]] = {}
    for csr in facts.snapshot.listing("certificatesigningrequests"):
        if not csr.status.conditions and not csr.status.certificate and age(csr, facts.now) > PATIENCE:
            waiting.setdefault(csr.spec.signer_name, []).append(csr)
    for signer, requests in sorted(waiting.items()):
        first = requests[0]
        who = ", ".join(sorted({r.spec.username for r in requests})[:3])
        yield RULE.finding(
            ObjectRef.of("CertificateSigningRequest", first),
            f"{len(requests)} certificate request(s) to {signer} wait for approval, from {who}.",
            evidence=(
                Evidence(f"spec.signerName of {first.metadata.name}", signer),
                Evidence("status.conditions", "(none)"),
            ),
            remedies=(
                Remedy("See who asks for what.", f"kubectl describe csr {first.metadata.name}", CommandTier.READ),
                Remedy(
                    "Approve it, if the node is yours and expected.",
                    f"kubectl certificate approve {first.metadata.name}",
                    CommandTier.RISKY,
                ),
            ),
            severity=Severity.INFO if signer == SERVING else Severity.WARNING,
            confidence=0.93,
        )

"""Whoever should make a volume for a claim says that it cannot, or does not run.

https://kubernetes.io/docs/concepts/storage/dynamic-provisioning/
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts, WorkloadFacts
from firstmate.facts.pods import all_containers
from firstmate.facts.storage import Waiting, waiting
from firstmate.findings import CommandTier, Evidence, Finding, Remedy, Rule, Severity

RULE = Rule(
    __name__,
    title="Volume cannot be provisioned",
    severity=Severity.CRITICAL,
    meaning="A claim stays pending because its storage class's provisioner fails, or does not run.",
    found_by="A ProvisioningFailed event of a pending claim; or its class's provisioner has no ready pod.",
    cure="Read the provisioner's message and logs; get its pods running; check its credentials, quota and parameters.",
    source="https://kubernetes.io/docs/concepts/storage/dynamic-provisioning/",
    needs=("persistentvolumeclaims", "storageclasses", "events"),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a claim: the provisioner's words, else that it is down."""
    for found in waiting(facts):
        if not found.is_dynamic:
            continue
        events = facts.events(found.ref, "ProvisioningFailed", uid=found.claim.metadata.uid)
        down = _provisioner_down(facts, found)
        if events:
            yield _finding(found, "its provisioner fails", "event ProvisioningFailed", events[0].message)
        elif down:
            text = f"{down.ref.kind} {down.ref.namespace}/{down.ref.name}, its provisioner, has no ready pod"
            yield _finding(found, text, f"status of {down.ref}", f"0 of {down.wanted} ready")


def _finding(found: Waiting, text: str, where: str, value: str) -> Finding:
    assert found.storage_class is not None
    name, provisioner = found.storage_class.metadata.name, found.storage_class.provisioner
    return RULE.finding(
        found.ref,
        f"Claim {found.ref.name} of namespace {found.ref.namespace} waits: {text} (class {name}, {provisioner}).",
        evidence=(Evidence(where, value), Evidence(f"provisioner of StorageClass {name}", provisioner)),
        remedies=(
            Remedy(
                "Read what the provisioner says.",
                f"kubectl -n {found.ref.namespace} describe pvc {found.ref.name}",
                CommandTier.READ,
            ),
        ),
        confidence=0.93,
    )


def _provisioner_down(facts: Facts, found: Waiting) -> WorkloadFacts | None:
    """The workload that carries the provisioner's name, or is told it in its arguments, and has nobody ready."""
    provisioner = found.storage_class.provisioner if found.storage_class else ""
    short = provisioner.rpartition("/")[2]
    for workload in facts.workloads.values():
        if workload.ready == 0 and workload.wanted and len(short) > 3:
            words = (w for c in all_containers(workload.template.spec) for w in (*c.command, *c.args))
            if short in workload.ref.name or any(provisioner in word for word in words):
                return workload
    return None

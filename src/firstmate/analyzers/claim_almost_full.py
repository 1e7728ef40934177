"""A volume in use is nearly full, by the kubelet's own measure of it: told by the alerts of the Kubernetes mixin.

https://runbooks.prometheus-operator.dev/runbooks/kubernetes/kubepersistentvolumefillingup/
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.findings import CommandTier, Evidence, Finding, ObjectRef, Remedy, Rule, Severity
from firstmate.snapshot.objects import Alert

RULE = Rule(
    __name__,
    title="Volume is almost full",
    severity=Severity.WARNING,
    meaning="A volume will be full soon, or is; then whoever writes to it fails.",
    found_by="A firing alert about filling up or inodes that names a claim.",
    cure="Delete what is not needed, or enlarge the claim, if its class allows that.",
    source="https://runbooks.prometheus-operator.dev/runbooks/kubernetes/kubepersistentvolumefillingup/",
    needs=("alerts", "persistentvolumeclaims"),
)
FILLING = re.compile(r"(Volume|PVC|Claim|Disk)\w*(Filling|Full|Usage|Space|Errors|Inodes)", re.IGNORECASE)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a claim, of the worst alert about it."""
    for ref, (source, alert) in sorted(_alerts(facts).items(), key=lambda item: item[0]):
        claim = facts.snapshot.claims.get(ref.namespace, ref.name)
        storage_class = claim.spec.storage_class_name if claim else ""
        grows = facts.snapshot.storageclasses.get("", storage_class or "")
        can = "can be enlarged" if grows and grows.allow_volume_expansion else "cannot be enlarged in place"
        yield RULE.finding(
            ref,
            f"The volume of claim {ref.name} of namespace {ref.namespace} is almost full; it {can}.",
            evidence=(
                Evidence(
                    f"{source} alert {alert.labels.get('alertname', '')}", alert.annotations.get("description", "")
                ),
            ),
            remedies=(
                Remedy(
                    "Enlarge the claim, if its class allows it (in Git, where it comes from Git).",
                    f"kubectl -n {ref.namespace} edit pvc {ref.name}",
                    CommandTier.RISKY,
                ),
            ),
            severity=Severity.CRITICAL if alert.labels.get("severity") == "critical" else Severity.WARNING,
            confidence=0.9,
        )


def _alerts(facts: Facts) -> dict[ObjectRef, tuple[str, Alert]]:
    found: dict[ObjectRef, tuple[str, Alert]] = {}
    for source, listing in sorted(facts.snapshot.alerts.items()):
        for alert in listing.items:
            name, claim = alert.labels.get("alertname", ""), alert.labels.get("persistentvolumeclaim", "")
            ref = ObjectRef("PersistentVolumeClaim", alert.labels.get("namespace", ""), claim)
            worse = ref not in found or alert.labels.get("severity") == "critical"
            if claim and alert.state == "firing" and FILLING.search(name) and worse:
                found[ref] = (source, alert)
    return found

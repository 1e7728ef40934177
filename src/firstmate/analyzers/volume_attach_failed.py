"""A volume cannot be attached to the node of a pod, most often because another node still holds it.

https://kubernetes.io/docs/concepts/storage/persistent-volumes/#access-modes
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.mounts import Unmounted, unmounted
from firstmate.findings import CommandTier, Evidence, Finding, Remedy, Rule, Severity

RULE = Rule(
    __name__,
    title="Volume cannot be attached",
    severity=Severity.CRITICAL,
    meaning="A pod waits for a volume that cannot be attached to its node.",
    found_by="A pod that is being created, and a FailedAttachVolume event of it (Multi-Attach, or the driver's words).",
    cure="Let the old pod end (or its dead node be taken out of service); else see what the storage driver says.",
    source="https://kubernetes.io/docs/concepts/cluster-administration/node-shutdown/#non-graceful-node-shutdown",
    needs=("pods", "events"),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a workload and volume."""
    for found in unmounted(facts, "FailedAttachVolume"):
        held = "Multi-Attach" in found.message
        why = "another node still holds it" if held else "the storage driver refuses"
        yield RULE.finding(
            found.workload,
            f"{found.workload.kind} {found.workload.name} waits for volume {found.volume or '(not named)'}, which "
            f"cannot be attached to node {found.pod.spec.node_name}: {why}.",
            evidence=(Evidence(f"event FailedAttachVolume of Pod {found.pod.metadata.name}", found.message),),
            remedies=_remedies(found),
            confidence=0.92,
        )


def _remedies(found: Unmounted) -> tuple[Remedy, ...]:
    return (
        Remedy("See which node holds which volume.", "kubectl get volumeattachments", CommandTier.READ),
        Remedy(
            "See what is left of the workload's older pods; a rollout with the Recreate strategy does not collide.",
            f"kubectl -n {found.workload.namespace} get pods -o wide",
            CommandTier.READ,
        ),
    )

"""A pod's volume lives where the pod cannot go: another zone, or the disk of a node that does not take it.

https://kubernetes.io/docs/concepts/storage/persistent-volumes/#node-affinity
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts, claims_of
from firstmate.facts.cures import look
from firstmate.facts.scheduling import Reason, Verdict, verdicts
from firstmate.findings import Evidence, Finding, Remedy, Rule, Severity

RULE = Rule(
    __name__,
    title="Volume is on a node or in a zone that the pod cannot use",
    severity=Severity.CRITICAL,
    meaning="Pods cannot start because their data is on a node or in a zone that they may not use.",
    found_by="A pod is unschedulable, and no node that it asks for meets the node affinity of its volumes; or the "
    "scheduler says so.",
    cure="Bring the volume's node back, let the pod go there, or restore the data to a volume elsewhere.",
    source="https://kubernetes.io/docs/concepts/storage/persistent-volumes/#node-affinity",
    needs=("pods", "nodes", "persistentvolumeclaims", "persistentvolumes"),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a workload."""
    for verdict in verdicts(facts, Reason.VOLUME_NODE):
        tied = tuple(_tied(facts, verdict))
        volumes = ", ".join(e.where.split()[1] for e in tied) or "its volumes"
        namespace = verdict.workload.namespace
        yield RULE.finding(
            verdict.workload,
            f"{verdict.who} cannot be placed: {volumes} can only be used on other nodes than the pod may run on.",
            evidence=(*verdict.evidence, *tied),
            remedies=(
                look("See where the volumes are", "kubectl get pv -o wide"),
                Remedy(f"Bring back the node that holds the data, or restore it into a new claim in {namespace}."),
            ),
            confidence=0.9,
            unseen=verdict.unseen,
        )


def _tied(facts: Facts, verdict: Verdict) -> Iterator[Evidence]:
    """The pod's volumes that are bound to some nodes, and to which."""
    pod = verdict.pods[0]
    for name in claims_of(pod):
        claim = facts.snapshot.claims.get(pod.metadata.namespace, name)
        volume = facts.snapshot.volumes.get("", claim.spec.volume_name) if claim else None
        required = volume.spec.node_affinity.required if volume and volume.spec.node_affinity else None
        if volume and required:
            places = [v for t in required.node_selector_terms for r in t.match_expressions for v in r.values]
            yield Evidence(f"PersistentVolume {volume.metadata.name} spec.nodeAffinity", ", ".join(places))

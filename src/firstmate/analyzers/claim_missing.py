"""A pod mounts a claim that does not exist, so the scheduler or the kubelet leaves it waiting.

https://kubernetes.io/docs/concepts/storage/persistent-volumes/#claims-as-volumes
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.pods import SETTLING, age, condition
from firstmate.findings import CommandTier, Evidence, Finding, ObjectRef, Remedy, Rule, Severity
from firstmate.snapshot.objects import Pod

RULE = Rule(
    __name__,
    title="Claim does not exist",
    severity=Severity.CRITICAL,
    meaning="A pod cannot start because a PersistentVolumeClaim that it mounts does not exist.",
    found_by="A pod that waits names a claim that is not in its namespace.",
    cure="Make the claim, or correct its name in the workload.",
    source="https://kubernetes.io/docs/concepts/storage/persistent-volumes/#claims-as-volumes",
    needs=("pods", "persistentvolumeclaims"),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a workload and claim."""
    told = set()
    for workload, pods in facts.suspects.items():
        for pod in pods:
            for claim in _missing(facts, pod):
                if (workload, claim) not in told:
                    told.add((workload, claim))
                    yield _finding(workload, pod, claim)


def _missing(facts: Facts, pod: Pod) -> Iterator[str]:
    if pod.status.phase != "Pending" or pod.metadata.deletion_timestamp:
        return
    verdict = condition(pod.status.conditions, "PodScheduled").message
    claims, namespace = facts.snapshot.claims, pod.metadata.namespace
    for source in filter(None, (v.persistent_volume_claim for v in pod.spec.volumes)):
        told = f'"{source.claim_name}" not found' in verdict and not claims.get(namespace, source.claim_name)
        settled = age(pod, facts.now) >= SETTLING
        if told or (settled and claims.lacks(namespace, source.claim_name)):
            yield source.claim_name


def _finding(workload: ObjectRef, pod: Pod, claim: str) -> Finding:
    namespace = workload.namespace
    return RULE.finding(
        workload,
        f"{workload.kind} {workload.name} mounts claim {claim}, and namespace {namespace} has no such claim.",
        evidence=(Evidence(f"spec.volumes[].persistentVolumeClaim.claimName of Pod {pod.metadata.name}", claim),),
        remedies=(
            Remedy("See which claims there are.", f"kubectl -n {namespace} get pvc", CommandTier.READ),
            Remedy("Make the claim (in Git, where the workload comes from Git).", "kubectl apply -f CLAIM.yaml"),
        ),
        confidence=0.95,
    )

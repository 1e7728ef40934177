"""A namespace has used up the storage or the number of claims that its ResourceQuota allows.

A StatefulSet is refused its claim in an event. A claim that somebody applied is refused to him alone: then the trace is
a pod that waits for a claim that was never made, beside a storage quota too small for it.
https://kubernetes.io/docs/concepts/policy/resource-quotas/#storage-resource-quota
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.pods import condition
from firstmate.facts.quantity import amount, bytes_text
from firstmate.facts.quotas import exhausted, is_storage, remedies, room, told
from firstmate.findings import Evidence, Finding, ObjectRef, Role, Rule, Severity
from firstmate.snapshot.objects import PersistentVolume, ResourceQuota

RULE = Rule(
    __name__,
    title="Storage quota is used up",
    severity=Severity.CRITICAL,
    meaning="A claim is refused because the namespace may not ask for more storage or hold more claims.",
    found_by="'exceeded quota' for a claim; or the scheduler does not find the claim that a pod names, and the "
    "storage quota of the namespace leaves nothing, or less than the free volume that waits to be claimed.",
    cure="Delete claims that are not needed, ask for less, or raise the quota.",
    source="https://kubernetes.io/docs/concepts/policy/resource-quotas/#storage-resource-quota",
    role=Role.ROOT,
    needs=("pods", "persistentvolumeclaims", "resourcequotas", "events"),
)

NOT_FOUND = re.compile(r'persistentvolumeclaim "([^"]+)" not found')


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a quota and resource that refuses something now."""
    told_of = set()
    for found in exhausted(facts, is_storage):
        told_of.add(found.quota)
        yield told(RULE, found)
    for namespace, absent in sorted(_absent_claims(facts).items()):
        for quota in facts.snapshot.quotas.by_namespace.get(namespace, ()):
            if ObjectRef.of("ResourceQuota", quota) not in told_of:
                yield from _too_small(facts, quota, absent)


def _absent_claims(facts: Facts) -> dict[str, dict[str, ObjectRef]]:
    """By namespace, the claims that pods wait for and the scheduler cannot find, each with its workload."""
    absent: dict[str, dict[str, ObjectRef]] = {}
    for workload, pod in facts.unscheduled():
        for claim in NOT_FOUND.findall(condition(pod.status.conditions, "PodScheduled").message):
            if not facts.snapshot.claims.get(pod.metadata.namespace, claim):
                absent.setdefault(pod.metadata.namespace, {}).setdefault(claim, workload)
    return absent


def _too_small(facts: Facts, quota: ResourceQuota, absent: dict[str, ObjectRef]) -> Iterator[Finding]:
    left = room(quota, "requests.storage")
    if left is None:
        return
    waiting = next(
        (v for v in facts.snapshot.volumes if _is_free(v) and amount(v.spec.capacity, "storage") > left), None
    )
    if waiting is None and left > 0:
        return
    claim, workload = min(absent.items())
    taken = amount(quota.status.used, "requests.storage")
    used, hard = bytes_text(taken), bytes_text(left + taken)
    size = bytes_text(amount(waiting.spec.capacity, "storage")) if waiting else ""
    beside = f"; volume {waiting.metadata.name} of {size} is free" if waiting else ""
    yield RULE.finding(
        ObjectRef.of("ResourceQuota", quota),
        f"Claim {claim} of {workload.kind} {workload.name} was never made, and quota {quota.metadata.name} leaves "
        f"{bytes_text(left)} of storage for new claims ({used} of {hard} used{beside}).",
        evidence=(
            Evidence("status.hard[requests.storage]", hard),
            Evidence("status.used[requests.storage]", used),
            Evidence(f"spec.volumes[].persistentVolumeClaim.claimName of {workload.name}", claim),
        ),
        remedies=remedies(ObjectRef.of("ResourceQuota", quota), "requests.storage", hard),
        confidence=0.85,
        unseen="the refusal itself: the API server tells it only to whoever applied the claim",
        explains=tuple(sorted(set(absent.values()))),
    )


def _is_free(volume: PersistentVolume) -> bool:
    return volume.status.phase == "Available" and volume.spec.claim_ref is None

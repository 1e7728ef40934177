"""Quotas that are used up and keep something from being made: what was asked, what is used, what is allowed.

https://kubernetes.io/docs/concepts/policy/resource-quotas/
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from firstmate.facts import Facts
from firstmate.facts.cures import look
from firstmate.facts.quantity import parse
from firstmate.facts.refusals import Refusal, Refused, refusals
from firstmate.findings import CommandTier, Evidence, Finding, ObjectRef, Remedy, Rule
from firstmate.snapshot.objects import ResourceQuota

EXCEEDED = re.compile(
    r"exceeded quota: (?P<name>[^\s,]+), requested: (?P<requested>\S+), used: (?P<used>\S+), limited: (?P<limited>\S+)"
)


@dataclass(frozen=True)
class Exhausted:
    """A quota that refuses workloads some resource; the amounts are in the API's own notation."""

    quota: ObjectRef
    resource: str
    requested: str
    used: str
    limited: str
    refused: tuple[Refusal, ...]


def is_cpu(resource: str) -> bool:
    return resource in ("cpu", "requests.cpu", "limits.cpu")


def is_memory(resource: str) -> bool:
    return resource in ("memory", "requests.memory", "limits.memory")


def is_pods(resource: str) -> bool:
    return resource in ("pods", "count/pods")


def is_services(resource: str) -> bool:
    return resource.startswith("services") or resource == "count/services"


def is_storage(resource: str) -> bool:
    return (
        resource in ("requests.storage", "persistentvolumeclaims", "count/persistentvolumeclaims")
        or ".storageclass.storage.k8s.io/" in resource
    )


def exhausted(facts: Facts, family: Callable[[str], bool]) -> Iterator[Exhausted]:
    """Quotas whose resources of one family refuse workloads now: one for each quota, with the first such resource."""
    groups: dict[ObjectRef, dict[ObjectRef, tuple[Refusal, Exhausted]]] = {}
    for refusal in refusals(facts, Refused.QUOTA):
        for one in _exceeded(refusal):
            if family(one.resource) and _still(facts, one):
                groups.setdefault(one.quota, {}).setdefault(refusal.workload, (refusal, one))
    for _, found in sorted(groups.items()):
        first = next(iter(found.values()))[1]
        yield Exhausted(
            first.quota,
            first.resource,
            first.requested,
            first.used,
            first.limited,
            tuple(refusal for refusal, _ in found.values()),
        )


def told(rule: Rule, found: Exhausted) -> Finding:
    """The finding of a quota rule."""
    names = ", ".join(f"{r.workload.kind} {r.workload.name}" for r in found.refused[:3])
    more = f" and {len(found.refused) - 3} more" if len(found.refused) > 3 else ""
    return rule.finding(
        found.quota,
        f"Quota {found.quota.name} of namespace {found.quota.namespace} is used up ({found.resource}: {found.used} of "
        f"{found.limited}): {names}{more} asked for {found.requested} more and got none.",
        evidence=(
            Evidence(found.refused[0].where, found.refused[0].message),
            Evidence(f"status.used[{found.resource}]", f"{found.used} of {found.limited}"),
        ),
        remedies=remedies(found.quota, found.resource, found.limited),
        confidence=0.97,
        explains=tuple(r.workload for r in found.refused),
    )


def remedies(quota: ObjectRef, resource: str, limited: str) -> tuple[Remedy, ...]:
    """Free some of it, or allow more."""
    return (
        look(
            f"See what uses up {resource} in the namespace, and lower or remove what is not needed",
            f"kubectl -n {quota.namespace} describe resourcequota {quota.name}",
        ),
        Remedy(
            f"Raise the quota's {resource} (in Git, where the quota comes from Git).",
            _patch(quota, resource, "NEW"),
            CommandTier.RISKY,
            _patch(quota, resource, limited),
        ),
    )


def _patch(quota: ObjectRef, resource: str, amount: str) -> str:
    body = f'{{"spec":{{"hard":{{"{resource}":"{amount}"}}}}}}'
    return f"kubectl -n {quota.namespace} patch resourcequota {quota.name} --type=merge -p '{body}'"


def room(quota: ResourceQuota, resource: str) -> float | None:
    """How much of a resource is left; None when the quota does not limit it."""
    hard = parse(quota.status.hard.get(resource, quota.spec.hard.get(resource, "")))
    used = parse(quota.status.used.get(resource, 0))
    return None if hard is None or used is None else hard - used


def amounts(listed: str) -> dict[str, str]:
    """`requests.cpu=1,pods=1` as a dict."""
    return dict(pair.split("=", 1) for pair in listed.split(",") if "=" in pair)


def _exceeded(refusal: Refusal) -> Iterator[Exhausted]:
    match = EXCEEDED.search(refusal.message)
    if not match:
        return
    quota = ObjectRef("ResourceQuota", refusal.workload.namespace, match["name"])
    used, limited = amounts(match["used"]), amounts(match["limited"])
    for resource, requested in amounts(match["requested"]).items():
        yield Exhausted(quota, resource, requested, used.get(resource, "?"), limited.get(resource, "?"), (refusal,))


def _still(facts: Facts, found: Exhausted) -> bool:
    """Whether the quota, as it stands now, would still refuse; believed when quotas could not be read."""
    quotas = facts.snapshot.quotas
    if quotas.lacks(found.quota.namespace, found.quota.name):
        return False
    quota = quotas.get(found.quota.namespace, found.quota.name)
    left, wanted = (room(quota, found.resource) if quota else None), parse(found.requested)
    return left is None or wanted is None or wanted > left

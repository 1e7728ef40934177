"""Manifests that ask for more than a quota of their namespace has left.

https://kubernetes.io/docs/concepts/policy/resource-quotas/
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts.quantity import text
from firstmate.facts.quotas import room
from firstmate.preflight.bundle import Item
from firstmate.preflight.case import Case, Said, miss, unchecked
from firstmate.preflight.demand import demand
from firstmate.preflight.values import Check, Unchecked, Weight
from firstmate.snapshot.objects import ResourceQuota

CHECK = Check(
    __name__,
    title="Quotas have enough left",
    weight=Weight.BLOCKER,
    means="A quota of the namespace has less left than the manifests would use: pods or objects would be refused.",
)


def check(case: Case) -> Iterator[Said]:
    """One miss a quota and resource."""
    for namespace in case.bundle.namespaces:
        missing = None if case.new(namespace) else case.unread("ResourceQuota", namespace)
        if missing:
            yield unchecked(f"the quotas of namespace {namespace}", missing)
            continue
        asked = demand(case, namespace)
        for quota in case.snapshot.quotas.by_namespace.get(namespace, ()):
            yield from _judge(case, quota, asked)


def _judge(case: Case, quota: ResourceQuota, asked: dict[str, float]) -> Iterator[Said]:
    name = quota.metadata.name
    if quota.spec.scopes or quota.spec.scope_selector:
        yield Unchecked(f"quota {name}", "it counts only some pods, by scopes that are not looked at", failed=False)
        return
    for resource in sorted(quota.spec.hard):
        left, wanted = room(quota, resource), asked.get(resource, 0.0)
        if left is not None and wanted > max(left, 0.0):
            claim = f"{text(resource, wanted)} more of {resource} are wanted than quota {name} counts now"
            nearest = f"it has {text(resource, max(left, 0.0))} left of {quota.spec.hard[resource]}"
            yield miss(CHECK, _first(case, quota.metadata.namespace), (), claim, nearest)


def _first(case: Case, namespace: str) -> Item:
    """Of the namespace, something that makes pods before anything else."""
    makers = [t.item for t in case.bundle.templates if t.item.ref.namespace == namespace]
    return makers[0] if makers else next(i for i in case.bundle.items if i.ref.namespace == namespace)

"""What manifests would use up of a namespace's quota, under the names that quotas have for it.

https://kubernetes.io/docs/concepts/policy/resource-quotas/
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from firstmate.facts.nodes import needed
from firstmate.facts.pods import all_containers, request
from firstmate.facts.quantity import amount
from firstmate.preflight.bundle import Item
from firstmate.preflight.case import Case
from firstmate.preflight.claims import new_claims
from firstmate.preflight.placement import pods_of
from firstmate.snapshot.kinds import BY_KIND
from firstmate.snapshot.objects import PodSpec, ServiceSpec

COMPUTE = ("cpu", "memory", "ephemeral-storage")
PLAIN = ("services", "configmaps", "secrets", "persistentvolumeclaims")
"""Kinds that quotas also know by their bare plural."""


def demand(case: Case, namespace: str) -> dict[str, float]:
    """How much more of each resource would be used than is now."""
    total: defaultdict[str, float] = defaultdict(float)
    for where, resource, more in (*_pods(case), *_objects(case), *_storage(case)):
        if where == namespace:
            total[resource] += more
    return total


def limit(spec: PodSpec, resource: str) -> float:
    """The pod's limit of one resource, as quotas count it."""
    return request(spec, resource, {c.name: amount(c.resources.limits, resource) for c in all_containers(spec)})


Use = tuple[str, str, float]
"""Namespace, name of the resource, and how much of it."""


def _pods(case: Case) -> Iterator[Use]:
    """The pods that are there already are taken off: they are replaced."""
    for template in case.bundle.templates:
        ref, spec = template.item.ref, template.spec
        own, count = case.facts.pods_by_owner.get(ref, ()), pods_of(case, template)
        for resource in COMPUTE:
            requests = count * needed(spec, resource) - sum(needed(pod.spec, resource) for pod in own)
            limits = count * limit(spec, resource) - sum(limit(pod.spec, resource) for pod in own)
            yield ref.namespace, resource, requests
            yield ref.namespace, f"requests.{resource}", requests
            yield ref.namespace, f"limits.{resource}", limits
        for name in ("pods", "count/pods"):
            yield ref.namespace, name, count - len(own)


def _objects(case: Case) -> Iterator[Use]:
    """What is not there yet; pods are counted with their templates."""
    for item in case.bundle.items:
        known = BY_KIND.get(item.ref.kind)
        if known is None or known.plural == "pods" or case.snapshot.of_kind(item.ref.kind).get(*_key(item)):
            continue
        group = item.manifest.group
        yield item.ref.namespace, f"count/{known.plural}{f'.{group}' if group else ''}", 1
        if known.plural in PLAIN:
            yield item.ref.namespace, known.plural, 1
        if item.ref.kind == "Service":
            yield from _ports(item)


def _ports(item: Item) -> Iterator[Use]:
    spec = item.part(ServiceSpec, "spec")
    if spec.type in ("NodePort", "LoadBalancer"):
        yield item.ref.namespace, "services.nodeports", len(spec.ports)
    if spec.type == "LoadBalancer":
        yield item.ref.namespace, "services.loadbalancers", 1


def _storage(case: Case) -> Iterator[Use]:
    """Of a StatefulSet's template, as many claims as it has pods."""
    for claim in new_claims(case):
        replicas = claim.item.manifest.at("spec", "replicas") if claim.item.ref.kind == "StatefulSet" else 1
        count = replicas if isinstance(replicas, int) else 1
        size = amount(claim.object.spec.resources.requests, "storage")
        yield claim.ref.namespace, "requests.storage", size * count
        if claim.where[:-1]:
            yield claim.ref.namespace, "persistentvolumeclaims", count


def _key(item: Item) -> tuple[str, str]:
    return item.ref.namespace, item.ref.name

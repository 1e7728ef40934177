"""Containers without a request or limit that a quota of their namespace demands: their pods are refused.

https://kubernetes.io/docs/concepts/policy/resource-quotas/#requests-vs-limits
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.preflight.bundle import Template
from firstmate.preflight.case import Case, Said, miss
from firstmate.preflight.values import Check, Weight
from firstmate.snapshot.listing import Listing
from firstmate.snapshot.objects import Container, LimitRange

CHECK = Check(
    __name__,
    title="Requests and limits are there where a quota demands them",
    weight=Weight.BLOCKER,
    means="A quota limits CPU or memory, a container says nothing of it, and no LimitRange says it for it: the pod is "
    "refused.",
)
COMPUTE = ("cpu", "memory")


def check(case: Case) -> Iterator[Said]:
    """One miss a container and demand."""
    for template in case.bundle.templates:
        namespace = template.item.ref.namespace
        for quota in case.snapshot.quotas.by_namespace.get(namespace, ()):
            if quota.spec.scopes or quota.spec.scope_selector:
                continue
            for container, where in template.containers():
                for part, resource in _lacking(case, template, container, tuple(quota.spec.hard)):
                    name = quota.metadata.name
                    text = f"quota {name} demands {part}.{resource}, and container {container.name} has none"
                    yield miss(CHECK, template.item, (*where, "resources"), text)


def _lacking(case: Case, template: Template, container: Container, hard: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    listing: Listing[LimitRange] = case.snapshot.listing("limitranges")
    ranges = listing.by_namespace.get(template.item.ref.namespace, ())
    items = [i for r in ranges for i in r.spec.limits if i.type == "Container"]
    limits = {*container.resources.limits, *(name for i in items for name in (*i.default, *i.max))}
    requests = {*limits, *container.resources.requests, *(name for i in items for name in i.default_request)}
    for resource in COMPUTE:
        if resource not in requests and {resource, f"requests.{resource}"} & set(hard):
            yield "requests", resource
        if resource not in limits and f"limits.{resource}" in hard:
            yield "limits", resource

"""Containers or claims beyond the bounds of a LimitRange of their namespace: they are refused.

https://kubernetes.io/docs/concepts/policy/limit-range/
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts.nodes import needed
from firstmate.facts.quantity import amount, text
from firstmate.preflight.bundle import Item, Template
from firstmate.preflight.case import Case, Said, miss, unchecked
from firstmate.preflight.claims import new_claims
from firstmate.preflight.demand import limit
from firstmate.preflight.values import Check, Weight, Where
from firstmate.snapshot.listing import Listing
from firstmate.snapshot.objects import LimitRange, LimitRangeItem

CHECK = Check(
    __name__,
    title="Limit ranges are kept",
    weight=Weight.BLOCKER,
    means="A container, pod or claim asks for more or less than a LimitRange of the namespace allows: it is refused.",
)


def check(case: Case) -> Iterator[Said]:
    """One miss a bound."""
    for namespace in case.bundle.namespaces:
        missing = None if case.new(namespace) else case.unread("LimitRange", namespace)
        if missing:
            yield unchecked(f"the limit ranges of namespace {namespace}", missing)
    for template in case.bundle.templates:
        for bounds in _bounds(case, template.item.ref.namespace):
            yield from _of_template(template, bounds)
    for claim in new_claims(case):
        for bounds in _bounds(case, claim.ref.namespace):
            if bounds.type == "PersistentVolumeClaim":
                asked = amount(claim.object.spec.resources.requests, "storage")
                yield from _judge(claim.item, claim.where, bounds, "storage", asked, asked)


def _bounds(case: Case, namespace: str) -> Iterator[LimitRangeItem]:
    listing: Listing[LimitRange] = case.snapshot.listing("limitranges")
    for found in listing.by_namespace.get(namespace, ()):
        yield from found.spec.limits


def _of_template(template: Template, bounds: LimitRangeItem) -> Iterator[Said]:
    for resource in sorted({*bounds.max, *bounds.min}):
        if bounds.type == "Pod":
            least, most = needed(template.spec, resource), limit(template.spec, resource)
            yield from _judge(template.item, template.place_of(), bounds, resource, least, most)
        if bounds.type == "Container":
            for container, where in template.containers():
                least = amount({**bounds.default_request, **container.resources.requests}, resource)
                most = amount({**bounds.default, **container.resources.limits}, resource)
                yield from _judge(template.item, (*where, "resources"), bounds, resource, least, most)


def _judge(
    item: Item, where: Where, bounds: LimitRangeItem, resource: str, least: float, most: float
) -> Iterator[Said]:
    """What is not asked for at all is no breach: the API fills it in where it can."""
    highest, lowest = amount(bounds.max, resource), amount(bounds.min, resource)
    who = "a claim" if bounds.type == "PersistentVolumeClaim" else f"a {bounds.type.lower()}"
    asked = max(least, most)
    if highest and asked > highest:
        claim = f"{who} asks for {text(resource, asked)} of {resource}, more than a LimitRange allows"
        yield miss(CHECK, item, where, claim, f"at most {text(resource, highest)}")
    if lowest and 0 < least < lowest:
        claim = f"{who} asks for {text(resource, least)} of {resource}, less than a LimitRange allows"
        yield miss(CHECK, item, where, claim, f"at least {text(resource, lowest)}")

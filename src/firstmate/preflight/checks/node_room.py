"""A pod that requests more than any node that would take it has left.

https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts.quantity import text
from firstmate.preflight.bundle import Template
from firstmate.preflight.case import Case, Said, miss, unchecked
from firstmate.preflight.placement import Placement, asked, left, placement, short_of
from firstmate.preflight.values import Check, Weight, Where

CHECK = Check(
    __name__,
    title="Each pod fits on a node",
    weight=Weight.BLOCKER,
    means="One pod requests more CPU, memory or of another resource than is free on any node that would take it.",
)


def check(case: Case) -> Iterator[Said]:
    """One miss a pod template; where pods could not be read, nobody knows what is free."""
    missing = case.unread("Pod")
    for template in case.bundle.templates:
        if missing:
            yield unchecked("what is free on the nodes", missing)
            return
        found = placement(case, template)
        if found.open and not found.roomy:
            yield _told(case, template, found)


def _told(case: Case, template: Template, found: Placement) -> Said:
    short = [set(short_of(case, template, node)) for node in found.open]
    everywhere = sorted(set.intersection(*short))
    if not everywhere:
        together = ", ".join(f"{name} {text(name, asked(template, name))}" for name in sorted(set.union(*short)))
        return miss(CHECK, template.item, _where(template), f"no node has {together} free together")
    resource = everywhere[0]
    best = max(found.open, key=lambda node: left(case, node, resource))
    room = max(left(case, best, resource), 0.0)
    claim = f"a pod asks for {text(resource, asked(template, resource))} of {resource}, which no node has free for it"
    nearest = f"the most is {text(resource, room)} on {best.metadata.name}"
    return miss(CHECK, template.item, _where(template, resource), claim, nearest)


def _where(template: Template, resource: str = "") -> Where:
    """The first container that asks for the resource."""
    asking = (where for container, where in template.containers() if resource in container.resources.requests)
    return (*next(asking, template.place_of("containers", 0)), "resources", "requests", resource)

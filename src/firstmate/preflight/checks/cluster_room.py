"""Pods that fit on a node each, and not all together.

https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from firstmate.facts.quantity import text
from firstmate.preflight.bundle import Template
from firstmate.preflight.case import Case, Said, miss
from firstmate.preflight.placement import PODS, asked, left, placement
from firstmate.preflight.values import Check, Weight

CHECK = Check(
    __name__,
    title="All pods together fit",
    weight=Weight.BLOCKER,
    means="Each pod would find a node, but there is less free than all of them request together: some would wait. "
    "Where the sum would do and it is only the sharing out that fails, a warning.",
)
RESOURCES = ("memory", "cpu", PODS)
Free = dict[tuple[str, str], float]


def check(case: Case) -> Iterator[Said]:
    """One miss at the first template that finds no room beside the others, the largest placed first."""
    if case.unread("Node") or case.unread("Pod"):
        return
    fitting = [one for template in case.bundle.templates for one in _fitting(case, template)]
    nodes = {name: case.snapshot.nodes.get("", name) for one in fitting for name in one.nodes}
    before = {(name, r): left(case, node, r) for name, node in nodes.items() if node for r in RESOURCES}
    free = dict(before)
    for one in sorted(fitting, key=lambda one: -asked(one.template, "memory")):
        short = one.count - _fill(one, free)
        if short:
            yield _told(one.template, fitting, before, short)
            return


@dataclass(frozen=True)
class Fitting:
    """A template whose pods fit on some nodes each, and how many there will be."""

    template: Template
    nodes: tuple[str, ...]
    count: int


def _fitting(case: Case, template: Template) -> Iterator[Fitting]:
    """Of a DaemonSet one for each node that would take it; nothing where not even one pod fits."""
    found = placement(case, template)
    if template.item.ref.kind == "DaemonSet":
        yield from (Fitting(template, (node.metadata.name,), 1) for node in found.open if found.roomy)
    elif found.roomy:
        yield Fitting(template, tuple(node.metadata.name for node in found.roomy), template.count)


def _fill(one: Fitting, free: Free) -> int:
    """Place as many as fit, each where most memory is left; tells how many that were."""
    for number in range(one.count):
        good = [n for n in one.nodes if all(asked(one.template, r) <= free[n, r] for r in RESOURCES)]
        if not good:
            return number
        best = max(good, key=lambda n: free[n, "memory"])
        for resource in RESOURCES:
            free[best, resource] -= asked(one.template, resource)
    return one.count


def _told(template: Template, fitting: list[Fitting], free: Free, short: int) -> Said:
    for resource in RESOURCES:
        wanted = sum(asked(one.template, resource) * one.count for one in fitting)
        room = sum(amount for (_, name), amount in free.items() if name == resource)
        if wanted > room:
            claim = f"all pods together ask for {text(resource, wanted)} of {resource}: {short} of these find no room"
            return miss(CHECK, template.item, template.where, claim, f"{text(resource, room)} are free")
    claim = f"{short} of its pods may find no room beside the others, though there is enough in all"
    return miss(CHECK, template.item, template.where, claim, weight=Weight.WARNING)

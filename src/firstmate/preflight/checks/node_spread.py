"""Pods that have to be apart, or spread over places that no node names: some or all of them would wait.

https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts.labels import matches
from firstmate.facts.nodes import apart_from, labels_of
from firstmate.preflight.bundle import Template
from firstmate.preflight.case import Case, Said, miss, near
from firstmate.preflight.placement import placement, pods_of
from firstmate.preflight.values import Check, Weight
from firstmate.snapshot.objects import Node, PodAffinityTerm

CHECK = Check(
    __name__,
    title="There are enough places to spread pods over",
    weight=Weight.BLOCKER,
    means="Pods must not share a place (a node, a zone) and there are fewer places than pods; or they are to be spread "
    "over a label that no node has, as charts for clouds ask for zones.",
)
MUST = "DoNotSchedule"


def check(case: Case) -> Iterator[Said]:
    """One miss a rule that cannot be met."""
    for template in case.bundle.templates:
        nodes = placement(case, template).open
        if nodes:
            for number, term in enumerate(apart_from(template.spec)):
                yield from _apart(case, template, term, nodes, number)
            yield from _spread(template, [labels_of(node) for node in nodes])


def _apart(
    case: Case, template: Template, term: PodAffinityTerm, nodes: tuple[Node, ...], number: int
) -> Iterator[Said]:
    """Places where no pod is yet that the term means; a node without the label shares its place with no other."""
    places = {labels_of(node).get(term.topology_key, "") for node in nodes}
    free = places - _occupied(case, template, term)
    count = pods_of(case, template) if matches(term.label_selector, template.labels) else 1
    if "" not in places and len(free) < count:
        rule = "requiredDuringSchedulingIgnoredDuringExecution"
        where = template.place_of("affinity", "podAntiAffinity", rule, number)
        text = f"of {count} pods that must have a {term.topology_key} each, apart from others, some find no place"
        yield miss(CHECK, template.item, where, text, f"{len(free)} of {len(places)} are free")


def _occupied(case: Case, template: Template, term: PodAffinityTerm) -> set[str]:
    """The places that run a pod of somebody else's that the term means."""
    namespaces = term.namespaces or (template.item.ref.namespace,)
    return {
        labels_of(node).get(term.topology_key, "")
        for node in case.snapshot.nodes
        for pod in case.facts.pods_on(node.metadata.name)
        if pod.metadata.namespace in namespaces
        and matches(term.label_selector, pod.metadata.labels)
        and pod not in case.replaced.get(node.metadata.name, ())
    }


def _spread(template: Template, labels: list[dict[str, str]]) -> Iterator[Said]:
    for number, constraint in enumerate(template.spec.topology_spread_constraints):
        key = constraint.topology_key
        if constraint.when_unsatisfiable == MUST and not any(key in own for own in labels):
            where = template.place_of("topologySpreadConstraints", number, "topologyKey")
            text = f"pods are to be spread over {key}, which no node that would take them has"
            yield miss(CHECK, template.item, where, text, near(key, {name for own in labels for name in own}))

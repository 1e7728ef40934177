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
        labels = [labels_of(node) for node in placement(case, template).open]
        if labels:
            yield from _apart(case, template, labels)
            yield from _spread(template, labels)


def _apart(case: Case, template: Template, labels: list[dict[str, str]]) -> Iterator[Said]:
    count = pods_of(case, template)
    for number, term in enumerate(apart_from(template.spec)):
        places = {own.get(term.topology_key, "") for own in labels}
        # A node without the label shares no place with another.
        if matches(term.label_selector, template.labels) and "" not in places and len(places) < count:
            rule = "requiredDuringSchedulingIgnoredDuringExecution"
            where = template.place_of("affinity", "podAntiAffinity", rule, number)
            text = f"{count} pods must not share a {term.topology_key}: {count - len(places)} of them find no place"
            yield miss(CHECK, template.item, where, text, f"there are {len(places)} that would take them")


def _spread(template: Template, labels: list[dict[str, str]]) -> Iterator[Said]:
    for number, constraint in enumerate(template.spec.topology_spread_constraints):
        key = constraint.topology_key
        if constraint.when_unsatisfiable == MUST and not any(key in own for own in labels):
            where = template.place_of("topologySpreadConstraints", number, "topologyKey")
            text = f"pods are to be spread over {key}, which no node that would take them has"
            yield miss(CHECK, template.item, where, text, near(key, {name for own in labels for name in own}))

"""Pods that ask for nodes that there are none of: by node selector or required node affinity.

https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts.labels import matches_labels, selector_text
from firstmate.facts.nodes import labels_of
from firstmate.preflight.bundle import Template
from firstmate.preflight.case import Case, Said, miss, near
from firstmate.preflight.placement import placement
from firstmate.preflight.values import Check, Weight

CHECK = Check(
    __name__,
    title="There are nodes of the kind that pods ask for",
    weight=Weight.BLOCKER,
    means="No node has the labels that a node selector or a required node affinity asks for: the pods would wait for "
    "ever.",
)


def check(case: Case) -> Iterator[Said]:
    """One miss a pod template."""
    if case.unread("Node") or not len(case.snapshot.nodes):
        return
    for template in case.bundle.templates:
        if placement(case, template).asked:
            continue
        labels = [labels_of(node) for node in case.snapshot.nodes]
        if any(matches_labels(template.spec.node_selector, own) for own in labels):
            where = template.place_of("affinity", "nodeAffinity")
            yield miss(CHECK, template.item, where, "no node meets the required node affinity", _nodes(case))
        else:
            yield _unselected(template, labels)


def _unselected(template: Template, labels: list[dict[str, str]]) -> Said:
    """The first label of the selector that no node has beside the others, and the values that there are."""
    selector = template.spec.node_selector
    key = next((k for k in sorted(selector) if all(own.get(k) != selector[k] for own in labels)), min(selector))
    values = sorted({f"{key}={own[key]}" for own in labels if key in own})
    text = f"no node has the labels {selector_text(selector)}"
    return miss(CHECK, template.item, template.place_of("nodeSelector", key), text, near(selector[key], values))


def _nodes(case: Case) -> str:
    return near("", (node.metadata.name for node in case.snapshot.nodes))

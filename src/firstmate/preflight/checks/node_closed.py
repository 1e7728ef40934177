"""Pods that every node they may go to turns away: tainted, cordoned or not ready.

https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts.nodes import is_closed, is_unwell, untolerated
from firstmate.preflight.bundle import Template
from firstmate.preflight.case import Case, Said, miss, unchecked
from firstmate.preflight.placement import placement
from firstmate.preflight.values import Check, Weight
from firstmate.snapshot.objects import Node, Taint

CHECK = Check(
    __name__,
    title="A node is open to the pods",
    weight=Weight.BLOCKER,
    means="Every node that pods may go to has a taint that they do not tolerate, is cordoned, or is not ready.",
)
SHOWN = 3


def check(case: Case) -> Iterator[Said]:
    """One miss a pod template; where nodes could not be read, that is said once for all checks of placement."""
    missing = case.unread("Node")
    for template in case.bundle.templates:
        if missing:
            yield unchecked("which node would take the pods", missing)
            return
        found = placement(case, template)
        if not len(case.snapshot.nodes):
            yield miss(CHECK, template.item, template.where, "the cluster has no nodes")
        elif found.asked and not found.open:
            reasons = [f"{node.metadata.name} {_why(template, node)}" for node in found.asked]
            more = f" and {len(reasons) - SHOWN} more" if len(reasons) > SHOWN else ""
            text = f"no node that the pods may go to takes them: {', '.join(reasons[:SHOWN])}{more}"
            yield miss(CHECK, template.item, template.place_of("tolerations"), text, _open(case, template))


def _why(template: Template, node: Node) -> str:
    if is_unwell(node):
        return "is not ready"
    if is_closed(template.spec, node):
        return "is cordoned"
    return f"has the taint {_taint(untolerated(template.spec, node)[0])}"


def _taint(taint: Taint) -> str:
    """`role=light:NoSchedule`, as kubectl writes it."""
    value = f"={taint.value}" if taint.value else ""
    return f"{taint.key}{value}:{taint.effect}"


def _open(case: Case, template: Template) -> str:
    """The nodes that would take them, but for what they ask for."""
    spec = template.spec
    nodes = [n for n in case.snapshot.nodes if not (is_unwell(n) or is_closed(spec, n) or untolerated(spec, n))]
    return f"open to them, but not asked for: {', '.join(n.metadata.name for n in nodes[:SHOWN])}" if nodes else ""

"""Which nodes would take a pod: those that it asks for, of them those that are open to it, of them those with room."""

from __future__ import annotations

from dataclasses import dataclass

from firstmate.facts.nodes import free, is_closed, is_unwell, needed, requested, untolerated, wants
from firstmate.facts.quantity import amount
from firstmate.preflight.bundle import Template
from firstmate.preflight.case import Case
from firstmate.snapshot.objects import Node

PODS = "pods"


@dataclass(frozen=True)
class Placement:
    """The nodes for one template: each tuple is a part of the one before it."""

    asked: tuple[Node, ...]
    """Those that its node selector and affinity allow."""
    open: tuple[Node, ...]
    """Ready, not cordoned, with no taint that it does not tolerate."""
    roomy: tuple[Node, ...]
    """With all that one pod requests still free."""


def placement(case: Case, template: Template) -> Placement:
    """Where a pod of the template could go. Nodes have to have been read."""
    spec = template.spec
    asked = tuple(n for n in case.snapshot.nodes if wants(spec, n))
    open_ = tuple(n for n in asked if not (is_unwell(n) or is_closed(spec, n) or untolerated(spec, n)))
    return Placement(asked, open_, tuple(n for n in open_ if not short_of(case, template, n)))


def short_of(case: Case, template: Template, node: Node) -> tuple[str, ...]:
    """The resources of which a node has less left than one pod requests."""
    resources = (*sorted(requested(template.spec)), PODS)
    return tuple(r for r in resources if asked(template, r) > left(case, node, r))


def asked(template: Template, resource: str) -> float:
    """What one pod requests; of the pods that a node may run, one."""
    return 1.0 if resource == PODS else needed(template.spec, resource)


def left(case: Case, node: Node, resource: str) -> float:
    """What would be free on a node, without the pods that those of the manifests replace."""
    name = node.metadata.name
    own = case.replaced.get(name, ())
    if resource == PODS:
        return amount(node.status.allocatable, PODS) - len(case.facts.pods_on(name)) + len(own)
    return free(case.facts, node, resource) + sum(needed(pod.spec, resource) for pod in own)


def pods_of(case: Case, template: Template) -> int:
    """How many pods a template makes: of a DaemonSet, one on each node that takes it."""
    return len(placement(case, template).open) if template.item.ref.kind == "DaemonSet" else template.count

"""What follows from one node: does it take a pod, is it kept for the control plane, how much room is left on it."""

from __future__ import annotations

from firstmate.facts import Facts, claims_of, node_ready
from firstmate.facts.labels import matches, matches_labels, node_matches
from firstmate.facts.pods import all_containers, request
from firstmate.facts.quantity import amount
from firstmate.snapshot.objects import Node, Pod, PodAffinityTerm, PodSpec, Taint, Toleration

ROLES = ("node-role.kubernetes.io/control-plane", "node-role.kubernetes.io/master")
OLD_ROLE = ("kubernetes.io/role", "master")
CORDON = "node.kubernetes.io/unschedulable"
UNWELL = ("not-ready", "unreachable", "memory-pressure", "disk-pressure", "pid-pressure", "network-unavailable")
"""Taints of the node lifecycle controller: the node is the trouble, not the taint."""
HOSTNAME = "kubernetes.io/hostname"
POSITIVE = ("In", "Exists", "Gt", "Lt")


def is_control_plane(node: Node) -> bool:
    labels = node.metadata.labels
    return any(role in labels for role in ROLES) or labels.get(OLD_ROLE[0]) == OLD_ROLE[1]


def is_unwell(node: Node) -> bool:
    """It is not ready, or under a pressure that keeps pods away."""
    return not node_ready(node) or any(
        t.key == f"node.kubernetes.io/{kind}" and t.effect != "PreferNoSchedule"
        for t in node.spec.taints
        for kind in UNWELL
    )


def tolerates(tolerations: tuple[Toleration, ...], taint: Taint) -> bool:
    """Whether one of the tolerations answers the taint, by the API's rules."""
    return any(
        (not t.key or t.key == taint.key)
        and (not t.effect or t.effect == taint.effect)
        and (t.operator == "Exists" or (t.key == taint.key and t.value == taint.value))
        for t in tolerations
    )


def is_closed(spec: PodSpec, node: Node) -> bool:
    """Cordoned, and the pod does not mind that."""
    return node.spec.unschedulable and not tolerates(spec.tolerations, Taint(key=CORDON, effect="NoSchedule"))


def untolerated(spec: PodSpec, node: Node) -> tuple[Taint, ...]:
    """Taints put there by people that keep the pod off the node."""
    own = (CORDON, *(f"node.kubernetes.io/{kind}" for kind in UNWELL))
    return tuple(
        t
        for t in node.spec.taints
        if t.effect in ("NoSchedule", "NoExecute") and t.key not in own and not tolerates(spec.tolerations, t)
    )


def is_reserved(spec: PodSpec, node: Node) -> bool:
    """A control-plane node that takes no ordinary pods, as most clusters have: no reason for anything."""
    return is_control_plane(node) and bool(is_closed(spec, node) or untolerated(spec, node))


def wants(spec: PodSpec, node: Node) -> bool:
    """Whether nodeSelector and required node affinity allow the node."""
    affinity = spec.affinity.node_affinity if spec.affinity else None
    selector = affinity.required if affinity else None
    return matches_labels(spec.node_selector, labels_of(node)) and node_matches(selector, node)


def labels_of(node: Node) -> dict[str, str]:
    """Its labels; the kubelet gives every node its name as hostname, and one that lost the label is still meant."""
    return {HOSTNAME: node.metadata.name, **node.metadata.labels}


def asks_by_name(spec: PodSpec) -> bool:
    """Whether it asks for a label that a node must have, rather than only for what it must not have."""
    affinity = spec.affinity.node_affinity if spec.affinity else None
    terms = affinity.required.node_selector_terms if affinity and affinity.required else ()
    return bool(spec.node_selector) or any(
        r.operator in POSITIVE for term in terms for r in term.match_expressions + term.match_fields
    )


def reaches_volumes(facts: Facts, pod: Pod, node: Node) -> bool:
    """Whether the volumes already bound to the pod's claims can be used on the node."""
    for name in claims_of(pod):
        claim = facts.snapshot.claims.get(pod.metadata.namespace, name)
        volume = facts.snapshot.volumes.get("", claim.spec.volume_name) if claim else None
        if volume and volume.spec.node_affinity and not node_matches(volume.spec.node_affinity.required, node):
            return False
    return True


def needed(spec: PodSpec, resource: str) -> float:
    """The pod's request for one resource."""
    return request(spec, resource, {c.name: amount(c.resources.requests, resource) for c in all_containers(spec)})


def free(facts: Facts, node: Node, resource: str) -> float:
    """What a node has left of a resource, as the scheduler reckons: allocatable less what its pods request."""
    return amount(node.status.allocatable, resource) - facts.once(_taken).get((node.metadata.name, resource), 0.0)


def _taken(facts: Facts) -> dict[tuple[str, str], float]:
    """What the pods of each node request, by (node, resource)."""
    taken: dict[tuple[str, str], float] = {}
    for node in facts.snapshot.nodes:
        for pod in facts.pods_on(node.metadata.name):
            for resource in requested(pod.spec):
                key = (node.metadata.name, resource)
                taken[key] = taken.get(key, 0.0) + needed(pod.spec, resource)
    return taken


def requested(spec: PodSpec) -> set[str]:
    """The names of the resources that a pod requests."""
    return {name for c in all_containers(spec) for name in c.resources.requests}


def has_room(facts: Facts, pod: Pod, node: Node) -> bool:
    """Whether the pod would fit: resources, number of pods, and no pod there that it must be apart from."""
    if any(needed(pod.spec, r) > free(facts, node, r) for r in requested(pod.spec)):
        return False
    if len(facts.pods_on(node.metadata.name)) >= amount(node.status.allocatable, "pods"):
        return False
    return not any(_meets(facts, pod, node, term) for term in apart_from(pod.spec))


def apart_from(spec: PodSpec) -> tuple[PodAffinityTerm, ...]:
    """The required anti-affinity terms."""
    apart = spec.affinity.pod_anti_affinity if spec.affinity else None
    return apart.required if apart else ()


def _meets(facts: Facts, pod: Pod, node: Node, term: PodAffinityTerm) -> bool:
    """Whether the node's topology domain already runs a pod that the term names."""
    place = node.metadata.labels.get(term.topology_key)
    namespaces = term.namespaces or (pod.metadata.namespace,)
    return place is not None and any(
        other.metadata.namespace in namespaces and matches(term.label_selector, other.metadata.labels)
        for neighbour in facts.snapshot.nodes
        if neighbour.metadata.labels.get(term.topology_key) == place
        for other in facts.pods_on(neighbour.metadata.name)
    )

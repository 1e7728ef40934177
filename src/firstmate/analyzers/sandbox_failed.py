"""A pod's network or sandbox cannot be set up: the CNI plugin of its node fails, or has no addresses left.

https://kubernetes.io/docs/concepts/extend-kubernetes/compute-storage-net/network-plugins/
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from firstmate.facts import Facts
from firstmate.facts.cures import look
from firstmate.facts.pods import containers
from firstmate.facts.starts import OOM_AT_START, STARTING
from firstmate.findings import Evidence, Finding, ObjectRef, Rule, Severity
from firstmate.snapshot.objects import Event, Pod

STILL = timedelta(minutes=10)
REASONS = ("FailedCreatePodSandBox", "NetworkNotReady")

RULE = Rule(
    __name__,
    title="Pod sandbox cannot be created",
    severity=Severity.CRITICAL,
    meaning="Pods do not start because their node cannot make their sandbox or connect them to the network.",
    found_by="FailedCreatePodSandBox or NetworkNotReady events of a pod that waits to be set up, within ten minutes.",
    cure="Look at the CNI plugin's pod on that node (flannel, calico, cilium, kube-router) and its configuration.",
    source="https://kubernetes.io/docs/concepts/extend-kubernetes/compute-storage-net/network-plugins/",
    needs=("pods", "events"),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a workload, or one a node that fails several."""
    by_node: dict[str, list[tuple[ObjectRef, Pod, Event]]] = {}
    for workload, pods in facts.suspects.items():
        for pod in pods:
            event = _failure(facts, pod)
            if event and all(workload != other for other, _, _ in by_node.get(pod.spec.node_name, [])):
                by_node.setdefault(pod.spec.node_name, []).append((workload, pod, event))
    for node, failed in by_node.items():
        yield _finding(node, failed)


def _failure(facts: Facts, pod: Pod) -> Event | None:
    """The newest such event of a pod that still waits to be set up; out of memory is another rule."""
    if pod.status.phase != "Pending" or pod.metadata.deletion_timestamp or not pod.spec.node_name:
        return None
    if any(c.waiting_reason not in ("", *STARTING) or c.status.state.running for c in containers(pod)):
        return None
    events = facts.events(ObjectRef.of("Pod", pod), *REASONS, uid=pod.metadata.uid, within=STILL)
    return next((e for e in events if not OOM_AT_START.search(e.message)), None)


def _finding(node: str, failed: list[tuple[ObjectRef, Pod, Event]]) -> Finding:
    """Several workloads on one node blame the node."""
    workload, pod, event = failed[0]
    several = len(failed) > 1
    who = f"{len(failed)} workloads" if several else f"{workload.kind} {workload.name}"
    return RULE.finding(
        ObjectRef("Node", "", node) if several else workload,
        f"Pods of {who} on node {node} do not start: their sandbox cannot be created.",
        evidence=(Evidence(f"event {event.reason} of {pod.metadata.name}", event.message),),
        remedies=(
            look(
                "See whether the network plugin runs there",
                f"kubectl get pods -A --field-selector spec.nodeName={node}",
            ),
            look("Read the event in full", f"kubectl describe {ObjectRef.of('Pod', pod).kubectl}"),
        ),
        confidence=0.88,
        explains=tuple(ref for ref, _, _ in failed),
    )

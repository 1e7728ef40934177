"""Connections to Services were tried and failed, although they have ready pods.

Most Services failing from one node and not from others is one thing, and the node's: its network or its kube-proxy.
https://kubernetes.io/docs/tasks/debug/debug-application/debug-service/
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.cures import look
from firstmate.findings import Evidence, Finding, ObjectRef, Remedy, Role, Rule, Severity
from firstmate.snapshot import Connection

RULE = Rule(
    __name__,
    title="A Service does not answer",
    severity=Severity.CRITICAL,
    meaning="A connection to the Service's port was tried from inside the cluster and failed.",
    found_by="A connectivity probe failed, and the Service has ready addresses; a warning when it got through from "
    "other nodes, and one finding of the node when most Services fail from there.",
    cure="Look for the reason: the port, the protocol, a network policy, kube-proxy or the network of a node.",
    source="https://kubernetes.io/docs/tasks/debug/debug-application/debug-service/",
    role=Role.EFFECT,
    needs=("services", "endpointslices"),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a node that reaches most Services not, else one a Service."""
    tried = [c for c in facts.snapshot.connections if _should_answer(facts, c)]
    cut_off = _cut_off(tried)
    for node, failed in sorted(cut_off.items()):
        yield _node(node, failed)
    for connection in tried:
        elsewhere = [node for node in connection.failed_from if node not in cut_off]
        if not connection.ok and (elsewhere or not connection.failed_from):
            yield _service(connection)


def _should_answer(facts: Facts, connection: Connection) -> bool:
    service = facts.snapshot.services.get(connection.namespace, connection.service)
    backing = facts.backing(service) if service else None
    return service is not None and (backing is None or backing.ready > 0)


def _cut_off(tried: list[Connection]) -> dict[str, list[Connection]]:
    """Nodes from which most of three or more Services do not answer that do from elsewhere."""
    failed: dict[str, list[Connection]] = {}
    for connection in tried:
        for node in connection.failed_from if connection.reached_from else ():
            failed.setdefault(node, []).append(connection)
    return {node: found for node, found in failed.items() if len(found) >= 3 and len(found) * 2 > len(tried)}


def _service(failed: Connection) -> Finding:
    partly = bool(failed.reached_from)
    where = f" from {', '.join(failed.failed_from)}" if partly else ""
    return RULE.finding(
        ObjectRef("Service", failed.namespace, failed.service),
        f"Service {failed.service} does not answer on port {failed.port}{where}, although it has ready pods.",
        evidence=(_evidence(failed),),
        remedies=(_look(failed.namespace),),
        severity=Severity.WARNING if partly else Severity.CRITICAL,
        confidence=0.5 if partly else 0.9,
    )


def _node(node: str, failed: list[Connection]) -> Finding:
    return RULE.finding(
        ObjectRef("Node", "", node),
        f"{len(failed)} Services do not answer from node {node}, and do from other nodes.",
        evidence=tuple(_evidence(c) for c in failed[:3]),
        remedies=(look("See whether kube-proxy and the network plugin run there", f"kubectl describe node {node}"),),
        explains=tuple(ObjectRef("Service", c.namespace, c.service) for c in failed),
    )


def _evidence(failed: Connection) -> Evidence:
    return Evidence(f"connection to {failed.service}:{failed.port}", failed.text or "failed")


def _look(namespace: str) -> Remedy:
    return look(
        "Compare the Services with their endpoints", f"kubectl -n {namespace} get services,endpointslices -o wide"
    )

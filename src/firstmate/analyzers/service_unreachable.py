"""Connections to Services were tried and failed, although they have ready pods.

Most Services of a namespace failing together is one thing, and none of theirs: a node's network or kube-proxy.
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.findings import CommandTier, Evidence, Finding, ObjectRef, Remedy, Role, Rule, Severity
from firstmate.snapshot import Connection

RULE = Rule(
    __name__,
    title="A Service does not answer",
    severity=Severity.CRITICAL,
    meaning="A connection to the Service's port was tried from inside the cluster and failed.",
    found_by="A connectivity probe failed, and the Service has ready addresses.",
    cure="Look for the reason: the port, the protocol, a network policy, kube-proxy or the network of a node.",
    source="https://kubernetes.io/docs/tasks/debug/debug-application/debug-service/",
    role=Role.SYMPTOM,
    needs=("services", "endpointslices"),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a Service, or one a namespace in which most of three or more Services fail."""
    tried: dict[str, list[Connection]] = {}
    for connection in facts.snapshot.connections:
        if _should_answer(facts, connection):
            tried.setdefault(connection.namespace, []).append(connection)
    for namespace, connections in sorted(tried.items()):
        failed = [c for c in connections if not c.ok]
        if len(failed) >= 3 and len(failed) * 2 > len(connections):
            yield _most(namespace, failed, len(connections))
        else:
            yield from map(_one, failed)


def _should_answer(facts: Facts, connection: Connection) -> bool:
    service = facts.snapshot.services.get(connection.namespace, connection.service)
    backing = facts.backing(service) if service else None
    return service is not None and (backing is None or backing.ready > 0)


def _one(failed: Connection) -> Finding:
    return RULE.finding(
        ObjectRef("Service", failed.namespace, failed.service),
        f"Service {failed.service} does not answer on port {failed.port}, although it has ready pods.",
        evidence=(_evidence(failed),),
        remedies=(_look(failed.namespace),),
    )


def _most(namespace: str, failed: list[Connection], tried: int) -> Finding:
    return RULE.finding(
        ObjectRef("Namespace", "", namespace),
        f"{len(failed)} of {tried} Services of namespace {namespace} do not answer, although they have ready pods.",
        evidence=tuple(_evidence(c) for c in failed[:3]),
        remedies=(_look(namespace),),
        explains=tuple(ObjectRef("Service", c.namespace, c.service) for c in failed),
    )


def _evidence(failed: Connection) -> Evidence:
    return Evidence(f"connection to {failed.service}:{failed.port}", failed.text or "failed")


def _look(namespace: str) -> Remedy:
    return Remedy(
        "Compare the Services with their endpoints.",
        f"kubectl -n {namespace} get services,endpointslices -o wide",
        CommandTier.READ,
    )

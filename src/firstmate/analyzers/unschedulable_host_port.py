"""The host port that a pod asks for is taken on every node it could use, often by the pod that it should replace.

https://kubernetes.io/docs/concepts/configuration/overview/#services
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.cures import change
from firstmate.facts.pods import all_containers
from firstmate.facts.scheduling import Reason, Verdict, verdicts
from firstmate.findings import Evidence, Finding, Rule, Severity

RULE = Rule(
    __name__,
    title="Host port is taken on every node",
    severity=Severity.CRITICAL,
    meaning="Pods cannot start because another pod holds their host port on every node they could use.",
    found_by="A pod is unschedulable, and the scheduler says of the nodes it could use that they have no free ports.",
    cure="Use a Service instead of a host port, or another port; let an update stop the old pod first (Recreate).",
    source="https://kubernetes.io/docs/concepts/configuration/overview/#services",
    needs=("pods", "nodes"),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a workload."""
    for verdict in verdicts(facts, Reason.HOST_PORT):
        ports = _host_ports(verdict)
        holders = tuple(_holders(facts, verdict, ports))
        told = ", ".join(str(port) for port in sorted(ports))
        yield RULE.finding(
            verdict.workload,
            f"{verdict.who} cannot be placed: host port {told} is taken on the nodes it could use.",
            evidence=(Evidence("spec.containers[].ports[].hostPort", told), *verdict.evidence, *holders),
            remedies=(
                change(
                    verdict.workload,
                    "Take another host port or a Service; where the old pod holds it, set the strategy to Recreate",
                ),
            ),
            confidence=0.93,
            unseen=verdict.unseen,
        )


def _host_ports(verdict: Verdict) -> set[int]:
    spec = verdict.pods[0].spec
    return {
        p.host_port or p.container_port
        for c in all_containers(spec)
        for p in c.ports
        if p.host_port or spec.host_network
    }


def _holders(facts: Facts, verdict: Verdict, ports: set[int]) -> Iterator[Evidence]:
    """Who holds one of the ports on the nodes in question."""
    for node in verdict.nodes[:4]:
        for pod in facts.pods_on(node.metadata.name):
            held = {p.host_port for c in all_containers(pod.spec) for p in c.ports} & ports
            if held:
                value = f"{pod.metadata.namespace}/{pod.metadata.name} holds {min(held)}"
                yield Evidence(f"Node {node.metadata.name}", value)

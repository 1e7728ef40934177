"""kube-proxy of a node does not run: what runs there cannot reach Services whose endpoints have changed since.

https://kubernetes.io/docs/reference/networking/virtual-ips/
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.machines import down_units
from firstmate.facts.pods import SETTLING, age, is_ready
from firstmate.findings import CommandTier, Evidence, Finding, ObjectRef, Remedy, Rule, Severity
from firstmate.snapshot.objects import Pod

RULE = Rule(
    __name__,
    title="kube-proxy is down",
    severity=Severity.CRITICAL,
    meaning="The rules that make Service addresses work on a node are no longer kept, or are gone.",
    found_by="The kube-proxy service on a node does not run, or the kube-proxy pod there is not ready.",
    cure="Start it and read its log: a wrong configuration, an expired kubeconfig, missing kernel modules.",
    source="https://kubernetes.io/docs/reference/networking/virtual-ips/",
    needs=("nodes", "pods", "node services"),
)
COMPONENT = "kube-proxy"


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a node."""
    for unit in down_units(facts, COMPONENT):
        shown = Evidence(f"service {unit.unit} on {unit.node}", f"{unit.active} ({unit.sub})")
        start = Remedy("Start it.", f"ssh {unit.node} sudo systemctl start {COMPONENT}", CommandTier.RISKY)
        yield _finding(unit.node, shown, start, 0.97)
    for pod in facts.snapshot.pods.by_namespace.get("kube-system", ()):
        if pod.metadata.labels.get("k8s-app") == COMPONENT and _is_broken(facts, pod):
            shown = Evidence(f"status of Pod {pod.metadata.name}", f"{pod.status.phase}, not ready")
            look = Remedy(
                "Read its log.", f"kubectl -n kube-system logs {pod.metadata.name} --tail=50", CommandTier.READ
            )
            yield _finding(pod.spec.node_name, shown, look, 0.85)


def _is_broken(facts: Facts, pod: Pod) -> bool:
    """Not ready though its node reports: a node that does not has all its pods not ready."""
    settled = age(pod, facts.now) > SETTLING and not pod.metadata.deletion_timestamp
    return settled and not is_ready(pod) and any(n.metadata.name == pod.spec.node_name for n in facts.ready_nodes)


def _finding(node: str, shown: Evidence, remedy: Remedy, confidence: float) -> Finding:
    return RULE.finding(
        ObjectRef("Node", "", node),
        f"kube-proxy on node {node} does not run: Service addresses do not work from there, or lead astray.",
        evidence=(shown,),
        remedies=(remedy,),
        confidence=confidence,
    )

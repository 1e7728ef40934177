"""A DaemonSet has no ready pod on nodes where it should have one; the nodes are named.

https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from firstmate.facts import Facts, WorkloadFacts
from firstmate.facts.cures import look
from firstmate.facts.pods import age, is_ready
from firstmate.findings import Evidence, Finding, Role, Rule, Severity
from firstmate.snapshot.objects import Pod
from firstmate.text import plural

RULE = Rule(
    __name__,
    title="A DaemonSet is not ready on every node",
    severity=Severity.WARNING,
    meaning="An agent that every node should run (network, storage, logs) is missing or not ready on some.",
    found_by="status.numberReady is below status.desiredNumberScheduled for longer than a minute; critical with none "
    "ready.",
    cure="Find out why its pods on those nodes are not ready.",
    source="https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/",
    role=Role.EFFECT,
    needs=("daemonsets", "pods", "nodes"),
)
YOUNG = timedelta(minutes=1)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a DaemonSet."""
    for workload in facts.workloads.values():
        if workload.ref.kind == "DaemonSet" and workload.ready < workload.wanted:
            waiting = [pod for pod in workload.pods if not is_ready(pod)]
            starting = waiting and all(age(pod, facts.now) < YOUNG for pod in waiting)
            if not starting and age(workload.object, facts.now) >= YOUNG:
                yield _finding(workload, waiting)


def _node(pod: Pod) -> str:
    """Where a pod is, or is meant to be: the controller pins each to its node by affinity."""
    affinity = pod.spec.affinity.node_affinity if pod.spec.affinity else None
    terms = affinity.required.node_selector_terms if affinity and affinity.required else ()
    pinned = [r.values[0] for t in terms for r in t.match_fields if r.key == "metadata.name" and r.values]
    return pod.spec.node_name or next(iter(pinned), "")


def _finding(workload: WorkloadFacts, waiting: list[Pod]) -> Finding:
    ref = workload.ref
    nodes = sorted({node for pod in waiting if (node := _node(pod))})
    where = f", not on {', '.join(nodes[:5])}" if nodes else ""
    more = f" and {plural(len(nodes) - 5, 'other')}" if len(nodes) > 5 else ""
    return RULE.finding(
        ref,
        f"{ref.kind} {ref.name} is ready on {workload.ready} of {plural(workload.wanted, 'node')}{where}{more}.",
        evidence=(
            Evidence("status.numberReady", str(workload.ready)),
            Evidence("status.desiredNumberScheduled", str(workload.wanted)),
        ),
        remedies=(look("See what the pods wait for", f"kubectl describe {ref.kubectl}"),),
        severity=Severity.CRITICAL if workload.ready == 0 else Severity.WARNING,
    )

"""A workload may run on nodes of several architectures, and works on one of them only.

https://kubernetes.io/docs/reference/labels-annotations-taints/#kubernetes-io-arch
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts, WorkloadFacts
from firstmate.facts.pods import containers, is_ready
from firstmate.findings import CommandTier, Evidence, Finding, Remedy, Role, Rule, Severity
from firstmate.snapshot.objects import Pod

RULE = Rule(
    __name__,
    title="Workload runs on one architecture only",
    severity=Severity.WARNING,
    meaning="Its image seems to be made for one processor architecture, and nothing keeps its pods off nodes of "
    "another.",
    found_by="Nodes of several architectures; of a workload, all pods on one are ready and all on another end on "
    "starting.",
    cure="Push an image for every architecture, or select nodes by kubernetes.io/arch.",
    source="https://kubernetes.io/docs/reference/labels-annotations-taints/#kubernetes-io-arch",
    role=Role.SYMPTOM,
    needs=("pods", "nodes"),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a workload."""
    kinds = {n.metadata.name: n.status.node_info.architecture for n in facts.ready_nodes}
    if len(set(kinds.values())) < 2:
        return
    for workload in facts.workloads.values():
        if workload.ready < workload.wanted:
            yield from _split(workload, kinds)


def _split(workload: WorkloadFacts, kinds: dict[str, str]) -> Iterator[Finding]:
    good: set[str] = set()
    bad: set[str] = set()
    for pod in workload.pods:
        kind = kinds.get(pod.spec.node_name, "")
        if kind and (is_ready(pod) or _ends_on_starting(pod)):
            (good if is_ready(pod) else bad).add(kind)
    if not good or not bad or good & bad:
        return
    works, fails = ", ".join(sorted(good)), ", ".join(sorted(bad))
    ref = workload.ref
    yield RULE.finding(
        ref,
        f"The pods of {ref.kind} {ref.name} work on {works} and end on starting on {fails}: its image may lack "
        f"{fails}.",
        evidence=(Evidence("ready pods are on", works), Evidence("pods that end on starting are on", fails)),
        remedies=(
            Remedy(
                f"Keep it on {works} until there is an image for {fails} (in Git, where it comes from Git).",
                f"kubectl patch {ref.kubectl} -p "
                f'\'{{"spec":{{"template":{{"spec":{{"nodeSelector":{{"kubernetes.io/arch":"{works}"}}}}}}}}}}\'',
                CommandTier.RISKY,
                f"kubectl rollout undo {ref.kubectl}",
            ),
        ),
        confidence=0.7,
    )


def _ends_on_starting(pod: Pod) -> bool:
    return any(c.waiting_reason == "CrashLoopBackOff" for c in containers(pod))

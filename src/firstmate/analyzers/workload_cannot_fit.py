"""A pod template asks for more CPU or memory than any node has: its next pod will never be placed.

Told before it happens (scaled to zero, a CronJob between runs); once a pod waits, the scheduler's verdict says more.
https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#how-pods-with-resource-requests-are-scheduled
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.nodes import needed, wants
from firstmate.facts.quantity import amount, text
from firstmate.findings import CommandTier, Evidence, Finding, ObjectRef, Remedy, Role, Rule, Severity
from firstmate.snapshot.objects import Node, PodSpec

RULE = Rule(
    __name__,
    title="Workload fits on no node",
    severity=Severity.WARNING,
    meaning="No node is large enough for the pods of a workload, even when it is empty.",
    found_by="The template's requests exceed the allocatable CPU or memory of every node that its selectors allow; "
    "no pod "
    "of it waits yet.",
    cure="Ask for less, or add a larger node.",
    source="https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/",
    role=Role.SYMPTOM,
    needs=("nodes", "deployments", "statefulsets", "cronjobs"),
)
RESOURCES = ("cpu", "memory")


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a workload."""
    if facts.snapshot.nodes.missing or not len(facts.snapshot.nodes):
        return
    told = {workload for workload, _ in facts.unscheduled()}
    for ref, spec in _templates(facts):
        if ref not in told:
            for resource in RESOURCES:
                yield from _too_large(facts, ref, spec, resource)


def _templates(facts: Facts) -> Iterator[tuple[ObjectRef, PodSpec]]:
    for ref, workload in facts.workloads.items():
        if ref.kind != "DaemonSet":
            yield ref, workload.template.spec
    for cronjob in facts.snapshot.cronjobs:
        yield ObjectRef.of("CronJob", cronjob), cronjob.spec.job_template.spec.template.spec


def _largest_first(facts: Facts) -> dict[str, list[tuple[float, Node]]]:
    """The nodes by how much of a resource they have: most pods may use the first, and the rest is not looked at."""
    sized = {r: [(amount(n.status.allocatable, r), n) for n in facts.snapshot.nodes] for r in RESOURCES}
    return {r: sorted(nodes, key=lambda entry: -entry[0]) for r, nodes in sized.items()}


def _too_large(facts: Facts, ref: ObjectRef, spec: PodSpec, resource: str) -> Iterator[Finding]:
    asked = needed(spec, resource)
    nodes = facts.once(_largest_first)[resource]
    largest = next((size for size, node in nodes if asked and wants(spec, node)), 0.0)
    if largest and asked > largest:
        yield RULE.finding(
            ref,
            f"{ref.kind} {ref.name} asks for {text(resource, asked)} of {resource} a pod, and the largest node it "
            "may use "
            f"has {text(resource, largest)}: its next pod cannot be placed.",
            evidence=(
                Evidence(f"requests of {resource} in the pod template", text(resource, asked)),
                Evidence(f"status.allocatable[{resource}] of the largest node", text(resource, largest)),
            ),
            remedies=(
                Remedy("See how large the nodes are.", "kubectl describe nodes", CommandTier.READ),
                Remedy("Ask for less (in Git, where the workload comes from Git).", "", CommandTier.RISKY),
            ),
            confidence=0.95,
        )

"""The image is built for another processor than the node has: amd64 images on a Raspberry Pi.

https://docs.docker.com/build/building/multi-platform/
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.cures import change
from firstmate.facts.images import PullFailure, failed_pulls
from firstmate.facts.starts import FORMAT, crashes
from firstmate.findings import Evidence, Finding, ObjectRef, Remedy, Rule, Severity
from firstmate.snapshot.objects import Pod

RULE = Rule(
    __name__,
    title="Image is not built for the node's architecture",
    severity=Severity.CRITICAL,
    meaning="A container cannot start because its image holds programs for another processor than the node's.",
    found_by="A pull fails with no match for the platform, or a container ends with 'exec format error'.",
    cure="Use an image built for the architecture, or let the workload run only on nodes that fit "
    "(kubernetes.io/arch).",
    source="https://docs.docker.com/build/building/multi-platform/",
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a workload and image."""
    told: set[tuple[ObjectRef, str]] = set()
    for pull in failed_pulls(facts, PullFailure.ARCHITECTURE):
        told.add((pull.workload, pull.image))
        yield _finding(facts, pull.workload, pull.pod, pull.image, Evidence(pull.where, pull.message))
    for crash in crashes(facts):
        words = crash.says(FORMAT)
        if words and (crash.workload, crash.image) not in told:
            told.add((crash.workload, crash.image))
            yield _finding(facts, crash.workload, crash.pod, crash.image, words)


def _finding(facts: Facts, workload: ObjectRef, pod: Pod, image: str, evidence: Evidence) -> Finding:
    node = facts.snapshot.nodes.get("", pod.spec.node_name)
    architecture = node.status.node_info.architecture if node else ""
    return RULE.finding(
        workload,
        f"Image {image} is not built for the {architecture or 'processor'} of node {pod.spec.node_name}.".replace(
            "  ", " "
        ),
        evidence=(
            evidence,
            Evidence(f"Node {pod.spec.node_name} status.nodeInfo.architecture", architecture or "not read"),
        ),
        remedies=(
            change(workload, f"Use an image built for {architecture or 'the node'}, or a multi-platform tag"),
            Remedy("Or keep the workload on nodes that fit, with nodeSelector kubernetes.io/arch."),
        ),
        confidence=0.97,
        unseen="" if node else "the node's architecture",
    )

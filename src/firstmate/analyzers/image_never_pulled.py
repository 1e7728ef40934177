"""imagePullPolicy is Never, and the image is not on the node: it was built or loaded on another one.

https://kubernetes.io/docs/concepts/containers/images/#image-pull-policy
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.cures import change
from firstmate.facts.images import PullFailure, failed_pulls
from firstmate.findings import Evidence, Finding, Remedy, Rule, Severity

RULE = Rule(
    __name__,
    title="Image is not on the node and must not be pulled",
    severity=Severity.CRITICAL,
    meaning="A container cannot start because its image is not on the node and imagePullPolicy is Never.",
    found_by="A container waits with ErrImageNeverPull.",
    cure="Load the image on that node, or let it be pulled (imagePullPolicy: IfNotPresent).",
    source="https://kubernetes.io/docs/concepts/containers/images/#image-pull-policy",
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a workload and image."""
    for pull in failed_pulls(facts, PullFailure.NEVER):
        node = pull.pod.spec.node_name
        yield RULE.finding(
            pull.workload,
            f"Container {pull.container} cannot start: {pull.image} is not on node {node}, and its imagePullPolicy is "
            "Never.",
            evidence=(
                Evidence(pull.where, pull.message),
                Evidence("spec.nodeName", node),
            ),
            remedies=(
                change(pull.workload, "Set imagePullPolicy: IfNotPresent, and push the image to a registry"),
                Remedy(f"Or load the image on {node} (k3s: k3s ctr images import; k0s: k0s ctr images import)."),
            ),
            confidence=0.97,
        )

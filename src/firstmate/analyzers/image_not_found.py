"""The registry answers and has no such image: a typo in the name or tag, or a tag never pushed or deleted since.

The kubelet's own words decide, since ImagePullBackOff alone may as well mean credentials, DNS or the network.
https://kubernetes.io/docs/concepts/containers/images/#imagepullbackoff
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.images import PullFailure, failed_pulls
from firstmate.findings import CommandTier, Evidence, Finding, Remedy, Rule, Severity

RULE = Rule(
    __name__,
    title="Image name or tag does not exist",
    severity=Severity.CRITICAL,
    meaning="A container cannot start because the registry has no image of that name and tag.",
    found_by="A container waits to pull and the kubelet's message says not found or manifest unknown.",
    cure="Correct the image in the workload's manifest, or push the missing tag.",
    source="https://kubernetes.io/docs/concepts/containers/images/",
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a workload and image."""
    for pull in failed_pulls(facts, PullFailure.NOT_FOUND):
        target = pull.workload.kubectl
        yield RULE.finding(
            pull.workload,
            f"Container {pull.container} cannot start: the registry has no image {pull.image}.",
            evidence=(
                Evidence(pull.where, pull.message),
                Evidence(f"spec.containers[{pull.container}].image", pull.image),
            ),
            remedies=(
                Remedy(
                    "Correct the image name or tag in the manifest (in Git, where the workload comes from Git).",
                    f"kubectl set image {target} {pull.container}=IMAGE:TAG",
                    CommandTier.RISKY,
                    f"kubectl rollout undo {target}",
                ),
            ),
            confidence=0.97,
        )

"""An image is not pulled, and neither the container nor its events say why in words that are known.

https://kubernetes.io/docs/concepts/containers/images/#imagepullbackoff
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.cures import look
from firstmate.facts.images import PullFailure, failed_pulls
from firstmate.findings import Evidence, Finding, ObjectRef, Role, Rule, Severity

RULE = Rule(
    __name__,
    title="Image cannot be pulled",
    severity=Severity.CRITICAL,
    meaning="A container cannot start because its image cannot be pulled; the reason is not told.",
    found_by="A container waits with ErrImagePull or ImagePullBackOff, and no event or message tells a known reason.",
    cure="Read the pod's events when it tries again, within five minutes.",
    source="https://kubernetes.io/docs/concepts/containers/images/#imagepullbackoff",
    role=Role.SYMPTOM,
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a workload and image."""
    for pull in failed_pulls(facts, PullFailure.UNKNOWN):
        yield RULE.finding(
            pull.workload,
            f"Container {pull.container} cannot start: image {pull.image} cannot be pulled, and nothing tells why.",
            evidence=(Evidence(pull.where, pull.message),),
            remedies=(
                look(
                    "Read the events of the next attempt", f"kubectl describe {ObjectRef.of('Pod', pull.pod).kubectl}"
                ),
            ),
            confidence=0.6,
            unseen="the event of the failed pull",
        )

"""The image's name is no image name: upper case, a space, a scheme, a second colon.

https://pkg.go.dev/github.com/distribution/reference
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.cures import change
from firstmate.facts.images import PullFailure, failed_pulls
from firstmate.findings import Evidence, Finding, Rule, Severity

RULE = Rule(
    __name__,
    title="Image name is invalid",
    severity=Severity.CRITICAL,
    meaning="A container cannot start because the name of its image cannot be understood; nothing is even pulled.",
    found_by="A container waits with InvalidImageName, or the runtime says 'invalid reference format'.",
    cure="Correct the image in the manifest: REGISTRY/PATH:TAG, lower case, no https://.",
    source="https://pkg.go.dev/github.com/distribution/reference",
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a workload and image."""
    for pull in failed_pulls(facts, PullFailure.INVALID_NAME):
        yield RULE.finding(
            pull.workload,
            f"Container {pull.container} cannot start: {pull.image} is not a valid image name.",
            evidence=(
                Evidence(pull.where, pull.message),
                Evidence(f"spec.containers[{pull.container}].image", pull.image),
            ),
            remedies=(
                change(pull.workload, "Correct the image name: REGISTRY/PATH:TAG, lower case, without a scheme"),
            ),
            confidence=0.98,
        )

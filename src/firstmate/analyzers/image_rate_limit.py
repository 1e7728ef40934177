"""The registry gives this address no more images for now: Docker Hub counts pulls of everybody behind one router.

https://docs.docker.com/docker-hub/usage/
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.images import PullFailure, failed_pulls, registry
from firstmate.findings import Evidence, Finding, Remedy, Rule, Severity

RULE = Rule(
    __name__,
    title="Registry's rate limit is reached",
    severity=Severity.CRITICAL,
    meaning="A container cannot start because the registry refuses more pulls from this address or account for now.",
    found_by="A container waits to pull, and the message says too many requests (429, toomanyrequests).",
    cure="Log in with an imagePullSecret, pull through a cache, or wait.",
    source="https://docs.docker.com/docker-hub/usage/",
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a workload and image."""
    for pull in failed_pulls(facts, PullFailure.RATE_LIMIT):
        namespace = pull.workload.namespace
        yield RULE.finding(
            pull.workload,
            f"Container {pull.container} cannot start: {registry(pull.image)} refuses more pulls from here for now.",
            evidence=(
                Evidence(pull.where, pull.message),
                Evidence(f"spec.containers[{pull.container}].image", pull.image),
            ),
            remedies=(
                Remedy(
                    f"Log in: put an account's token into a docker-registry Secret in {namespace} and name it in the "
                    "service account's imagePullSecrets; or wait, the limit is over within hours."
                ),
                Remedy("For good: a pull-through cache in the network, and no imagePullPolicy: Always on fixed tags."),
            ),
            confidence=0.97,
        )

"""The registry's host name does not resolve on the node: a typo, a name known only elsewhere, or no DNS.

https://kubernetes.io/docs/concepts/containers/images/
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.cures import change, look
from firstmate.facts.images import PullFailure, failed_pulls, registry
from firstmate.findings import Evidence, Finding, Rule, Severity

RULE = Rule(
    __name__,
    title="Registry name does not resolve",
    severity=Severity.CRITICAL,
    meaning="A container cannot start because the node cannot resolve the name of its image's registry.",
    found_by="A container waits to pull, and the message says that looking up the registry failed ('no such host').",
    cure="Correct the registry in the image name, or make the name resolve on the nodes.",
    source="https://kubernetes.io/docs/concepts/containers/images/",
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a workload and image."""
    for pull in failed_pulls(facts, PullFailure.REGISTRY_DNS):
        host = registry(pull.image)
        yield RULE.finding(
            pull.workload,
            f"Container {pull.container} cannot start: the name of registry {host} does not resolve on node "
            f"{pull.pod.spec.node_name}.",
            evidence=(
                Evidence(pull.where, pull.message),
                Evidence(f"spec.containers[{pull.container}].image", pull.image),
            ),
            remedies=(
                change(pull.workload, "Correct the registry in the image name, if it is misspelt"),
                look("Or see why the node cannot resolve it", f"ssh {pull.pod.spec.node_name} getent hosts {host}"),
            ),
            confidence=0.96,
        )

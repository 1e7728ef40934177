"""The registry's name resolves, and nothing answers there: down, blocked, or too slow.

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
    title="Registry cannot be reached",
    severity=Severity.CRITICAL,
    meaning="A container cannot start because the node gets no answer from its image's registry.",
    found_by="A container waits to pull, and the message says refused, timed out, no route, or a gateway's 502 to 504.",
    cure="Bring the registry back, or open the way to it (firewall, proxy, VPN).",
    source="https://kubernetes.io/docs/concepts/containers/images/",
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a workload and image."""
    for pull in failed_pulls(facts, PullFailure.REGISTRY_UNREACHABLE):
        host = registry(pull.image)
        yield RULE.finding(
            pull.workload,
            f"Container {pull.container} cannot start: registry {host} does not answer node {pull.pod.spec.node_name}.",
            evidence=(
                Evidence(pull.where, pull.message),
                Evidence(f"spec.containers[{pull.container}].image", pull.image),
            ),
            remedies=(
                look("Ask the registry from that node", f"ssh {pull.pod.spec.node_name} curl -sSI https://{host}/v2/"),
                change(pull.workload, "Or pull from a mirror that answers"),
            ),
            confidence=0.92,
        )

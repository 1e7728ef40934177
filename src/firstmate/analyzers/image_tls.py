"""The node does not trust the registry's certificate, or the registry speaks plain HTTP: usual with a registry at home.

https://github.com/containerd/containerd/blob/main/docs/hosts.md
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.images import PullFailure, failed_pulls, registry
from firstmate.findings import Evidence, Finding, Remedy, Rule, Severity

RULE = Rule(
    __name__,
    title="Registry's certificate is not trusted",
    severity=Severity.CRITICAL,
    meaning="A container cannot start because the node refuses the TLS connection to its image's registry.",
    found_by="A container waits to pull, and the message speaks of x509, or of an HTTP answer to an HTTPS request.",
    cure="Give the container runtime the registry's CA, renew the certificate, or declare the registry as plain HTTP.",
    source="https://github.com/containerd/containerd/blob/main/docs/hosts.md",
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a workload and image."""
    for pull in failed_pulls(facts, PullFailure.TLS):
        host = registry(pull.image)
        plain = "HTTP response to HTTPS" in pull.message
        why = "speaks plain HTTP" if plain else "has a certificate that the node does not trust"
        cure = "Declare the registry as plain HTTP" if plain else "Give the registry's CA to"
        yield RULE.finding(
            pull.workload,
            f"Container {pull.container} cannot start: registry {host} {why}.",
            evidence=(
                Evidence(pull.where, pull.message),
                Evidence(f"spec.containers[{pull.container}].image", pull.image),
            ),
            remedies=(
                Remedy(
                    f"{cure} {'in ' if plain else ''}the container runtime of every node (containerd: "
                    f"certs.d/{host}/hosts.toml; k3s: registries.yaml), or renew the registry's certificate."
                ),
            ),
            confidence=0.95,
        )

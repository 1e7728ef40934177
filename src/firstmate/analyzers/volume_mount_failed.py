"""A volume cannot be mounted: a server that does not answer, a path that is not there, a driver that is not installed.

Missing ConfigMaps and Secrets are told in the same event and belong to other rules.
https://kubernetes.io/docs/concepts/storage/volumes/
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.mounts import unmounted
from firstmate.findings import CommandTier, Evidence, Finding, Remedy, Rule, Severity

RULE = Rule(
    __name__,
    title="Volume cannot be mounted",
    severity=Severity.CRITICAL,
    meaning="A pod waits in creation because one of its volumes cannot be mounted on its node.",
    found_by="A pod that is being created, and a FailedMount event of it that does not speak of a ConfigMap or Secret.",
    cure="Do what the kubelet's message says: reach the file server, make the path, install the driver.",
    source="https://kubernetes.io/docs/concepts/storage/volumes/",
    needs=("pods", "events"),
)

REASONS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (reason, re.compile(words, re.IGNORECASE))
    for reason, words in (
        ("the path does not exist on the node", r"hostPath type check failed|no such file or directory|does not exist"),
        ("the file server does not answer", r"connection (timed out|refused)|no route to host|mount\.nfs|host is down"),
        ("the file server refuses", r"access denied by server|permission denied"),
        ("its CSI driver is not on the node", r"driver name \S+ not found in the list of registered CSI drivers"),
        ("the file system on it is damaged or another", r"wrong fs type|bad superblock|fsck"),
        ("it took too long", r"timed? ?out|deadline exceeded"),
    )
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a workload and volume."""
    for found in unmounted(facts, "FailedMount"):
        why = next((reason for reason, words in REASONS if words.search(found.message)), "see the kubelet's message")
        yield RULE.finding(
            found.workload,
            f"{found.workload.kind} {found.workload.name} waits for volume {found.volume or '(not named)'}, which "
            f"cannot be mounted on node {found.pod.spec.node_name}: {why}.",
            evidence=(Evidence(f"event FailedMount of Pod {found.pod.metadata.name}", found.message),),
            remedies=(
                Remedy(
                    "Read the kubelet's messages about the pod.",
                    f"kubectl -n {found.workload.namespace} describe pod {found.pod.metadata.name}",
                    CommandTier.READ,
                ),
            ),
            confidence=0.9,
        )

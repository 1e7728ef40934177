"""No node has the GPU, disk space, huge pages or other resource that a pod requests.

https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.scheduling import Reason
from firstmate.facts.shortage import shortages
from firstmate.findings import Finding, Rule, Severity

RULE = Rule(
    __name__,
    title="No node has a resource that a pod requests",
    severity=Severity.CRITICAL,
    meaning="Pods cannot start because a resource they request (a GPU, say) is on no usable node, or in use.",
    found_by='A pod is unschedulable, and the scheduler says "Insufficient NAME" of the nodes it could use.',
    cure="Check the device plugin of the node that has the resource, or free it, or correct the request.",
    source="https://kubernetes.io/docs/concepts/extend-kubernetes/compute-storage-net/device-plugins/",
    needs=("pods", "nodes"),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a workload."""
    for shortage in shortages(facts, Reason.RESOURCE):
        yield RULE.finding(
            shortage.verdict.workload,
            shortage.claim,
            evidence=shortage.evidence,
            remedies=shortage.remedies,
            confidence=0.95 if shortage.never else 0.88,
            unseen=shortage.verdict.unseen,
        )

"""A Deployment is paused: changes of its template wait until somebody resumes it.

https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#pausing-and-resuming-a-deployment
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts, WorkloadFacts
from firstmate.findings import CommandTier, Evidence, Finding, Remedy, Rule, Severity

RULE = Rule(
    __name__,
    title="A rollout is paused",
    severity=Severity.WARNING,
    meaning="New versions of the Deployment are not rolled out while it is paused.",
    found_by="spec.paused is true: a warning when pods of the current template are missing, else a remark.",
    cure="Resume it.",
    source="https://kubernetes.io/docs/concepts/workloads/controllers/deployment/",
    needs=("deployments",),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a Deployment."""
    for workload in facts.workloads.values():
        if workload.object.spec.paused and workload.wanted:
            yield _finding(workload)


def _finding(workload: WorkloadFacts) -> Finding:
    ref, updated = workload.ref, workload.object.status.updated_replicas
    waits = updated < workload.wanted
    return RULE.finding(
        ref,
        f"{ref.kind} {ref.name} is paused"
        + (f": only {updated} of {workload.wanted} pods are of its current template." if waits else "."),
        evidence=(
            Evidence("spec.paused", "true"),
            Evidence("status.updatedReplicas", f"{updated} of {workload.wanted}"),
        ),
        remedies=(
            Remedy(
                "Resume it (in Git, where it comes from Git).",
                f"kubectl rollout resume {ref.kubectl}",
                CommandTier.RISKY,
                f"kubectl rollout pause {ref.kubectl}",
            ),
        ),
        severity=Severity.WARNING if waits else Severity.INFO,
        confidence=0.95,
    )

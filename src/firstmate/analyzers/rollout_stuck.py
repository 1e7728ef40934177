"""A rollout has not got on within its progress deadline.

https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#failed-deployment
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts, WorkloadFacts
from firstmate.facts.cures import look
from firstmate.facts.pods import condition
from firstmate.findings import CommandTier, Evidence, Finding, Remedy, Role, Rule, Severity
from firstmate.snapshot.objects import Condition

RULE = Rule(
    __name__,
    title="A rollout is stuck",
    severity=Severity.CRITICAL,
    meaning="The new version of a Deployment does not become ready; the old one, where there is one, still serves.",
    found_by="Condition Progressing is False with ProgressDeadlineExceeded; critical when pods are missing, else a "
    "warning.",
    cure="Find out why the new pods are not ready, or go back to the version before.",
    source="https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#failed-deployment",
    role=Role.EFFECT,
    needs=("deployments",),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a Deployment whose newest version is the one that is stuck."""
    for workload in facts.workloads.values():
        status = workload.object.status
        progress = condition(status.conditions, "Progressing")
        current = status.observed_generation >= workload.object.metadata.generation
        if progress.status == "False" and progress.reason == "ProgressDeadlineExceeded" and current and workload.wanted:
            yield _finding(workload, progress)


def _finding(workload: WorkloadFacts, progress: Condition) -> Finding:
    ref, status = workload.ref, workload.object.status
    fresh = status.updated_replicas - status.unavailable_replicas
    return RULE.finding(
        ref,
        f"The rollout of {ref.kind} {ref.name} has not got on within its deadline: {workload.ready} of "
        f"{workload.wanted} pods are ready.",
        evidence=(
            Evidence("status.conditions[Progressing]", progress.message or progress.reason),
            Evidence(
                "status.updatedReplicas", f"{status.updated_replicas}, of them at least {max(fresh, 0)} available"
            ),
        ),
        remedies=(
            look("See what the new pods wait for", f"kubectl describe {ref.kubectl}"),
            Remedy(
                "Go back to the version before (in Git, where it comes from Git).",
                f"kubectl rollout undo {ref.kubectl}",
                CommandTier.RISKY,
                f"kubectl rollout undo {ref.kubectl}",
            ),
        ),
        severity=Severity.CRITICAL if workload.ready < workload.wanted else Severity.WARNING,
    )

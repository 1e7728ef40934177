"""A pod does not get to its containers, because one that must finish first fails or never ends.

https://kubernetes.io/docs/tasks/debug/debug-application/debug-init-containers/
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from firstmate.facts import Facts
from firstmate.facts.cures import see_logs
from firstmate.facts.pods import ContainerView
from firstmate.facts.starts import by_workload
from firstmate.findings import Evidence, Finding, ObjectRef, Role, Rule, Severity
from firstmate.snapshot.objects import Pod

LONG = timedelta(minutes=5)
"""Most init containers take seconds; one that is still at it after this waits for something."""

RULE = Rule(
    __name__,
    title="Init container fails or never ends",
    severity=Severity.CRITICAL,
    meaning="A pod does not start because an init container, which must finish first, fails or waits for something.",
    found_by="An init container ended with an error and is tried again; or it has run for more than five minutes.",
    cure="Read its log: it says what it fails of, or waits for.",
    source="https://kubernetes.io/docs/tasks/debug/debug-application/debug-init-containers/",
    role=Role.SYMPTOM,
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a workload and container."""
    for crash in by_workload(facts):
        if crash.container.init and crash.end is not None:
            count = crash.container.status.restart_count
            does = f"fails with exit code {crash.code} ({count} restarts)"
            yield _finding(crash.workload, crash.pod, crash.name, does, crash.ending, previous=count > 0)
    told: set[tuple[ObjectRef, str]] = set()
    for workload, pod, container in facts.stuck():
        running = container.status.state.running
        if not container.init or not running or not running.started_at or _stays(container):
            continue
        took = facts.now - running.started_at
        if took > LONG and (workload, container.spec.name) not in told:
            told.add((workload, container.spec.name))
            evidence = (Evidence(f"{container.path}.state.running.startedAt", running.started_at.isoformat()),)
            does = f"has not ended after {int(took.total_seconds() // 60)} minutes"
            yield _finding(workload, pod, container.spec.name, does, evidence, previous=False)


def _stays(container: ContainerView) -> bool:
    """A sidecar: an init container that is meant to go on running."""
    return container.spec.restart_policy == "Always"


def _finding(
    workload: ObjectRef, pod: Pod, name: str, does: str, evidence: tuple[Evidence, ...], *, previous: bool
) -> Finding:
    return RULE.finding(
        workload,
        f"Init container {name} of {workload.kind} {workload.name} {does}, so the pod does not start.",
        evidence=evidence,
        remedies=(see_logs(ObjectRef.of("Pod", pod), name, previous=previous),),
        confidence=0.7,
    )

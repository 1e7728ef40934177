"""A container crashed several times within the day and has run since: over for now, and worth a look at its log.

https://kubernetes.io/docs/tasks/debug/debug-application/debug-pods/
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from firstmate.facts import Facts
from firstmate.facts.cures import see_logs
from firstmate.findings import Evidence, Finding, ObjectRef, Role, Rule, Severity

MANY = 5
DAY = timedelta(days=1)
CALM = timedelta(minutes=10)

RULE = Rule(
    __name__,
    title="Container restarted often, and runs now",
    severity=Severity.INFO,
    meaning="A container ended many times until recently, and is well now; the reason may come back.",
    found_by="A ready container has restarted at least five times and last ended with an error within the day, "
    "and not in the last ten minutes.",
    cure="Read what it wrote before it ended.",
    source="https://kubernetes.io/docs/tasks/debug/debug-application/debug-pods/",
    role=Role.SYMPTOM,
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a workload and container."""
    told: set[tuple[ObjectRef, str]] = set()
    for workload, pod, container in facts.stuck():
        end = container.status.last_state.terminated
        calm = end is not None and end.finished_at is not None and CALM < facts.now - end.finished_at < DAY
        often = container.status.ready and container.status.restart_count >= MANY
        if end is None or not calm or not often or not end.exit_code or (workload, container.spec.name) in told:
            continue
        told.add((workload, container.spec.name))
        count = container.status.restart_count
        yield RULE.finding(
            workload,
            f"Container {container.spec.name} of {workload.kind} {workload.name} has restarted {count} times and runs "
            f"now; it last ended with exit code {end.exit_code}.",
            evidence=(
                Evidence(f"{container.path}.restartCount", str(count)),
                Evidence(f"{container.path}.lastState.terminated", f"{end.reason}, exit code {end.exit_code}"),
            ),
            remedies=(see_logs(ObjectRef.of("Pod", pod), container.spec.name, previous=True),),
            confidence=0.9,
        )

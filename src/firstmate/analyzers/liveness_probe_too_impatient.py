"""The liveness probe kills a container before it has finished starting.

https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.cures import change
from firstmate.facts.probes import Fault, budget, failing_probes
from firstmate.findings import Evidence, Finding, Rule, Severity

RULE = Rule(
    __name__,
    title="Liveness probe does not wait for the start",
    severity=Severity.CRITICAL,
    meaning="The container is killed while it starts, again and again, and never comes up.",
    found_by="The liveness probe gets no answer, the container is ended within the little time that the probe "
    "allows (less than a minute), and it has never been ready.",
    cure="Give it a startupProbe, or a larger initialDelaySeconds and failureThreshold.",
    source="https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/",
    needs=("pods", "events"),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a workload and container."""
    for failing in failing_probes(facts, Fault.IMPATIENT):
        end = failing.container.last_end
        if failing.kind == "liveness" and end and end.started_at and end.finished_at:
            allowed = int(budget(failing.probe).total_seconds())
            lived = int((end.finished_at - end.started_at).total_seconds())
            yield RULE.finding(
                failing.workload,
                f"The liveness probe of {failing.who} allows {allowed} s to start, and it is killed before it answers.",
                evidence=(
                    *failing.evidence,
                    Evidence(f"{failing.container.path}.lastState", f"ended {lived} s after its start"),
                    Evidence(f"{failing.container.path}.restartCount", str(failing.container.status.restart_count)),
                ),
                remedies=(
                    change(failing.workload, "Add a startupProbe, or raise initialDelaySeconds and failureThreshold"),
                ),
                confidence=0.85 if allowed < 30 else 0.7,
            )

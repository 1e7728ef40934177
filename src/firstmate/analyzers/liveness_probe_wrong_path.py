"""The liveness probe asks a path that the application does not have, or does not give without a login.

https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.cures import change
from firstmate.facts.probes import Fault, failing_probes
from firstmate.findings import Finding, Rule, Severity

RULE = Rule(
    __name__,
    title="Liveness probe asks a wrong path",
    severity=Severity.CRITICAL,
    meaning="The liveness probe fails for its own fault: although it may work well, the container is restarted "
    "again and again.",
    found_by="The application answers the probe with 404, 405, 410, 401 or 403.",
    cure="Correct the path of livenessProbe, or let it be asked without a login.",
    source="https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/",
    needs=("pods", "events"),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a workload and container."""
    for failing in failing_probes(facts, Fault.PATH):
        if failing.kind == "liveness":
            yield RULE.finding(
                failing.workload,
                f"The liveness probe of {failing.who} asks a path that is refused ({failing.how}), so it is "
                "restarted again and again.",
                evidence=failing.evidence,
                remedies=(change(failing.workload, "Correct the path of livenessProbe in the pod template"),),
                confidence=0.9,
            )

"""The liveness probe asks a port on which nobody listens.

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
    title="Liveness probe asks the wrong port",
    severity=Severity.CRITICAL,
    meaning="The liveness probe fails for its own fault: although it may work well, the container is restarted "
    "again and again.",
    found_by="The kubelet gets no answer, and the port it asks is not among those that the pod declares, or its "
    "name is unknown.",
    cure="Correct the port of livenessProbe.",
    source="https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/",
    needs=("pods", "events"),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a workload and container."""
    for failing in failing_probes(facts, Fault.PORT):
        if failing.kind == "liveness":
            yield RULE.finding(
                failing.workload,
                f"The liveness probe of {failing.who} asks {failing.how}, a port that nothing in the pod "
                "declares, so it is restarted again and again.",
                evidence=failing.evidence,
                remedies=(change(failing.workload, "Correct the port of livenessProbe in the pod template"),),
                confidence=0.93,
            )

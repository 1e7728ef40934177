"""A probe runs a command that is not in the image, or may not be executed there.

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
    title="Probe's command cannot be executed",
    severity=Severity.CRITICAL,
    meaning="The probe fails for its own fault: the command it runs does not exist in the container.",
    found_by="The kubelet says of the probe's command: not found, no such file, or permission denied.",
    cure="Correct the command of the probe, or put it into the image.",
    source="https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/",
    needs=("pods", "events"),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a workload and container."""
    for failing in failing_probes(facts, Fault.COMMAND):
        yield RULE.finding(
            failing.workload,
            f"The {failing.kind} probe of {failing.who} cannot run its {failing.how}.",
            evidence=failing.evidence,
            remedies=(change(failing.workload, f"Correct the command of {failing.kind}Probe in the pod template"),),
            confidence=0.92,
        )

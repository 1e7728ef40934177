"""A probe fails and is not to blame: the application does not answer, or says that it is not well.

https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.cures import see_logs
from firstmate.facts.probes import Fault, failing_probes
from firstmate.findings import Finding, ObjectRef, Role, Rule, Severity

RULE = Rule(
    __name__,
    title="Probe fails",
    severity=Severity.CRITICAL,
    meaning="The application does not answer its probe, or answers that it is not well; the reason lies elsewhere.",
    found_by="A probe fails now, and nothing about its port, protocol, path or patience explains it.",
    cure="Find out what the application waits for: its log, and what it depends on.",
    source="https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/",
    role=Role.SYMPTOM,
    needs=("pods", "events"),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a workload and container."""
    for failing in failing_probes(facts, Fault.APPLICATION):
        yield RULE.finding(
            failing.workload,
            f"The {failing.kind} probe of {failing.who} fails ({failing.how}).",
            evidence=failing.evidence,
            remedies=(see_logs(ObjectRef.of("Pod", failing.pod), failing.container.spec.name),),
            confidence=0.6,
        )

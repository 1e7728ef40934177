"""The startup probe gives up on a container for a fault of the probe: port, protocol, path or patience.

https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.cures import change
from firstmate.facts.probes import Fault, failing_probes
from firstmate.findings import Finding, Rule, Severity

WHY = {
    Fault.PORT: "asks a port that nothing in the pod declares",
    Fault.PROTOCOL: "speaks another protocol than the port",
    Fault.PATH: "asks a path that is refused",
    Fault.IMPATIENT: "allows too little time",
}
RULE = Rule(
    __name__,
    title="Startup probe fails",
    severity=Severity.CRITICAL,
    meaning="The container is killed before it counts as started, because its startup probe asks wrongly or "
    "waits too little.",
    found_by="The startup probe fails, and its port, protocol or path do not fit, or it allows less than a minute.",
    cure="Correct the startupProbe, or raise its failureThreshold.",
    source="https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/",
    needs=("pods", "events"),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a workload and container."""
    for failing in failing_probes(facts, *WHY):
        if failing.kind == "startup":
            yield RULE.finding(
                failing.workload,
                f"The startup probe of {failing.who} {WHY[failing.fault]} ({failing.how}), so it never counts as "
                "started.",
                evidence=failing.evidence,
                remedies=(change(failing.workload, "Correct startupProbe in the pod template"),),
                confidence=0.88,
            )

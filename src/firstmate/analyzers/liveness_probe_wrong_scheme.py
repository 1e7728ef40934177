"""The liveness probe speaks another protocol than the port that it asks: HTTP to gRPC, HTTP to HTTPS.

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
    title="Liveness probe speaks the wrong protocol",
    severity=Severity.CRITICAL,
    meaning="The liveness probe fails for its own fault: although it may work well, the container is restarted "
    "again and again.",
    found_by="The answer is no HTTP, no TLS or no gRPC, in the kubelet's words; or another probe asks the same "
    "port in another protocol.",
    cure="Use the kind of probe that fits the port: httpGet with its scheme, grpc, or tcpSocket.",
    source="https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/",
    needs=("pods", "events"),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a workload and container."""
    for failing in failing_probes(facts, Fault.PROTOCOL):
        if failing.kind == "liveness":
            yield RULE.finding(
                failing.workload,
                f"The liveness probe of {failing.who} speaks another protocol than the port ({failing.how}), so "
                "it is restarted again and again.",
                evidence=failing.evidence,
                remedies=(change(failing.workload, "Use the kind and scheme of livenessProbe that fit the port"),),
                confidence=0.94,
            )

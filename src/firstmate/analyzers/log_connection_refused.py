"""An application logs that its connections to another are refused: its trouble, seldom its fault.

https://kubernetes.io/docs/tasks/debug/debug-application/debug-service/
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.cures import look
from firstmate.facts.logs import logged, tidy, told
from firstmate.findings import Evidence, Finding, ObjectRef, Role, Rule, Severity

RULE = Rule(
    __name__,
    title="An application's connections are refused",
    severity=Severity.WARNING,
    meaning="Nobody listens at the address that the application called a short while ago.",
    found_by="The log of a workload says connection refused, of an address that is not its own pod: while it is not "
    "ready, or within the last quarter of an hour.",
    cure="Look at whoever should listen there.",
    source="https://kubernetes.io/docs/tasks/debug/debug-application/debug-service/",
    role=Role.SYMPTOM,
    needs=("deployments", "services", "logs"),
)
REFUSED = re.compile(r"connection refused|ECONNREFUSED", re.I)
OWN = re.compile(r"localhost|127\.0\.0\.\d|\[?::1\]?[: ]")
ADDRESS = re.compile(r"(?P<ip>\d{1,3}(?:\.\d{1,3}){3}):(?P<port>\d{1,5})")


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a Service that refuses, whoever calls it, else one a workload and address."""
    seen = set()
    for workload in told(facts):
        for line in logged(facts, workload.ref, REFUSED):
            match = None if OWN.search(line) else ADDRESS.search(line)
            if match:
                service = next((s for s in facts.snapshot.services if s.spec.cluster_ip == match["ip"]), None)
                ref = ObjectRef.of("Service", service) if service else workload.ref
                if (ref, match["port"]) not in seen and not (service and _answers(facts, ref, int(match["port"]))):
                    seen.add((ref, match["port"]))
                    yield _finding(ref, workload.ref, match[0], line)


def _answers(facts: Facts, service: ObjectRef, port: int) -> bool:
    """Whether a connection that was tried since got through."""
    key = (service.namespace, service.name, port)
    return any(c.ok for c in facts.snapshot.connections if (c.namespace, c.service, c.port) == key)


def _finding(ref: ObjectRef, caller: ObjectRef, address: str, line: str) -> Finding:
    who = f"Service {ref.name} ({address})" if ref != caller else address
    return RULE.finding(
        ref,
        f"{caller.kind} {caller.name} logs that {who} refuses its connections.",
        evidence=(Evidence(f"log of {caller.name}", tidy(line)),),
        remedies=(
            look(
                "See who stands behind that address", f"kubectl -n {ref.namespace} get services,endpointslices -o wide"
            ),
        ),
        confidence=0.7,
    )

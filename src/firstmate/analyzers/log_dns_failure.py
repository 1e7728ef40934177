"""An application logs that a name does not resolve.

https://kubernetes.io/docs/tasks/administer-cluster/dns-debugging-resolution/
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts, WorkloadFacts
from firstmate.facts.cures import look
from firstmate.facts.logs import DNS_FAILURE, logged, tidy, told
from firstmate.findings import Evidence, Finding, ObjectRef, Role, Rule, Severity

RULE = Rule(
    __name__,
    title="An application cannot resolve a name",
    severity=Severity.WARNING,
    meaning="A look-up of a host name failed a short while ago.",
    found_by="The log of a workload says no such host, name resolution, UnknownHostException, ENOTFOUND or the like: "
    "while it is not ready, or within the last quarter of an hour.",
    cure="Look whether the name exists, whether the cluster's DNS is up, and which name server the pod asks.",
    source="https://kubernetes.io/docs/tasks/administer-cluster/dns-debugging-resolution/",
    role=Role.SYMPTOM,
    needs=("deployments", "logs"),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a workload."""
    for workload in told(facts):
        for line in logged(facts, workload.ref, DNS_FAILURE):
            match = DNS_FAILURE.search(line)
            host = next((name for name in match.groups() if name), "") if match else ""
            if not _resolves_since(facts, workload, host):
                yield _finding(workload.ref, host or "a name", line)
                break


def _resolves_since(facts: Facts, workload: WorkloadFacts, host: str) -> bool:
    """A ready workload that once could not resolve a Service that is there: a start-up race, and over."""
    exists = facts.snapshot.services.get(workload.ref.namespace, host.partition(".")[0])
    return exists is not None and workload.ready >= workload.wanted


def _finding(ref: ObjectRef, host: str, line: str) -> Finding:
    return RULE.finding(
        ref,
        f"{ref.kind} {ref.name} logs that {host} does not resolve.",
        evidence=(Evidence(f"log of {ref.name}", tidy(line)),),
        remedies=(look("See whether a Service of that name is there", f"kubectl -n {ref.namespace} get services"),),
        confidence=0.7,
    )

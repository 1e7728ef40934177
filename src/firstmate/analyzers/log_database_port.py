"""An application's connections to its database are refused, while the database is up: the address or port is wrong.

https://dev.mysql.com/doc/refman/8.0/en/can-not-connect-to-server.html
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts, WorkloadFacts
from firstmate.facts.databases import Complaint, Trouble, complaints, database_of, engine_of
from firstmate.facts.logs import DNS_FAILURE, logged, tidy
from firstmate.findings import CommandTier, Evidence, Finding, Remedy, Rule, Severity

RULE = Rule(
    __name__,
    title="An application asks its database on a wrong port",
    severity=Severity.CRITICAL,
    meaning="Connections to the database are refused although it is up and others use it.",
    found_by="The database driver of a workload that is not ready logs refused connections, no name failed to "
    "resolve, and every database of that kind that it may mean is ready.",
    cure="Correct the port (or host) in the workload's configuration, then restart it.",
    source="https://dev.mysql.com/doc/refman/8.0/en/can-not-connect-to-server.html",
    needs=("deployments", "statefulsets", "services", "logs"),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a client."""
    for complaint in complaints(facts, Trouble.REFUSED):
        client = complaint.client
        resolves = next(logged(facts, client.ref, DNS_FAILURE), None) is None
        if client.ready < client.wanted and resolves:
            database = database_of(facts, client, complaint.engine)
            possible = [database] if database else _of_engine(facts, complaint)
            if possible and all(w.ready >= w.wanted for w in possible):
                yield _finding(facts, complaint, database)


def _of_engine(facts: Facts, complaint: Complaint) -> list[WorkloadFacts]:
    return [w for w in facts.workloads.values() if w.wanted and engine_of(w) is complaint.engine]


def _finding(facts: Facts, complaint: Complaint, database: WorkloadFacts | None) -> Finding:
    client, engine = complaint.client.ref, complaint.engine
    host, port = complaint.target
    asked = f" at {host}:{port}" if port else ""
    at = f"{database.ref.kind} {database.ref.name}" if database else "the database"
    served = _ports(facts, database) or str(engine.port)
    return RULE.finding(
        client,
        f"{client.kind} {client.name} is refused by {engine.name}{asked}, although {at} is ready and serves port "
        f"{served}.",
        evidence=(
            Evidence(f"log of {client.name}", tidy(complaint.line)),
            Evidence(f"ports of {at}", served),
        ),
        remedies=(
            Remedy(
                f"Set the database's port to {served} where the workload is configured (its ConfigMap or Secret, in "
                "Git where that comes from Git), and restart it.",
                f"kubectl rollout restart {client.kubectl}",
                CommandTier.SAFE,
            ),
        ),
        confidence=0.93 if port and str(port) not in served.split(", ") else 0.85,
        unseen="" if port else "the port that the workload is told: it comes from a ConfigMap or Secret",
    )


def _ports(facts: Facts, database: WorkloadFacts | None) -> str:
    if database is None:
        return ""
    labels = database.template.metadata.labels
    numbers = {p.port for s in facts.services_of(database.ref.namespace, labels) for p in s.spec.ports}
    return ", ".join(str(n) for n in sorted(numbers))

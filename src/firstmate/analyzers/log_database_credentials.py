"""A database refuses the user or password of an application, in the words of the application's own log.

https://dev.mysql.com/doc/refman/8.0/en/problems-connecting.html
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.databases import Complaint, Trouble, complaints, database_of
from firstmate.facts.logs import tidy
from firstmate.findings import CommandTier, Evidence, Finding, Remedy, Rule, Severity

RULE = Rule(
    __name__,
    title="A database refuses an application's credentials",
    severity=Severity.CRITICAL,
    meaning="The user or password that the application has is not the one that the database knows.",
    found_by="The log of a workload says access denied, password authentication failed, WRONGPASS or the like, of "
    "now; critical while the workload is not ready, else a warning.",
    cure="Correct the user or password in the Secret that the workload reads, then restart it.",
    source="https://dev.mysql.com/doc/refman/8.0/en/problems-connecting.html",
    needs=("deployments", "statefulsets", "logs"),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a client."""
    for complaint in complaints(facts, Trouble.CREDENTIALS):
        yield _finding(facts, complaint)


def _finding(facts: Facts, complaint: Complaint) -> Finding:
    client = complaint.client
    database = database_of(facts, client, complaint.engine)
    at = f" {database.ref.kind} {database.ref.name}" if database else ""
    short = client.ready < client.wanted
    return RULE.finding(
        client.ref,
        f"{complaint.engine.name}{at} refuses the user or password of {client.ref.kind} {client.ref.name}.",
        evidence=(Evidence(f"log of {client.ref.name}", tidy(complaint.line)),),
        remedies=(
            Remedy(
                "Compare the user and password in the Secret of the workload with the database's, correct them, and "
                "restart the workload.",
                f"kubectl rollout restart {client.ref.kubectl}",
                CommandTier.SAFE,
            ),
        ),
        severity=Severity.CRITICAL if short else Severity.WARNING,
        confidence=0.95 if short else 0.7,
    )

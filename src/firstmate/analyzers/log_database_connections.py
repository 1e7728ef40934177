"""A database accepts no more connections, in the words of its clients' logs.

https://dev.mysql.com/doc/refman/8.0/en/too-many-connections.html
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.databases import Trouble, database_findings
from firstmate.findings import Finding, Rule, Severity

RULE = Rule(
    __name__,
    title="A database has run out of connections",
    severity=Severity.CRITICAL,
    meaning="Every connection that the database allows is taken, so further clients are refused.",
    found_by="Logs of its clients say too many connections, too many clients already, or the like, of now.",
    cure="Find who holds the connections, make pools smaller, or allow more (max_connections).",
    source="https://dev.mysql.com/doc/refman/8.0/en/too-many-connections.html",
    needs=("deployments", "statefulsets", "logs"),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a database, or a client where its database is not known."""
    yield from database_findings(RULE, facts, Trouble.CONNECTIONS, "accepts no more connections")

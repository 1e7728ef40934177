"""A database refuses writes because it is read-only, in the words of its clients' logs.

https://dev.mysql.com/doc/refman/8.0/en/server-system-variables.html#sysvar_read_only
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.databases import Trouble, database_findings
from firstmate.findings import Finding, Rule, Severity

RULE = Rule(
    __name__,
    title="A database is read-only",
    severity=Severity.CRITICAL,
    meaning="The database answers, and refuses every write: it was set read-only, is a replica, or protects itself.",
    found_by="Logs of its clients say read-only option, read-only transaction, READONLY or not primary, of now.",
    cure="Make the primary writable again, or point the clients at the primary.",
    source="https://dev.mysql.com/doc/refman/8.0/en/server-system-variables.html#sysvar_read_only",
    needs=("deployments", "statefulsets", "logs"),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a database, or a client where its database is not known."""
    yield from database_findings(RULE, facts, Trouble.READ_ONLY, "is read-only and refuses writes")

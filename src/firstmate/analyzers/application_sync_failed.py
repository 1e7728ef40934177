"""The last sync of an Application failed, for a reason that no other rule knows; the API server's words say it.

https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.gitops import Trouble, told, troubled
from firstmate.findings import Evidence, Finding, Rule, Severity

RULE = Rule(
    __name__,
    title="Sync failed",
    severity=Severity.CRITICAL,
    meaning="What Git says was refused by the cluster, wholly or in part; the Application is not what it should be.",
    found_by="The last operation ended Failed or Error, or retries, and the Application is not in sync.",
    cure="Correct in Git what the message names; then let it sync again.",
    source="https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/",
    needs=("applications",),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding an Application."""
    for found in troubled(facts, Trouble.SYNC):
        operation = found.app.status.operation_state
        retries = f" ({operation.retry_count} retries)" if operation and operation.retry_count else ""
        revision = operation.sync_result.revision if operation and operation.sync_result else ""
        yield told(
            RULE,
            found,
            f"could not be synced{retries}.",
            *(Evidence("status.operationState.syncResult.revision", r) for r in (revision,) if r),
        )

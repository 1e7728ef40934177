"""The runtime refuses to create or start a container, for a reason that has no rule of its own.

https://kubernetes.io/docs/tasks/debug/debug-application/debug-pods/
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.cures import look
from firstmate.facts.references import NO_KEY, NO_OBJECT
from firstmate.facts.starts import CREATING, EXEC, FORMAT, NON_ROOT, OOM_AT_START, Crash, by_workload
from firstmate.findings import Evidence, Finding, Rule, Severity

OTHERS = (NO_OBJECT, NO_KEY, EXEC, FORMAT, OOM_AT_START, NON_ROOT)
"""Words that other rules answer."""

RULE = Rule(
    __name__,
    title="Container cannot be created",
    severity=Severity.CRITICAL,
    meaning="A container does not start because the container runtime refuses to create it; its words say why.",
    found_by="A container waits with CreateContainerError, CreateContainerConfigError or RunContainerError, and "
    "its message is no other rule's.",
    cure="Follow the runtime's words: mounts, devices, capabilities, a name that is still in use.",
    source="https://kubernetes.io/docs/tasks/debug/debug-application/debug-pods/",
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a workload and container."""
    for crash in by_workload(facts):
        if crash.container.waiting_reason in CREATING and not any(crash.runtime_says(words) for words in OTHERS):
            yield _finding(crash)


def _finding(crash: Crash) -> Finding:
    message = crash.container.waiting_message
    return RULE.finding(
        crash.workload,
        f"Container {crash.name} of {crash.workload.kind} {crash.workload.name} cannot be created "
        f"({crash.container.waiting_reason}).",
        evidence=(Evidence(f"{crash.container.path}.state.waiting.message", message), *crash.ending),
        remedies=(look("Read the runtime's words in full", f"kubectl describe {crash.pod_ref.kubectl}"),),
        confidence=0.75 if message else 0.5,
    )

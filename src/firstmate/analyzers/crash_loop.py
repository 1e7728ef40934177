"""A container starts and ends again and again; its exit code is what is known here, and what it wrote tells more.

https://kubernetes.io/docs/tasks/debug/debug-application/debug-pods/
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.cures import see_logs
from firstmate.facts.logs import last_words
from firstmate.facts.starts import Crash, by_workload
from firstmate.findings import Evidence, Finding, Role, Rule, Severity

# https://tldp.org/LDP/abs/html/exitcodes.html; 128 + n: ended by signal n.
CODES = {
    0: "it finishes without an error: a server should not, and a task belongs into a Job",
    1: "the application gave up: its log says why",
    2: "the application gave up: often wrong arguments, or a shell's syntax error",
    126: "its command may not be executed",
    127: "its command was not found",
    128: "the runtime could not start it",
    132: "an illegal instruction: built for a newer processor than this one",
    134: "it aborted itself (SIGABRT): a failed assertion, or the runtime's own limit",
    135: "a bus error (SIGBUS): often shared memory that is too small",
    137: "it was killed (SIGKILL): by the kernel for memory, or after a failed liveness probe",
    139: "a segmentation fault (SIGSEGV): a bug, or a library that does not fit",
    143: "it was asked to end (SIGTERM): after a failed liveness probe, or by a script",
    255: "the application gave up, or the node was restarted",
}
FEW = 2

RULE = Rule(
    __name__,
    title="Container crashes again and again",
    severity=Severity.CRITICAL,
    meaning="A container does not stay up: it ends soon after every start, and waits longer before each new one.",
    found_by="A container waits in CrashLoopBackOff, or has ended at least twice and is not ready.",
    cure="Read what it wrote before it ended; the exit code says where to look first.",
    source="https://kubernetes.io/docs/tasks/debug/debug-application/debug-pods/",
    role=Role.SYMPTOM,
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a workload and container."""
    for crash in by_workload(facts):
        if not crash.container.init and _loops(crash):
            yield RULE.finding(
                crash.workload,
                f"Container {crash.name} of {crash.workload.kind} {crash.workload.name} {_ends(crash)}.",
                evidence=(*_last_words(facts, crash), *crash.ending),
                remedies=(see_logs(crash.pod_ref, crash.name, previous=True),),
                confidence=0.6,
            )


def _last_words(facts: Facts, crash: Crash) -> tuple[Evidence, ...]:
    line = last_words(facts, crash.workload)
    return (Evidence("its log", line),) if line else ()


def _loops(crash: Crash) -> bool:
    looping = crash.container.waiting_reason == "CrashLoopBackOff"
    often = crash.container.status.restart_count >= FEW and not crash.container.status.ready
    return crash.end is not None and (looping or often)


def _ends(crash: Crash) -> str:
    count = crash.container.status.restart_count
    code = crash.code or 0
    meaning = CODES.get(code, f"it was ended by signal {code - 128}" if code > 128 else "the application's own code")
    return f"has ended {count} times, last with exit code {code}: {meaning}"

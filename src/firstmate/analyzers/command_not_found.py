"""The program that a container should run is not in its image, or may not be executed.

https://kubernetes.io/docs/tasks/inject-data-application/define-command-argument-container/
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.cures import change, see_logs
from firstmate.facts.starts import EXEC, FORMAT, Crash, by_workload
from firstmate.findings import Evidence, Finding, Rule, Severity

CODES = {126: "it is there and may not be executed", 127: "it was not found"}

RULE = Rule(
    __name__,
    title="Container's command cannot be executed",
    severity=Severity.CRITICAL,
    meaning="A container cannot start because its command does not exist in the image, or is not executable.",
    found_by="The runtime says of the command: not found, no such file, permission denied; or a shell ended with "
    "exit code 126 or 127.",
    cure="Correct command and args, the script's first line and line ends, or its execute permission in the image.",
    source="https://kubernetes.io/docs/tasks/inject-data-application/define-command-argument-container/",
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a workload and container."""
    for crash in by_workload(facts):
        words = crash.says(EXEC)
        if words:
            yield _finding(crash, _program(words.value), words, confidence=0.97)
        elif crash.code in CODES and not crash.says(FORMAT):
            evidence = Evidence(f"{crash.container.path}: exit code {crash.code}", CODES[crash.code])
            yield _finding(crash, "", evidence, confidence=0.8)


def _program(message: str) -> str:
    match = EXEC.search(message)
    return next((name for name in match.groups() if name), "") if match else ""


def _finding(crash: Crash, program: str, evidence: Evidence, *, confidence: float) -> Finding:
    what = f"its program {program}" if program else f"a command in it ({CODES.get(crash.code or 0, '')})"
    told = crash.container.spec.command + crash.container.spec.args
    declared = Evidence(f"spec.containers[{crash.name}].command", " ".join(told) or "the image's own")
    return RULE.finding(
        crash.workload,
        f"Container {crash.name} of {crash.workload.kind} {crash.workload.name} cannot execute {what}.",
        evidence=(evidence, declared, *crash.ending),
        remedies=(
            change(crash.workload, "Correct command and args in the pod template, or the image"),
            see_logs(crash.pod_ref, crash.name, previous=True),
        ),
        confidence=confidence,
    )

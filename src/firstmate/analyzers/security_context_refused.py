"""The pod's security settings and its image do not fit together: it may not start, or may not do what it must.

https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.cures import change
from firstmate.facts.starts import NON_ROOT, Crash, by_workload
from firstmate.findings import Evidence, Finding, Rule, Severity

READ_ONLY = re.compile(r"read-only file ?system|EROFS", re.IGNORECASE)
LOW_PORT = re.compile(r"(bind|listen)\S* .*(permission denied|EACCES)|listen EACCES", re.IGNORECASE)

RULE = Rule(
    __name__,
    title="Security settings keep a container from running",
    severity=Severity.CRITICAL,
    meaning="A container does not start, or ends at once, because its securityContext forbids what its image does.",
    found_by="The kubelet says that runAsNonRoot, AppArmor or seccomp cannot be met; or a crashing container "
    "with a read-only root or without root complains of exactly that.",
    cure="Set runAsUser to a user that the image knows, mount an emptyDir where it writes, or listen above port 1023.",
    source="https://kubernetes.io/docs/tasks/configure-pod-container/security-context/",
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a workload and container."""
    for crash in by_workload(facts):
        told = _refusal(crash)
        if told:
            why, cure, evidence, confidence = told
            yield RULE.finding(
                crash.workload,
                f"Container {crash.name} of {crash.workload.kind} {crash.workload.name} {why}.",
                evidence=(evidence, *_settings(crash), *crash.ending),
                remedies=(change(crash.workload, cure),),
                confidence=confidence,
            )


def _refusal(crash: Crash) -> tuple[str, str, Evidence, float] | None:
    """What is refused, how to cure it, what tells so, and how surely."""
    words = crash.runtime_says(NON_ROOT)
    if words:
        return (
            "is not started: its security settings cannot be met",
            "Set runAsUser to a user of the image",
            words,
            0.96,
        )
    context = crash.container.spec.security_context
    line = crash.says(READ_ONLY) if context and context.read_only_root_filesystem else None
    if line:
        return "ends because its root file system is read-only", "Mount an emptyDir where it writes", line, 0.85
    line = crash.says(LOW_PORT) if _not_root(crash) else None
    if line:
        return "ends because it may not listen on a port below 1024", "Let it listen above port 1023", line, 0.85
    return None


def _not_root(crash: Crash) -> bool:
    contexts = (crash.container.spec.security_context, crash.pod.spec.security_context)
    return any(c and (c.run_as_non_root or c.run_as_user) for c in contexts)


def _settings(crash: Crash) -> Iterator[Evidence]:
    context = crash.container.spec.security_context or crash.pod.spec.security_context
    if context:
        shown = {
            "runAsNonRoot": context.run_as_non_root,
            "runAsUser": context.run_as_user,
            "readOnlyRootFilesystem": context.read_only_root_filesystem or None,
        }
        yield Evidence("securityContext", ", ".join(f"{k}={v}" for k, v in shown.items() if v is not None))

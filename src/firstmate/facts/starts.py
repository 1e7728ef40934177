"""Containers that do not start or do not stay: how each ended last, and what it or the runtime said.

A container that ended once and has run since is no crash: only what ended within the hour and is not well now counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from firstmate.facts import Facts
from firstmate.facts.logs import logged, tidy
from firstmate.facts.pods import ContainerView
from firstmate.findings import Evidence, ObjectRef
from firstmate.snapshot.objects import Pod, Terminated

STILL = timedelta(hours=1)
CREATING = ("CreateContainerError", "RunContainerError", "CreateContainerConfigError", "StartError")
STARTING = ("ContainerCreating", "PodInitializing")
# runc, crun and the kernel, as the kubelet passes them on.
EXEC = re.compile(
    r'exec: "(?P<runc>[^"]+)": (?!exec format)|executable file `(?P<crun>[^`]+)` not found'
    r"|exec (?P<kernel>/\S+): (no such file or directory|permission denied)",
    re.IGNORECASE,
)
FORMAT = re.compile(r"exec format error", re.IGNORECASE)
OOM_AT_START = re.compile(r"OOM-killed|memory limit too low", re.IGNORECASE)
NON_ROOT = re.compile(r"runAsNonRoot|non-root|breaks non-root policy|AppArmor|seccomp", re.IGNORECASE)


@dataclass(frozen=True)
class Crash:
    """A container of a living pod that failed to start, or ended, and is not well again."""

    facts: Facts
    workload: ObjectRef
    pod: Pod
    container: ContainerView

    @property
    def name(self) -> str:
        return self.container.spec.name

    @property
    def image(self) -> str:
        return self.container.spec.image

    @property
    def end(self) -> Terminated | None:
        return self.container.last_end

    @property
    def code(self) -> int | None:
        """The exit code of the last end; None when it never ran."""
        return self.end.exit_code if self.end else None

    @property
    def pod_ref(self) -> ObjectRef:
        return ObjectRef.of("Pod", self.pod)

    @property
    def ending(self) -> tuple[Evidence, ...]:
        """How it ended and how often, for evidence."""
        status = self.container.status
        where = f"{self.container.path}.{'state' if status.state.terminated else 'lastState'}.terminated"
        end = (Evidence(where, f"{self.end.reason or 'Error'}, exit code {self.end.exit_code}"),) if self.end else ()
        count = Evidence(f"{self.container.path}.restartCount", str(status.restart_count))
        return (*end, count) if status.restart_count else end

    def runtime_says(self, words: re.Pattern[str]) -> Evidence | None:
        """The runtime's or kubelet's message about this container, if it has these words."""
        for where, message in self._messages():
            if words.search(message):
                return Evidence(where, message)
        return None

    def says(self, words: re.Pattern[str]) -> Evidence | None:
        """The same, or a line of the workload's log."""
        told = self.runtime_says(words)
        if told:
            return told
        line = next(logged(self.facts, self.workload, words), "")
        return Evidence(f"log of {self.workload.name}", tidy(line)) if line else None

    def _messages(self) -> Iterator[tuple[str, str]]:
        state, last = self.container.status.state, self.container.status.last_state
        if state.waiting:
            yield f"{self.container.path}.state.waiting.message", state.waiting.message
        if state.terminated:
            yield f"{self.container.path}.state.terminated.message", state.terminated.message
        if last.terminated:
            yield f"{self.container.path}.lastState.terminated.message", last.terminated.message


def crashes(facts: Facts) -> tuple[Crash, ...]:
    """Every such container, in the order of workloads."""
    return facts.once(_crashes)


def by_workload(facts: Facts) -> Iterator[Crash]:
    """One crash for each workload and container name: replicas fail alike."""
    seen: set[tuple[ObjectRef, str]] = set()
    for crash in crashes(facts):
        if (crash.workload, crash.name) not in seen:
            seen.add((crash.workload, crash.name))
            yield crash


def _crashes(facts: Facts) -> tuple[Crash, ...]:
    return tuple(
        Crash(facts, workload, pod, container)
        for workload, pod, container in facts.stuck()
        if _is_unwell(facts, container)
    )


def _is_unwell(facts: Facts, container: ContainerView) -> bool:
    reason = container.waiting_reason
    if reason in CREATING or reason == "CrashLoopBackOff":
        return True
    end = container.last_end
    if end is None or reason in STARTING:
        return False
    if container.init and end.exit_code == 0:
        return False
    if container.status.ready and end.reason != "OOMKilled":
        return False
    return end.finished_at is None or facts.now - end.finished_at < STILL

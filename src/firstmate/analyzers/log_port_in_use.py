"""A container cannot listen because something else in its pod, or on its node, already holds the port.

The containers of a pod share one network: a sidecar's port is taken for all.
https://kubernetes.io/docs/concepts/workloads/pods/#pod-networking
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.cures import change
from firstmate.facts.starts import Crash, by_workload
from firstmate.findings import Evidence, Finding, Rule, Severity

# Go and libc, Node.js, nginx, Java and Spring.
IN_USE = re.compile(
    r"address already in use|EADDRINUSE|address in use|\bport \d+ (is|was) already in use", re.IGNORECASE
)
NUMBER = re.compile(r"(?<![\d.])\d{2,5}\b(?!\.\d)")
NEAR = 60
"""Characters around the words among which the port stands."""

RULE = Rule(
    __name__,
    title="Port is already in use",
    severity=Severity.CRITICAL,
    meaning="A container ends at every start because another process in its pod (or on its node, with hostNetwork) "
    "holds its port.",
    found_by="A container that crashes wrote 'address already in use'.",
    cure="Give one of the two containers another port.",
    source="https://kubernetes.io/docs/concepts/workloads/pods/#pod-networking",
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a workload and container."""
    for crash in by_workload(facts):
        line = crash.says(IN_USE)
        if line and not crash.container.init:
            port = _port(crash, line.value)
            yield _finding(crash, port, (line, *_rivals(facts, crash, port)))


def _port(crash: Crash, line: str) -> str:
    """The port that the line names: one that the container declares, or the only number that can be one."""
    match = IN_USE.search(line)
    assert match  # it is why the line was chosen
    near = line[max(match.start() - NEAR, 0) : match.end() + NEAR]
    named = [number for number in NUMBER.findall(near) if number != "98"]  # 98: the errno of these words
    declared = [str(port.container_port) for port in crash.container.spec.ports]
    told = [number for number in named if number in declared] or list(dict.fromkeys(named))
    return told[0] if len(told) == 1 or (told and told[0] in declared) else ""


def _rivals(facts: Facts, crash: Crash, port: str) -> Iterator[Evidence]:
    """Other containers of the pod that declare the port, or speak of it in their log."""
    for other in crash.pod.spec.containers:
        if other.name == crash.name or not port:
            continue
        if any(str(p.container_port) == port for p in other.ports):
            yield Evidence(f"spec.containers[{other.name}].ports", port)
        for excerpt in facts.logs.get(crash.workload, ()):
            spoken = re.search(rf"^.*\b{port}\b.*$", excerpt.text, re.MULTILINE)
            if excerpt.workload.endswith(f".{other.name}") and spoken:
                yield Evidence(f"log of container {other.name}", spoken[0].strip())


def _finding(crash: Crash, port: str, evidence: tuple[Evidence, ...]) -> Finding:
    where = "node" if crash.pod.spec.host_network else "pod"
    return RULE.finding(
        crash.workload,
        f"Container {crash.name} of {crash.workload.kind} {crash.workload.name} cannot listen: another process of its "
        f"{where} already holds {f'port {port}' if port else 'its port'}.",
        evidence=(*evidence, *crash.ending),
        remedies=(change(crash.workload, f"Give {crash.name}, or the container beside it, another port"),),
        confidence=0.93,
    )

"""A container needs more memory than its limit allows, and the kernel ends it: while it runs, or before it even starts.

https://kubernetes.io/docs/tasks/configure-pod-container/assign-memory-resource/
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.cures import change, look
from firstmate.facts.pods import all_containers
from firstmate.facts.quantity import amount
from firstmate.facts.starts import OOM_AT_START, by_workload
from firstmate.findings import Evidence, Finding, ObjectRef, Rule, Severity
from firstmate.snapshot.objects import Container, Pod

RULE = Rule(
    __name__,
    title="Container runs out of memory",
    severity=Severity.CRITICAL,
    meaning="The container was ended because it used more memory than its limit (or than the node had).",
    found_by="A container's last end says OOMKilled within the hour; or the runtime says 'OOM-killed' when it "
    "creates it.",
    cure="Raise the memory limit to what the process needs, or make the process need less.",
    source="https://kubernetes.io/docs/tasks/configure-pod-container/assign-memory-resource/",
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a workload and container."""
    told: set[ObjectRef] = set()
    for crash in by_workload(facts):
        killed = crash.end is not None and crash.end.reason == "OOMKilled"
        words = crash.runtime_says(OOM_AT_START)
        if killed or words:
            told.add(crash.workload)
            evidence = (*((words,) if words else ()), *crash.ending)
            yield _finding(crash.workload, crash.pod, crash.container.spec, evidence, well=crash.container.status.ready)
    for workload, pod, container in facts.stuck():
        if workload not in told and container.waiting_reason in ("ContainerCreating", "PodInitializing"):
            for event in facts.pod_events(pod, "FailedCreatePodSandBox", "Failed"):
                if OOM_AT_START.search(event.message):
                    told.add(workload)
                    evidence = (Evidence(f"event {event.reason}", event.message),)
                    yield _finding(workload, pod, _smallest(pod), evidence, well=False)
                    break


def _smallest(pod: Pod) -> Container:
    """The container with the least memory: the sandbox that was killed does not say for whom."""
    limited = [c for c in all_containers(pod.spec) if "memory" in c.resources.limits]
    return min(limited or all_containers(pod.spec), key=lambda c: amount(c.resources.limits, "memory"))


def _finding(
    workload: ObjectRef, pod: Pod, container: Container, evidence: tuple[Evidence, ...], *, well: bool
) -> Finding:
    limit = str(container.resources.limits.get("memory", ""))
    state = "runs again" if well else "does not run"
    return RULE.finding(
        workload,
        f"Container {container.name} of {workload.kind} {workload.name} was ended for want of memory "
        f"({f'limit {limit}' if limit else 'no limit: the node ran out'}) and {state}.",
        evidence=(*evidence, Evidence(f"spec.containers[{container.name}].resources.limits.memory", limit or "none")),
        remedies=(
            change(
                workload,
                "Raise the memory limit (and request) in the pod template",
                f"kubectl set resources {workload.kubectl} -c {container.name} --limits=memory=SIZE",
            ),
            look(
                "See what it uses now", f"kubectl -n {pod.metadata.namespace} top pod {pod.metadata.name} --containers"
            ),
        ),
        severity=Severity.WARNING if well else Severity.CRITICAL,
        confidence=0.96,
    )

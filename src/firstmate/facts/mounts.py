"""Pods that wait for a volume to be attached or mounted, in the words of the controller and the kubelet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from firstmate.facts import Facts
from firstmate.findings import ObjectRef
from firstmate.snapshot.objects import ContainerStatus, Event, Pod

# A missing ConfigMap, Secret or token is told as FailedMount too, and is another rule's business.
REFERENCE = re.compile(
    r'(configmap|secret)s? (".*?"|\S+) (not found|is forbidden)|references non-existent (config|secret) key'
    r"|object \S+ not registered|failed to (sync|fetch) (configmap|secret|token)|(configmap|secret) references",
    re.IGNORECASE,
)
WAITED = re.compile(r"Unable to (attach or )?mount volumes|timed? ?out waiting for the condition", re.IGNORECASE)
VOLUME = re.compile(r'(?:failed )?for volume "(?P<name>[^"]+)"')


@dataclass(frozen=True)
class Unmounted:
    """A pod that cannot have a volume: its workload, the volume's name ("" when not told), and the words."""

    workload: ObjectRef
    pod: Pod
    volume: str
    reason: str
    message: str


def unmounted(facts: Facts, reason: str) -> Iterator[Unmounted]:
    """One for each workload and volume whose pods wait in creation and complain with that reason."""
    told = set()
    for workload, pods in facts.suspects.items():
        for pod in pods:
            if not _is_being_created(pod):
                continue
            event = _most_telling(facts.pod_events(pod, reason))
            if event:
                match = VOLUME.search(event.message)
                volume = match["name"] if match else ""
                if (workload, volume) not in told:
                    told.add((workload, volume))
                    yield Unmounted(workload, pod, volume, event.reason, event.message)


def _is_being_created(pod: Pod) -> bool:
    """On a node, and nothing of it has run yet."""
    started = any(s.state.running or s.state.terminated or s.restart_count for s in _statuses(pod))
    return bool(pod.spec.node_name) and pod.status.phase == "Pending" and not started


def _statuses(pod: Pod) -> tuple[ContainerStatus, ...]:
    return pod.status.init_container_statuses + pod.status.container_statuses


def _most_telling(events: tuple[Event, ...]) -> Event | None:
    """The newest that names a reason, before those that only say how long they waited."""
    fitting = [event for event in events if not REFERENCE.search(event.message)]
    if len(fitting) < len(events) and all(WAITED.search(event.message) for event in fitting):
        return None
    return min(fitting, key=lambda event: bool(WAITED.search(event.message)), default=None)

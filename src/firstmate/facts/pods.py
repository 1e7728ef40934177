"""What follows from one pod alone: is it well, which container is not, how did it end last time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from firstmate.snapshot.objects import Condition, Container, ContainerStatus, Object, Pod, PodSpec, Terminated

SETTLING = timedelta(seconds=30)
"""A pod younger than this is starting, not broken, unless it says otherwise."""


@dataclass(frozen=True)
class ContainerView:
    """A container's declaration beside its status; `init` tells where it stands."""

    spec: Container
    status: ContainerStatus
    init: bool

    @property
    def path(self) -> str:
        """The status' place in the pod, for evidence."""
        return f"status.{'initContainerStatuses' if self.init else 'containerStatuses'}[{self.status.name}]"

    @property
    def waiting_reason(self) -> str:
        return self.status.state.waiting.reason if self.status.state.waiting else ""

    @property
    def waiting_message(self) -> str:
        return self.status.state.waiting.message if self.status.state.waiting else ""

    @property
    def last_end(self) -> Terminated | None:
        """How it ended last: now, or before the current start."""
        return self.status.state.terminated or self.status.last_state.terminated


def containers(pod: Pod) -> Iterator[ContainerView]:
    """Every container with its status, init containers first; a container without a status yet has an empty one."""
    for specs, statuses, init in (
        (pod.spec.init_containers, pod.status.init_container_statuses, True),
        (pod.spec.containers, pod.status.container_statuses, False),
    ):
        by_name = {status.name: status for status in statuses}
        for spec in specs:
            yield ContainerView(spec, by_name.get(spec.name, ContainerStatus(name=spec.name)), init)


def all_containers(spec: PodSpec) -> tuple[Container, ...]:
    """Init and ordinary containers of a pod or template."""
    return spec.init_containers + spec.containers


def condition(conditions: tuple[Condition, ...], kind: str) -> Condition:
    """The condition of that type; an empty one when it is not told."""
    return next((c for c in conditions if c.type == kind), Condition(type=kind))


def is_ready(pod: Pod) -> bool:
    return condition(pod.status.conditions, "Ready").status == "True"


def is_finished(pod: Pod) -> bool:
    """It ran to its end, well or not, and will not run again."""
    return pod.status.phase in ("Succeeded", "Failed")


def is_scheduled(pod: Pod) -> bool:
    return bool(pod.spec.node_name)


def age(obj: Object, now: datetime) -> timedelta:
    """Since its creation; zero when that is not told."""
    return now - obj.metadata.creation_timestamp if obj.metadata.creation_timestamp else timedelta(0)


def is_suspect(pod: Pod) -> bool:
    """Whether a rule should look closer: anything but running ready, or done well, or ever restarted."""
    if pod.metadata.deletion_timestamp:
        return True
    if pod.status.phase == "Succeeded":
        return False
    if not is_ready(pod):
        return True
    return any(s.restart_count for s in pod.status.container_statuses + pod.status.init_container_statuses)


def request(spec: PodSpec, resource: str, amounts: dict[str, float]) -> float:
    """What the scheduler reckons with: the sum over containers, or the largest init container if that is more."""
    main = sum(amounts.get(c.name, 0.0) for c in spec.containers)
    init = max((amounts.get(c.name, 0.0) for c in spec.init_containers), default=0.0)
    return max(main, init)

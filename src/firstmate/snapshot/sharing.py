"""Equal parts of decoded objects are kept once: a thousand pods of one template differ in their names and addresses.

Decoding makes every part anew. On 10,000 pods, sharing halves what the snapshot weighs.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec
from msgspec.structs import force_setattr

from firstmate.snapshot.objects import Container, Object, Pod

OF_METADATA = ("namespace", "labels", "owner_references")
OF_POD_SPEC = (
    "node_name",
    "tolerations",
    "security_context",
    "service_account_name",
    "scheduler_name",
    "restart_policy",
    "dns_policy",
    "affinity",
)
OF_CONTAINER = (
    "name",
    "image",
    "args",
    "command",
    "env",
    "env_from",
    "ports",
    "resources",
    "liveness_probe",
    "readiness_probe",
    "startup_probe",
    "security_context",
)
OF_VOLUME = ("projected", "config_map", "secret", "host_path")
OF_CONDITION = ("type", "status", "reason", "last_transition_time")
OF_CONTAINER_STATUS = ("name", "image")
_encode = msgspec.msgpack.Encoder().encode


class Shared:
    """The parts seen so far in one listing. Parts are frozen, so nobody can tell that they are the same one."""

    def __init__(self) -> None:
        self._seen: dict[Any, Any] = {}

    def share(self, items: Iterable[Object]) -> None:
        """Replace parts of just decoded objects by equal ones that are there already."""
        for item in items:
            self._fields(item.metadata, OF_METADATA)
            if isinstance(item, Pod):
                self._pod(item)

    def _pod(self, pod: Pod) -> None:
        self._fields(pod.spec, OF_POD_SPEC)
        for container in pod.spec.containers + pod.spec.init_containers:
            self._container(container)
        for volume in pod.spec.volumes:
            self._fields(volume, OF_VOLUME)
        self._fields(pod.status, ("phase", "start_time"))
        for condition in pod.status.conditions:
            self._fields(condition, OF_CONDITION)
        for status in pod.status.container_statuses:
            self._fields(status, OF_CONTAINER_STATUS)

    def _container(self, container: Container) -> None:
        self._fields(container, OF_CONTAINER)
        for mount in container.volume_mounts:
            self._fields(mount, ("mount_path",))

    def _fields(self, part: msgspec.Struct, names: tuple[str, ...]) -> None:
        for name in names:
            value = getattr(part, name)
            if value:
                key = value if type(value) is str else (name, _encode(value))
                force_setattr(part, name, self._seen.setdefault(key, value))

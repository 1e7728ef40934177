"""Reads one object whole and changes it, on the condition that it is still what the plan was made for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import quote

import msgspec

from firstmate.adapters.cluster import Cluster, ReadError
from firstmate.services.actions.values import MARK, ActionError, Call, UncertainError

ATTEMPTS = 5
"""Times that a change is tried while others write the object too."""
NOT_FOUND = 404
CONFLICT = 409
MERGE = "application/merge-patch+json"
PATHS = {
    "deployment": "/apis/apps/v1/namespaces/{namespace}/deployments/{name}",
    "statefulset": "/apis/apps/v1/namespaces/{namespace}/statefulsets/{name}",
    "daemonset": "/apis/apps/v1/namespaces/{namespace}/daemonsets/{name}",
    "job": "/apis/batch/v1/namespaces/{namespace}/jobs/{name}",
    "pod": "/api/v1/namespaces/{namespace}/pods/{name}",
    "node": "/api/v1/nodes/{name}",
    "application": "/apis/argoproj.io/v1alpha1/namespaces/{namespace}/applications/{name}",
}


@dataclass(frozen=True)
class Which:
    """One object, by its name; `kind` is one of PATHS."""

    kind: str
    name: str
    namespace: str = ""

    @property
    def path(self) -> str:
        return PATHS[self.kind].format(namespace=quote(self.namespace, safe=""), name=quote(self.name, safe=""))

    def __str__(self) -> str:
        return f"{self.kind} {self.namespace}/{self.name}" if self.namespace else f"{self.kind} {self.name}"


@dataclass(frozen=True)
class Live:
    """An object as the API server has it now."""

    which: Which
    body: Mapping[str, Any]

    @cached_property
    def metadata(self) -> Mapping[str, Any]:
        return self.body.get("metadata") or {}

    @property
    def spec(self) -> Mapping[str, Any]:
        return self.body.get("spec") or {}

    @property
    def status(self) -> Mapping[str, Any]:
        return self.body.get("status") or {}

    @property
    def uid(self) -> str:
        return str(self.metadata.get("uid", ""))

    @property
    def version(self) -> str:
        return str(self.metadata.get("resourceVersion", ""))

    def carries(self, mark: str) -> bool:
        """Whether the last change of ours to it is the one of this mark."""
        return (self.metadata.get("annotations") or {}).get(MARK) == mark


def found(cluster: Cluster, which: Which) -> Live | None:
    """The object; None where there is none. Raises ActionError when that cannot be told."""
    try:
        body = cluster.get(which.path)
    except ReadError as error:
        if error.status == NOT_FOUND and _is_about_an_object(error.body):
            return None
        raise ActionError(f"{which} cannot be read: {error.missing.why} {error.missing.detail}".rstrip()) from error
    decoded = msgspec.json.decode(body)
    if not isinstance(decoded, dict):
        raise ActionError(f"{which} cannot be read: the answer is no object")
    return Live(which, decoded)


def read(cluster: Cluster, which: Which) -> Live:
    """The object. Raises ActionError when there is none, too."""
    live = found(cluster, which)
    if live is None:
        raise ActionError(f"there is no {which}")
    return live


def change(cluster: Cluster, which: Which, call: Call, patch: Callable[[Live], Mapping[str, Any]]) -> Live:
    """Merge a patch into the object, marked as made by the call: into the version that was read, or not at all.

    `patch` is asked anew for each version, and raises ActionError when it is not what the plan was made for. The object
    has to be the one of the plan: `uid` of its facts. Gives the object as it was before.
    """
    for _ in range(ATTEMPTS):
        live = read(cluster, which)
        if live.uid != call.facts["uid"]:
            raise ActionError(f"{which} was made anew since this was planned")
        wanted = {**patch(live)}
        metadata = wanted.get("metadata") or {}
        annotations = {**(metadata.get("annotations") or {}), MARK: call.mark}
        wanted["metadata"] = {**metadata, "resourceVersion": live.version, "annotations": annotations}
        try:
            cluster.send("PATCH", which.path, wanted, MERGE)
            return live
        except ReadError as error:
            if error.status != CONFLICT:
                raise refused(which, "changed", error) from error
    raise ActionError(f"{which} was not changed: others write it all the time")


def refused(which: Which, done: str, error: ReadError) -> ActionError:
    """The error to raise where a write came to nothing, or nobody knows what it came to."""
    why = error.missing.detail or error.missing.why
    if not error.status:
        return UncertainError(f"{which} may have been {done}: {why}")
    return ActionError(f"{which} was not {done}: {why}")


def _is_about_an_object(body: bytes) -> bool:
    """Whether a 404 means that there is none of the name: about a path that is not served, it names nothing."""
    try:
        status = msgspec.json.decode(body)
    except msgspec.DecodeError:
        return False
    return isinstance(status, dict) and bool((status.get("details") or {}).get("name"))

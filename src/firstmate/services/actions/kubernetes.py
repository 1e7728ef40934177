"""Reads objects whole, changes and deletes them, on the condition that they are still what the plan was made for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar
from urllib.parse import quote

import msgspec

from firstmate.adapters.cluster import Cluster, ReadError
from firstmate.guard.kube.facts import NAMES, UnreadableError, facts_of
from firstmate.services.actions.values import MARK, ActionError, Call, MissingError, SilentError, Tools, UncertainError

T = TypeVar("T")
PAUSE = 2.0
"""Seconds between two looks at what is waited for."""
ATTEMPTS = 5
"""Times that a change is tried while others write the object too."""
NOT_FOUND = 404
CONFLICT = 409
TOO_MANY = 429
MERGE = "application/merge-patch+json"
PATHS = {
    "deployment": "/apis/apps/v1/namespaces/{namespace}/deployments/{name}",
    "statefulset": "/apis/apps/v1/namespaces/{namespace}/statefulsets/{name}",
    "daemonset": "/apis/apps/v1/namespaces/{namespace}/daemonsets/{name}",
    "job": "/apis/batch/v1/namespaces/{namespace}/jobs/{name}",
    "controllerrevision": "/apis/apps/v1/namespaces/{namespace}/controllerrevisions/{name}",
    "replicaset": "/apis/apps/v1/namespaces/{namespace}/replicasets/{name}",
    "pod": "/api/v1/namespaces/{namespace}/pods/{name}",
    "node": "/api/v1/nodes/{name}",
    "certificate": "/apis/cert-manager.io/v1/namespaces/{namespace}/certificates/{name}",
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

    @property
    def annotations(self) -> Mapping[str, Any]:
        return self.metadata.get("annotations") or {}

    @property
    def controller(self) -> str:
        """What makes it again: `ReplicaSet web-7d4`; empty: nothing."""
        owners = self.metadata.get("ownerReferences") or []
        return next((f"{owner['kind']} {owner['name']}" for owner in owners if owner.get("controller")), "")

    @property
    def is_going(self) -> bool:
        return "deletionTimestamp" in self.metadata

    def carries(self, mark: str) -> bool:
        """Whether the last change of ours to it is the one of this mark."""
        return self.annotations.get(MARK) == mark

    def holds(self, condition: str) -> bool:
        """Whether the condition of that name is true of it."""
        conditions = self.status.get("conditions") or []
        return any(each.get("type") == condition and each.get("status") == "True" for each in conditions)


def found(cluster: Cluster, which: Which) -> Live | None:
    """The object; None where there is none. Raises ActionError when that cannot be told."""
    try:
        body = cluster.get(which.path)
    except ReadError as error:
        if error.status == NOT_FOUND and _is_about_an_object(error.body):
            return None
        raise _unread(error)(f"{which} cannot be read: {error.missing.why} {error.missing.detail}".rstrip()) from error
    return Live(which, _decoded(body, str(which)))


def read(cluster: Cluster, which: Which) -> Live:
    """The object. Raises MissingError when there is none, ActionError when that cannot be told."""
    live = found(cluster, which)
    if live is None:
        raise MissingError(f"there is no {which}")
    return live


def listed(cluster: Cluster, kind: str, namespace: str = "", **query: str) -> list[Live]:
    """Every object of a kind, in a namespace or in all of them. Raises ActionError when they cannot all be read."""
    scope = f"namespaces/{quote(namespace, safe='')}/" if namespace else ""
    path = PATHS[kind].removesuffix("/{name}").replace("namespaces/{namespace}/", scope)
    items: list[Live] = []
    while True:
        page = _page(cluster, kind, path, query)
        for item in page.get("items") or []:
            where = item["metadata"]
            items.append(Live(Which(kind, where["name"], where.get("namespace", "")), item))
        query["continue"] = (page.get("metadata") or {}).get("continue") or ""
        if not query["continue"]:
            return items


def _page(cluster: Cluster, kind: str, path: str, query: Mapping[str, str]) -> Mapping[str, Any]:
    params = {**NAMES, **{key: value for key, value in query.items() if value}}
    try:
        return _decoded(cluster.get(path, params), f"what there is of kind {kind}")
    except ReadError as error:
        why = f"{error.missing.why} {error.missing.detail}".rstrip()
        raise _unread(error)(f"what there is of kind {kind} cannot be read: {why}") from error


def _decoded(body: bytes, what: str) -> Mapping[str, Any]:
    try:
        decoded = msgspec.json.decode(body)
    except msgspec.DecodeError:
        decoded = None
    if not isinstance(decoded, dict):
        raise ActionError(f"{what} cannot be read: the answer is no object (a login page in between?)")
    return decoded


def _unread(error: ReadError) -> type[ActionError]:
    return SilentError if not error.status or error.status >= 500 or error.status == TOO_MANY else ActionError


def patiently(tools: Tools, ends: float, look: Callable[[], T]) -> T:
    """What a look tells. While the API server does not answer, it is looked again until `ends`. Raises ActionError."""
    while True:
        try:
            return look()
        except SilentError:
            if tools.clock() >= ends:
                raise
            tools.sleep(PAUSE)


def application_of(cluster: Cluster, which: Which) -> str:
    """The Argo CD application that owns it; empty: none. Raises ActionError when that cannot be told."""

    def get(path: str, query: Mapping[str, str], brief: bool) -> Mapping[str, Any] | None:
        del brief
        try:
            found: Mapping[str, Any] = msgspec.json.decode(cluster.get(path, query))
        except ReadError as error:
            if error.status == NOT_FOUND:
                return None
            raise UnreadableError(error.missing.detail or error.missing.why) from error
        return found

    try:
        facts = facts_of(which.kind, which.namespace, which.name, get)
    except (UnreadableError, msgspec.DecodeError) as error:
        raise ActionError(f"whether Argo CD owns {which} cannot be told: {error}") from error
    return str((facts or {}).get("argocd", ""))


def refuse_if_in_git(cluster: Cluster, which: Which) -> None:
    """Raises ActionError for what Argo CD would change back."""
    if owner := application_of(cluster, which):
        raise ActionError(f"{which} is owned by Argo CD application {owner}: change it in Git")


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


def delete(cluster: Cluster, which: Which, uid: str) -> bool:
    """Delete the object of that uid, and what it owns; whether it was still there. Raises ActionError."""
    body = {"apiVersion": "v1", "kind": "DeleteOptions", "preconditions": {"uid": uid}}
    try:
        cluster.send("DELETE", which.path, {**body, "propagationPolicy": "Background"})
    except ReadError as error:
        if error.status in (NOT_FOUND, CONFLICT):
            return False
        raise refused(which, "deleted", error) from error
    return True


def is_there(cluster: Cluster, which: Which, uid: str) -> bool:
    """Whether the object of that uid is there, and is not about to go."""
    live = found(cluster, which)
    return live is not None and live.uid == uid and not live.is_going


def difference(before: Any, after: Any) -> Any:
    """The JSON merge patch (RFC 7386) that makes one of the other."""
    if not (isinstance(before, Mapping) and isinstance(after, Mapping)):
        return after
    gone = {key: None for key in before if key not in after}
    return {
        **gone,
        **{key: difference(before.get(key), value) for key, value in after.items() if before.get(key) != value},
    }


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

"""The two ways to Argo CD: through the Application objects, as `argocd --core` goes, or through its API by a token."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from firstmate.adapters.argocd import Argo, ArgoError
from firstmate.adapters.cluster import Cluster
from firstmate.services.actions.kubernetes import NOT_FOUND, Live, Which, change, listed, read
from firstmate.services.actions.values import MARK, ActionError, Call, MissingError, SilentError, Tools, UncertainError

REFRESH = "argocd.argoproj.io/refresh"
HALF = "#policy"
"""Ends the mark of a change of which only the first request has been made."""
Patch = Callable[[Live], Mapping[str, Any]]
"""Of an Application as it is now; raises ActionError when it is not what the plan was made for."""


def automated(live: Live) -> Mapping[str, Any] | None:
    """How it syncs by itself; None: not at all. It may say that this is switched off."""
    found: Mapping[str, Any] | None = (live.spec.get("syncPolicy") or {}).get("automated")
    return found


def is_automatic(policy: Mapping[str, Any] | None) -> bool:
    return policy is not None and policy.get("enabled") is not False


def is_begun(live: Live, call: Call) -> bool:
    """Whether it is the way it is because of this very call, the whole of it or the first request."""
    return live.carries(call.mark) or live.carries(f"{call.mark}{HALF}")


class Way(Protocol):
    """`flags` belong to a command that goes the same way."""

    flags: tuple[str, ...]

    def app(self, which: Which) -> Live: ...
    def apps(self, namespace: str) -> list[Live]: ...
    def refresh(self, which: Which, call: Call, how: str) -> None: ...
    def change(self, which: Which, call: Call, patch: Patch) -> None: ...


def way(tools: Tools) -> Way:
    """Its own API where there is a token for it."""
    server = tools.argocd()
    return ByServer(server) if server else ByObject(tools.cluster())


class ByObject:
    """Its controller is asked, by what stands in the object."""

    flags: tuple[str, ...] = ("--core",)

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster

    def app(self, which: Which) -> Live:
        return read(self._cluster, which)

    def apps(self, namespace: str) -> list[Live]:
        return listed(self._cluster, "application", namespace)

    def refresh(self, which: Which, call: Call, how: str) -> None:
        change(self._cluster, which, call, lambda live: {"metadata": {"annotations": {REFRESH: how}}})

    def change(self, which: Which, call: Call, patch: Patch) -> None:
        change(self._cluster, which, call, patch)


class ByServer:
    """Its server is asked. What belongs together takes two requests there: first the policy, then the operation."""

    flags: tuple[str, ...] = ()

    def __init__(self, server: Argo) -> None:
        self._server = server

    def app(self, which: Which) -> Live:
        try:
            return Live(which, self._server.get(which.name, which.namespace))
        except ArgoError as error:
            if error.status == NOT_FOUND:
                raise MissingError(f"there is no {which}") from error
            raise _failed(f"{which} cannot be read", error) from error

    def apps(self, namespace: str) -> list[Live]:
        try:
            found = self._server.all(namespace)
        except ArgoError as error:
            raise _failed("applications cannot be read", error) from error
        places = [(item["metadata"], item) for item in found]
        return [Live(Which("application", where["name"], where["namespace"]), item) for where, item in places]

    def refresh(self, which: Which, call: Call, how: str) -> None:
        try:
            self._server.get(which.name, which.namespace, how)
        except ArgoError as error:
            raise _failed(f"{which} cannot be compared with Git", error) from error

    def change(self, which: Which, call: Call, patch: Patch) -> None:
        live = self.app(which)
        if live.uid != call.facts["uid"]:
            raise ActionError(f"{which} was made anew since this was planned")
        wanted = patch(live)
        try:
            if "spec" in wanted:
                half = HALF if "operation" in wanted else ""
                self._mark(which, f"{call.mark}{half}", {"spec": wanted["spec"]})
            if "operation" in wanted:
                self._server.sync(which.name, which.namespace, _asked(live, wanted))
        except ArgoError as error:
            raise _failed(f"{which} was not changed", error) from error
        if "operation" in wanted:
            self._mark_operation(which, call)

    def _mark_operation(self, which: Which, call: Call) -> None:
        """Its own mark is forgotten with the next operation, this one is not."""
        try:
            self._mark(which, call.mark, {})
        except ArgoError as error:
            raise UncertainError(f"{which} was asked to, and that could not be written on it: {error}") from error

    def _mark(self, which: Which, mark: str, more: Mapping[str, Any]) -> None:
        self._server.patch(which.name, which.namespace, {"metadata": {"annotations": {MARK: mark}}, **more})


def _asked(live: Live, wanted: Mapping[str, Any]) -> Mapping[str, Any]:
    """A sync request of the same effect as the operation. Raises ActionError where there is none."""
    operation, sync = wanted["operation"], wanted["operation"]["sync"]
    for key in ("source", "sources"):
        if sync.get(key, live.spec.get(key)) != live.spec.get(key):
            raise ActionError(f"{live.which} had another {key.removesuffix('s')} then: only Git can take that back")
    by_itself = "spec" not in wanted and is_automatic(automated(live))
    pins = () if by_itself else ("revision", "revisions")  # refused where it syncs by itself
    return {
        "infos": operation["info"],
        "prune": sync["prune"],
        "strategy": sync["syncStrategy"],
        "syncOptions": {"items": sync.get("syncOptions", [])},
        **({"retryStrategy": operation["retry"]} if "retry" in operation else {}),
        **{key: sync[key] for key in pins if key in sync},
    }


def _failed(what: str, error: ArgoError) -> ActionError:
    if error.uncertain:
        return UncertainError(f"{what}, or was: {error}")
    is_silent = not error.status or error.status >= 500
    return (SilentError if is_silent else ActionError)(f"{what}: {error}")

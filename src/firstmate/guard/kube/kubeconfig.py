"""Kubeconfigs as plain data: several become one, as kubectl merges them; what they say of a context."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

UNUSABLE_USER = ("exec", "auth-provider", "as", "as-groups", "as-uid", "as-user-extra")
UNUSABLE_CLUSTER = ("proxy-url", "tls-server-name")
"""A credential or a way that would run a program, or go through somebody else: such a cluster is not looked at."""


class Connection(NamedTuple):
    """How a context's server is reached. `cluster` and `user` are the kubeconfig's own entries."""

    server: str
    cluster: Mapping[str, Any]
    user: Mapping[str, Any]


def named(document: Any, section: str) -> dict[str, Mapping[str, Any]]:
    """The entries of `contexts`, `clusters` or `users` by name; the first of a name counts."""
    found: dict[str, Mapping[str, Any]] = {}
    for entry in _list(_mapping(document).get(section)):
        name, value = _mapping(entry).get("name"), _mapping(entry).get(section.removesuffix("s"))
        if isinstance(name, str):
            found.setdefault(name, _mapping(value))
    return found


def facts_of(document: Any) -> dict[str, Any]:
    """What one file says of where things are, without credentials."""
    return {
        "current": _text(_mapping(document).get("current-context")),
        "contexts": {name: _context(entry) for name, entry in named(document, "contexts").items()},
        "clusters": {name: _server(entry) for name, entry in named(document, "clusters").items()},
    }


def merged_facts(files: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The facts of several files as one: what comes first counts."""
    current, contexts, clusters = "", dict[str, Any](), dict[str, str]()
    for facts in files:
        current = current or facts["current"]
        contexts = {**facts["contexts"], **contexts}
        clusters = {**facts["clusters"], **clusters}
    told = {
        name: {"server": clusters.get(each["cluster"], ""), "namespace": each["namespace"], "user": each["user"]}
        for name, each in contexts.items()
    }
    return {"current": current, "contexts": told}


def connection_of(documents: Sequence[Any], context: str) -> Connection | None:
    """How the context is reached; None when it is not there, or only with a program or a proxy."""
    contexts, clusters, users = (_first_of(documents, section) for section in ("contexts", "clusters", "users"))
    wanted = _context(contexts.get(context, {}))
    cluster, user = clusters.get(wanted["cluster"]), users.get(wanted["user"])
    if cluster is None or user is None or not _text(cluster.get("server")):
        return None
    if any(user.get(key) for key in UNUSABLE_USER) or any(cluster.get(key) for key in UNUSABLE_CLUSTER):
        return None
    return Connection(_text(cluster["server"]), cluster, user)


def _first_of(documents: Sequence[Any], section: str) -> dict[str, Mapping[str, Any]]:
    found: dict[str, Mapping[str, Any]] = {}
    for document in documents:
        found = {**named(document, section), **found}
    return found


def _context(entry: Mapping[str, Any]) -> dict[str, str]:
    return {key: _text(entry.get(key)) for key in ("cluster", "namespace", "user")}


def _server(entry: Mapping[str, Any]) -> str:
    """The address without a password that somebody wrote into it."""
    scheme, slashes, rest = _text(entry.get("server")).partition("://")
    return f"{scheme}{slashes}{rest.rpartition('@')[2]}"


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""

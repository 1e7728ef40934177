"""Manifests: which objects they hold, and which of their fields reach further than the object itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from firstmate.guard.kube.kinds import CLUSTER_SCOPED, SYSTEM_NAMESPACES, WEIGHT, kind_of
from firstmate.guard.values import UNKNOWN

MOST = 200
"""Objects that are looked at one by one; what has more is called unclear."""
POWERFUL = frozenset(
    {"ALL", "BPF", "DAC_READ_SEARCH", "NET_ADMIN", "SYS_ADMIN", "SYS_MODULE", "SYS_PTRACE", "SYS_RAWIO"}
)
HOST = {
    "hostNetwork": "uses the node's network",
    "hostPID": "sees every process of the node",
    "hostIPC": "uses the node's IPC",
}
EXPOSED = ("LoadBalancer", "NodePort")


class Change(NamedTuple):
    """One object of a manifest. UNKNOWN in its kind: it is no object that can be understood."""

    kind: str
    name: str = ""
    namespace: str = ""
    dangers: tuple[str, ...] = ()


def changes_of(documents: Sequence[Any] | None) -> tuple[Change, ...]:
    """The objects of a manifest's documents, lists taken apart; None stands for what could not be read."""
    if documents is None:
        return (Change(UNKNOWN),)
    found: list[Change] = []
    for value in _walk({"kind": "List", "items": list(documents)}, _items):
        if len(found) == MOST:
            return (*found, Change(UNKNOWN))
        if not isinstance(value, Mapping) or not isinstance(value.get("kind"), str):
            found += [] if value is None else [Change(UNKNOWN)]
        elif not _is_list(value):
            found.append(_change(value))
    return tuple(found)


def _is_list(value: Any) -> bool:
    return isinstance(value, Mapping) and str(value.get("kind")).endswith("List") and "items" in value


def _walk(root: Any, parts: Callable[[Any], Iterable[Any]]) -> Iterator[Any]:
    """Everything below a value, each once: aliases can make a small text endlessly large."""
    waiting, seen = [root], set[int]()
    while waiting:
        value = waiting.pop()
        if id(value) not in seen:
            seen.add(id(value))
            yield value
            waiting += reversed(list(parts(value)))


def _items(value: Any) -> Iterable[Any]:
    return _list(value["items"]) if _is_list(value) else ()


def _inside(value: Any) -> Iterable[Any]:
    if isinstance(value, Mapping):
        return value.values()
    return value if isinstance(value, list) else ()


def _change(document: Mapping[str, Any]) -> Change:
    kind = kind_of(document["kind"])
    metadata = _mapping(document.get("metadata"))
    namespace = "" if kind in CLUSTER_SCOPED else str(metadata.get("namespace") or "")
    name = str(metadata.get("name") or "")
    return Change(kind, name, namespace, tuple(dict.fromkeys(_dangers(kind, name, document))))


def _dangers(kind: str, name: str, document: Mapping[str, Any]) -> Iterator[str]:
    if kind == "namespace" and name in SYSTEM_NAMESPACES:
        yield "it is a namespace of the system"
    elif kind in WEIGHT:
        yield WEIGHT[kind]
    if (
        kind in ("clusterrolebinding", "rolebinding")
        and _mapping(document.get("roleRef")).get("name") == "cluster-admin"
    ):
        yield "it makes somebody cluster-admin"
    if kind in ("clusterrole", "role"):
        yield from _of_rules(document.get("rules"))
    if kind == "service" and _mapping(document.get("spec")).get("type") in EXPOSED:
        yield "it is reachable from outside the cluster"
    if kind == "persistentvolume" and "hostPath" in _mapping(document.get("spec")):
        yield "it is a folder of the node"
    yield from _of_pods(document)


def _of_rules(rules: Any) -> Iterator[str]:
    for rule in map(_mapping, _list(rules)):
        if "*" in _list(rule.get("verbs")) or "*" in _list(rule.get("resources")):
            yield "it allows everything by `*`"
        if {"escalate", "bind", "impersonate"} & set(map(str, _list(rule.get("verbs")))):
            yield "it lets somebody give themselves more rights"


def _of_pods(document: Mapping[str, Any]) -> Iterator[str]:
    """Pod specs wherever they are: templates of any kind, of custom ones too."""
    for value in _walk(document, _inside):
        if isinstance(value, Mapping) and isinstance(value.get("containers"), list):
            yield from _of_pod(value)


def _of_pod(spec: Mapping[str, Any]) -> Iterator[str]:
    for field, danger in HOST.items():
        if spec.get(field):
            yield f"a pod {danger}"
    for volume in map(_mapping, _list(spec.get("volumes"))):
        if "hostPath" in volume:
            yield f"a pod mounts {_mapping(volume['hostPath']).get('path', 'a folder')} of the node"
    for part in ("containers", "initContainers", "ephemeralContainers"):
        for container in map(_mapping, _list(spec.get(part))):
            yield from _of_container(_mapping(container.get("securityContext")))


def _of_container(context: Mapping[str, Any]) -> Iterator[str]:
    if context.get("privileged"):
        yield "a container is privileged: it can do anything to the node"
    added = {str(each).upper().removeprefix("CAP_") for each in _list(_mapping(context.get("capabilities")).get("add"))}
    if powerful := sorted(added & POWERFUL):
        yield f"a container gets {', '.join(powerful)}"


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []

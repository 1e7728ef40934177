"""What a container would find inside, and what is missing so that it cannot be made.

Wordings: kubernetes/pkg/kubelet/kubelet_pods.go and pkg/volume.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator

from firstmate.practice.objects import Object, dig, name_of, namespace_of
from firstmate.practice.reality import Inside
from firstmate.practice.world import World

SOURCES = (("configMapKeyRef", "configmaps", "ConfigMap"), ("secretKeyRef", "secrets", "Secret"))
BULK_SOURCES = (("configMapRef", "configmaps", "configmap"), ("secretRef", "secrets", "secret"))
VOLUME_SOURCES = (("configMap", "name", "configmaps", "configmap"), ("secret", "secretName", "secrets", "secret"))


class AbsentError(Exception):
    """The kubelet's sentence about what is not there."""


def look(world: World, pod: Object, container: Object) -> Inside:
    """Environment and files of a container. Raises AbsentError."""
    return Inside(dict(_environment(world, pod, container)), dict(_files(world, pod, container)))


def _environment(world: World, pod: Object, container: Object) -> Iterator[tuple[str, str]]:
    namespace = namespace_of(pod)
    for source in container.get("envFrom", []):
        for field, key, word in BULK_SOURCES:
            if field in source:
                obj = _get(world, key, namespace, source[field], word)
                yield from _values(obj).items()
    for variable in container.get("env", []):
        if "value" in variable:
            yield variable["name"], variable["value"]
        yield from _referenced(world, namespace, variable)


def _referenced(world: World, namespace: str, variable: Object) -> Iterator[tuple[str, str]]:
    for field, key, kind in SOURCES:
        reference = dig(variable, f"valueFrom.{field}")
        if not reference:
            continue
        values = _values(_get(world, key, namespace, reference, kind.lower()))
        if reference["key"] in values:
            yield variable["name"], values[reference["key"]]
        elif not reference.get("optional"):
            raise AbsentError(f"couldn't find key {reference['key']} in {kind} {namespace}/{reference['name']}")


def _get(world: World, key: str, namespace: str, reference: Object, word: str) -> Object | None:
    obj = world.get(key, namespace, reference["name"])
    if obj is None and not reference.get("optional"):
        raise AbsentError(f'{word} "{reference["name"]}" not found')
    return obj


def _values(obj: Object | None) -> dict[str, str]:
    """The plain values of a ConfigMap or Secret."""
    if obj is None:
        return {}
    values = dict(obj.get("data") or {})
    if obj["kind"] == "Secret":
        return {k: base64.b64decode(v).decode(errors="replace") for k, v in values.items()}
    return values


def _files(world: World, pod: Object, container: Object) -> Iterator[tuple[str, str]]:
    volumes = {volume["name"]: volume for volume in dig(pod, "spec.volumes", [])}
    for mount in container.get("volumeMounts", []):
        for field, name, key, _ in VOLUME_SOURCES:
            source = volumes.get(mount["name"], {}).get(field)
            if source:
                obj = world.get(key, namespace_of(pod), source[name])
                yield from ((f"{mount['mountPath']}/{file}", text) for file, text in _values(obj).items())


def unmountable(world: World, pod: Object) -> str:
    """The kubelet's sentence about the first volume that cannot be set up; "" when all can."""
    for volume in dig(pod, "spec.volumes", []):
        for field, name, key, word in VOLUME_SOURCES:
            source = volume.get(field)
            if not source or source.get("optional"):
                continue
            obj = world.get(key, namespace_of(pod), source[name])
            failed = f'MountVolume.SetUp failed for volume "{volume["name"]}" : '
            if obj is None:
                return f'{failed}{word} "{source[name]}" not found'
            for item in source.get("items", []):
                if item["key"] not in _values(obj):
                    return (
                        f"{failed}{word} {namespace_of(pod)}/{name_of(obj)} references non-existent key: {item['key']}"
                    )
    return ""

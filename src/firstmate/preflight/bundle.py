"""The manifests as one thing: each in the shape that it has in the API, in its namespace, with the pods it makes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import msgspec

from firstmate.findings import ObjectRef
from firstmate.preflight.values import Manifest, Where, texts
from firstmate.snapshot.decode import decode_object
from firstmate.snapshot.kinds import KINDS
from firstmate.snapshot.objects import Container, Fields, Meta, Pod, PodSpec, Resources

F = TypeVar("F", bound=Fields)
Scopes = Mapping[tuple[str, str], bool]
"""Group and kind: whether its objects live in namespaces."""
TEMPLATES: dict[tuple[str, str], Where] = {
    ("", "Pod"): (),
    ("", "ReplicationController"): ("spec", "template"),
    ("apps", "Deployment"): ("spec", "template"),
    ("apps", "StatefulSet"): ("spec", "template"),
    ("apps", "DaemonSet"): ("spec", "template"),
    ("apps", "ReplicaSet"): ("spec", "template"),
    ("batch", "Job"): ("spec", "template"),
    ("batch", "CronJob"): ("spec", "jobTemplate", "spec", "template"),
}
"""Where the pod template of a kind stands."""
COUNTS: dict[str, Where] = {
    "Job": ("spec", "parallelism"),
    "CronJob": ("spec", "jobTemplate", "spec", "parallelism"),
}
WIDE = "Cluster"
FORMERLY = ("extensions",)
"""Groups whose kinds have moved."""


@dataclass(frozen=True)
class Item:
    """One manifest with the object that it stands for."""

    manifest: Manifest
    ref: ObjectRef

    def part(self, shape: type[F], *where: str | int) -> F:
        """A part of it in the shape it has in the API; fields that do not fit are left out, and one check says so."""
        return decode_object(shape, self.manifest.at(*where)) or shape()


@dataclass(frozen=True)
class Template:
    """Pods that an object makes: their labels and specification, where that stands, and how many at the same time.

    `count` is 0 for a DaemonSet: that is for the nodes to say.
    """

    item: Item
    labels: dict[str, str]
    spec: PodSpec
    where: Where
    count: int

    @property
    def pod(self) -> Pod:
        """One of them, as the scheduler would see it."""
        meta = Meta(name=self.item.ref.name, namespace=self.item.ref.namespace, labels=self.labels)
        return Pod(metadata=meta, spec=self.spec)

    def place_of(self, *where: str | int) -> Where:
        """The way to a field of the pods' specification, from the object's top."""
        return (*self.where, "spec", *where)

    def containers(self) -> Iterator[tuple[Container, Where]]:
        """Every container, init containers first, and the way to it."""
        for field, containers in (("initContainers", self.spec.init_containers), ("containers", self.spec.containers)):
            for number, container in enumerate(containers):
                yield container, self.place_of(field, number)


@dataclass(frozen=True)
class Bundle:
    """Manifests that belong together."""

    items: tuple[Item, ...]

    @classmethod
    def of(cls, manifests: Iterable[Manifest], namespace: str, scopes: Scopes) -> Bundle:
        """`namespace`: where those go that name none; `scopes`: what is known of kinds, by group and name."""
        return cls(tuple(Item(m, _ref(m, namespace, scopes)) for m in manifests))

    @cached_property
    def refs(self) -> frozenset[ObjectRef]:
        return frozenset(item.ref for item in self.items)

    def of_kind(self, kind: str) -> Iterator[Item]:
        return (item for item in self.items if item.ref.kind == kind)

    @cached_property
    def templates(self) -> tuple[Template, ...]:
        """Of every object that makes pods; requests that are not written follow the limits, as in the API."""
        return tuple(t for item in self.items if (t := _template(item)))

    @cached_property
    def namespaces(self) -> tuple[str, ...]:
        """Every namespace that something of it goes to."""
        return tuple(sorted({item.ref.namespace for item in self.items if item.ref.namespace}))


def _ref(manifest: Manifest, namespace: str, scopes: Scopes) -> ObjectRef:
    own = str(manifest.metadata.get("namespace") or "")
    # A kind that nobody knows here is taken for what its name says: ClusterIssuer, but not CloudNativePG's Cluster.
    guess = bool(own) or not (manifest.kind.startswith(WIDE) and manifest.kind != WIDE)
    namespaced = scopes.get((manifest.group, manifest.kind), guess)
    return ObjectRef(manifest.kind, (own or namespace) if namespaced else "", manifest.name)


def _template(item: Item) -> Template | None:
    manifest = item.manifest
    group = "apps" if manifest.group in FORMERLY else manifest.group
    where = TEMPLATES.get((group, manifest.kind))
    if where is None:
        return None
    spec = item.part(PodSpec, *where, "spec")
    labels = texts(manifest.at(*where, "metadata", "labels"))
    return Template(item, labels, _completed(spec), where, _count(manifest))


def _count(manifest: Manifest) -> int:
    if manifest.kind == "DaemonSet":
        return 0
    found = manifest.at(*COUNTS.get(manifest.kind, ("spec", "replicas")))
    return found if isinstance(found, int) and manifest.kind != "Pod" else 1


def _completed(spec: PodSpec) -> PodSpec:
    return msgspec.structs.replace(
        spec,
        containers=tuple(map(_with_requests, spec.containers)),
        init_containers=tuple(map(_with_requests, spec.init_containers)),
    )


def _with_requests(container: Container) -> Container:
    limits = container.resources.limits
    resources = Resources(requests={**limits, **container.resources.requests}, limits=limits)
    return msgspec.structs.replace(container, resources=resources)


def known_scopes() -> dict[tuple[str, str], bool]:
    """Of the kinds that a snapshot knows by itself."""
    return {(version.rpartition("/")[0], kind.kind): kind.namespaced for kind in KINDS for version in kind.versions}

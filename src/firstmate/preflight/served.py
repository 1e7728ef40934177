"""Whether the API serves a kind: as it tells itself, else as far as definitions and listings tell."""

from __future__ import annotations

from enum import StrEnum

from firstmate.preflight.bundle import Item
from firstmate.preflight.case import Case
from firstmate.snapshot import API_SOURCE
from firstmate.snapshot.kinds import BY_KIND
from firstmate.snapshot.listing import Listing, Missing, Why
from firstmate.snapshot.objects import CustomResourceDefinition

# https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.34/; groups without a dot are Kubernetes' own too.
OWN_GROUPS = frozenset(
    f"{name}.k8s.io"
    for name in (
        "admissionregistration", "apiextensions", "apiregistration", "authentication", "authorization", "certificates",
        "coordination", "discovery", "events", "flowcontrol.apiserver", "internal.apiserver", "networking", "node",
        "rbac.authorization", "resource", "scheduling", "storage", "storagemigration",
    )
)  # fmt: skip


class Standing(StrEnum):
    """How a kind under a group version stands with the API."""

    SERVED = "served"
    NO_GROUP = "no such group"
    NO_VERSION = "no such version"
    NO_KIND = "no such kind"
    UNKNOWN = "unknown"


def is_custom(group: str) -> bool:
    """Whether kinds of the group have to be defined before they are there."""
    return "." in group and group not in OWN_GROUPS


def standing(case: Case, item: Item) -> Standing:
    """Of a manifest's kind; what a definition among the manifests brings counts as served."""
    manifest = item.manifest
    if any(_defines(d, item) for d in brought(case)):
        return Standing.SERVED
    if not case.apis:
        return _by_definitions(case, item) if is_custom(manifest.group) else _by_listing(case, item)
    api = case.apis.get(manifest.api_version)
    if api:
        told = Standing.SERVED if manifest.kind in {k.kind for k in api.kinds} else Standing.NO_KIND
        return Standing.UNKNOWN if api.missing else told
    return Standing.NO_VERSION if versions(case, manifest.group) else Standing.NO_GROUP


def why_unknown(case: Case, item: Item) -> Missing:
    """Why nothing is known about a kind."""
    api = case.apis.get(item.manifest.api_version)
    if api and api.missing:
        return api.missing
    definitions = case.snapshot.listing("customresourcedefinitions").missing if is_custom(item.manifest.group) else None
    untold = Missing(Why.NOT_READ, "the snapshot does not hold what the API serves")
    return case.snapshot.unread.get(API_SOURCE) or definitions or untold


def versions(case: Case, group: str) -> tuple[str, ...]:
    """The versions of a group that are served: `apps/v1`."""
    return tuple(name for name in sorted(case.apis) if name.rpartition("/")[0] == group)


def serving(case: Case, kind: str) -> tuple[str, ...]:
    """The group versions that serve a kind of this name."""
    return tuple(name for name, api in sorted(case.apis.items()) if kind in {k.kind for k in api.kinds})


def brought(case: Case) -> tuple[CustomResourceDefinition, ...]:
    """The definitions among the manifests."""
    return tuple(i.part(CustomResourceDefinition) for i in case.bundle.of_kind("CustomResourceDefinition"))


def _defines(definition: CustomResourceDefinition, item: Item) -> bool:
    spec, manifest = definition.spec, item.manifest
    served = {f"{spec.group}/{v.name}" for v in spec.versions if v.served}
    return spec.names.kind == manifest.kind and manifest.api_version in served


def _by_definitions(case: Case, item: Item) -> Standing:
    listing: Listing[CustomResourceDefinition] = case.snapshot.listing("customresourcedefinitions")
    if any(_defines(definition, item) for definition in listing):
        return Standing.SERVED
    if listing.missing:
        return Standing.UNKNOWN
    groups = {definition.spec.group for definition in listing}
    return Standing.NO_KIND if item.manifest.group in groups else Standing.NO_GROUP


def _by_listing(case: Case, item: Item) -> Standing:
    """What could be listed is served, in one of the versions in which it was asked for."""
    known = BY_KIND.get(item.manifest.kind)
    read = known is not None and case.snapshot.listing(known.plural).missing is None
    return Standing.SERVED if known and read and item.manifest.api_version in known.versions else Standing.UNKNOWN

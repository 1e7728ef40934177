"""What the server tells of itself: versions, groups, kinds, and as much OpenAPI as kubectl asks for."""

from __future__ import annotations

from collections.abc import Iterable

from firstmate.practice.kinds import RESOURCES, Resource
from firstmate.practice.objects import Object

VERSION = {
    "major": "1",
    "minor": "32",
    "gitVersion": "v1.32.4+k0s.0",
    "gitCommit": "59526cd4867447956156ae3a602fcbac10a2c335",
    "gitTreeState": "clean",
    "buildDate": "2026-01-14T12:00:00Z",
    "goVersion": "go1.23.6",
    "compiler": "gc",
    "platform": "linux/arm64",
}
# Of subresources that are not of their parent's own kind: group, version, kind, verbs.
SUBRESOURCES: dict[str, tuple[str, str, str, tuple[str, ...]]] = {
    "scale": ("autoscaling", "v1", "Scale", ("get", "patch", "update")),
    "binding": ("", "", "Binding", ("create",)),
    "eviction": ("policy", "v1", "Eviction", ("create",)),
    "log": ("", "", "Pod", ("get",)),
    "proxy": ("", "", "ServiceProxyOptions", ("get",)),
}


def api_versions(address: str) -> Object:
    """/api"""
    where = [{"clientCIDR": "0.0.0.0/0", "serverAddress": address}]
    return {"kind": "APIVersions", "versions": ["v1"], "serverAddressByClientCIDRs": where}


def groups_of(custom: Iterable[Resource]) -> list[Object]:
    """Every served group with its versions, preferred first."""
    versions: dict[str, list[str]] = {}
    for resource in (*RESOURCES, *custom):
        if resource.group and resource.version not in versions.setdefault(resource.group, []):
            versions[resource.group].append(resource.version)
    return [_group(name, versions[name]) for name in versions]


def _group(name: str, versions: list[str]) -> Object:
    served = [{"groupVersion": f"{name}/{version}", "version": version} for version in versions]
    return {"name": name, "versions": served, "preferredVersion": served[0]}


def group_list(custom: Iterable[Resource]) -> Object:
    """/apis"""
    return {"kind": "APIGroupList", "apiVersion": "v1", "groups": groups_of(custom)}


def one_group(name: str, custom: Iterable[Resource]) -> Object | None:
    """/apis/GROUP"""
    found = next((group for group in groups_of(custom) if group["name"] == name), None)
    return {"kind": "APIGroup", "apiVersion": "v1", **found} if found else None


def resource_list(group: str, version: str, custom: Iterable[Resource]) -> Object | None:
    """/api/v1 or /apis/GROUP/VERSION; None when it is not served."""
    served = [r for r in (*RESOURCES, *custom) if (r.group, r.version) == (group, version)]
    if not served:
        return None
    rows = [row for resource in served for row in (_entry(resource), *_subentries(resource))]
    return {
        "kind": "APIResourceList",
        "apiVersion": "v1",
        "groupVersion": f"{group}/{version}" if group else version,
        "resources": sorted(rows, key=lambda row: str(row["name"])),
    }


def _entry(resource: Resource) -> Object:
    entry: Object = {
        "name": resource.plural,
        "singularName": resource.singular,
        "namespaced": resource.namespaced,
        "kind": resource.kind,
        "verbs": list(resource.verbs),
    }
    if resource.short:
        entry["shortNames"] = list(resource.short)
    if resource.categories:
        entry["categories"] = list(resource.categories)
    return entry


def _subentries(resource: Resource) -> Iterable[Object]:
    for name in resource.subresources:
        group, version, kind, verbs = SUBRESOURCES.get(name, ("", "", resource.kind, ("get", "patch", "update")))
        entry: Object = {"name": f"{resource.plural}/{name}", "singularName": "", "namespaced": resource.namespaced}
        if group:
            entry |= {"group": group, "version": version}
        yield entry | {"kind": kind, "verbs": list(verbs)}

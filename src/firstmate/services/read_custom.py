"""Objects of the kinds that CustomResourceDefinitions make: one page of each, at most forty kinds, all at once."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from firstmate.adapters.cluster import Cluster
from firstmate.snapshot import Snapshot
from firstmate.snapshot.custom import CustomObject
from firstmate.snapshot.kinds import KINDS, Kind
from firstmate.snapshot.listing import Missing, Why
from firstmate.snapshot.objects import CrdVersion, CustomResourceDefinition

MOST = 40
"""Kinds that are read: a cluster with a dozen operators has more, but hardly more that tell of their state."""
READERS = 8
STABLE = re.compile(r"v\d+")
OWN_RULE = frozenset(kind.source for kind in KINDS)


def with_custom(cluster: Cluster, snapshot: Snapshot) -> Snapshot:
    """The same snapshot with its custom objects; kinds that were not read whole are named under `unread`."""
    kinds = custom_kinds(snapshot)
    if not kinds:
        return snapshot
    names = list(kinds)
    with ThreadPoolExecutor(READERS) as pool:
        read = list(pool.map(lambda name: cluster.list_first(kinds[name], snapshot.namespace), names[:MOST]))
    missing = {name: listing.missing for name, listing in zip(names, read, strict=False) if listing.missing}
    missing |= dict.fromkeys(names[MOST:], Missing(Why.NOT_READ, f"at most {MOST} kinds are read"))
    objects = tuple(item for listing in read for item in listing if isinstance(item, CustomObject))
    return replace(snapshot, custom=objects, unread={**snapshot.unread, **_told_together(missing)})


def custom_kinds(snapshot: Snapshot) -> dict[str, Kind]:
    """The kinds that no rule of their own knows, by the names of their definitions; those with a status first."""
    found = {
        crd.metadata.name: (version, crd)
        for crd in snapshot.listing("customresourcedefinitions")
        if crd.metadata.name not in OWN_RULE and (version := _version(crd))
    }
    ordered = sorted(found, key=lambda name: (found[name][0].subresources.status is None, name))
    return {name: _kind(*found[name]) for name in ordered}


def _version(crd: CustomResourceDefinition) -> CrdVersion | None:
    """A version that is served, a stable one rather than a beta."""
    served = [version for version in crd.spec.versions if version.served]
    return min(served, key=lambda version: not STABLE.fullmatch(version.name), default=None)


def _kind(version: CrdVersion, crd: CustomResourceDefinition) -> Kind:
    names, where = crd.spec.names, f"{crd.spec.group}/{version.name}"
    return Kind(names.plural, names.kind, (where,), CustomObject, namespaced=crd.spec.scope == "Namespaced")


def _told_together(missing: dict[str, Missing]) -> dict[str, Missing]:
    """One entry for each reason: an account that may read none of forty kinds is told so once."""
    by_reason: dict[Why, list[str]] = {}
    for name, why in sorted(missing.items()):
        by_reason.setdefault(why.why, []).append(name)
    told = {}
    for names in by_reason.values():
        first, *others = names
        source = f"{first} and {len(others)} more kinds" if others else first
        detail = missing[first].detail
        told[source] = replace(missing[first], detail=f"{detail}; also {', '.join(others)}" if others else detail)
    return told

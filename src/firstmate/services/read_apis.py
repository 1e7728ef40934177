"""What the API serves, every group version with its kinds: in two requests where the server can, else in many."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from firstmate.adapters.cluster import Cluster
from firstmate.snapshot import API_SOURCE, ApiVersion, Snapshot
from firstmate.snapshot.listing import Missing, Why

READERS = 8


def with_apis(cluster: Cluster, snapshot: Snapshot) -> Snapshot:
    """The same snapshot with what the API serves."""
    apis = cluster.apis() or _one_by_one(cluster)
    if apis is None:
        untold = Missing(Why.FORBIDDEN, "the account may not ask what the API serves")
        return replace(snapshot, unread={**snapshot.unread, API_SOURCE: untold})
    return replace(snapshot, apis=tuple(sorted(apis, key=lambda api: api.name)))


def _one_by_one(cluster: Cluster) -> tuple[ApiVersion, ...] | None:
    """As before Kubernetes 1.26: the versions, then the kinds of each."""
    if cluster.served is None:
        return None
    with ThreadPoolExecutor(READERS) as pool:
        return tuple(pool.map(cluster.api, cluster.served))

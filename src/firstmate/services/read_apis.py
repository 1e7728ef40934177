"""What the API serves: every group version with its kinds."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from firstmate.adapters.cluster import Cluster
from firstmate.snapshot import Snapshot
from firstmate.snapshot.listing import Missing, Why

READERS = 8
SOURCE = "api discovery"


def with_apis(cluster: Cluster, snapshot: Snapshot) -> Snapshot:
    """The same snapshot with what the API serves."""
    if cluster.served is None:
        untold = Missing(Why.FORBIDDEN, "the account may not ask what the API serves")
        return replace(snapshot, unread={**snapshot.unread, SOURCE: untold})
    with ThreadPoolExecutor(READERS) as pool:
        return replace(snapshot, apis=tuple(pool.map(cluster.api, sorted(cluster.served))))

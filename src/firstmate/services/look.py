"""Take a snapshot of a live cluster: every kind, concurrently, then the alerts of its Prometheus and Alertmanager."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import datetime

import msgspec

from firstmate.adapters.cluster import Cluster, ReadError
from firstmate.errors import UsageError
from firstmate.services.ask import ask
from firstmate.services.measure import with_metrics
from firstmate.services.read_apis import with_apis
from firstmate.services.read_custom import with_custom
from firstmate.services.read_logs import with_logs
from firstmate.snapshot import ALERT_SOURCES, AlertListing, Identity, Snapshot
from firstmate.snapshot.alerts import parse_alerts
from firstmate.snapshot.kinds import KINDS, Kind
from firstmate.snapshot.listing import Listing, Missing, Why
from firstmate.snapshot.objects import Namespace, Object, Service

ALERT_PATHS = {"prometheus": "/api/v1/alerts", "alertmanager": "/api/v2/alerts?silenced=true&inhibited=true"}
READERS = 8
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Scope:
    """What to look at: one namespace or all (""), and the addresses of alert sources where they were given."""

    namespace: str = ""
    addresses: dict[str, str] | None = None

    def address(self, source: str) -> str:
        return (self.addresses or {}).get(source, "")


def look(cluster: Cluster, scope: Scope, now: datetime, progress: Progress = lambda *_: None) -> Snapshot:
    """Read the cluster. Raises UnknownError when there is no API server to talk to."""
    version = cluster.version()
    listings = _read_kinds(cluster, scope.namespace, progress)
    _check_namespace(scope.namespace, listings["namespaces"])
    services: Listing[Service] = listings["services"]  # type: ignore[assignment]  # keyed by plural
    seen = Snapshot(
        taken_at=now,
        identity=Identity(_uid(cluster, listings), version),
        namespace=scope.namespace,
        listings=listings,
        alerts={source: _alerts(cluster, source, services, scope) for source in ALERT_SOURCES},
        declared=tuple(source for source in ALERT_SOURCES if scope.address(source)),
    )
    closer = with_custom(cluster, with_logs(cluster, with_apis(cluster, seen)))
    return with_metrics(cluster, closer, scope.address("prometheus"))


def _check_namespace(namespace: str, known: Listing[Object]) -> None:
    """A namespace with a slip in its name holds nothing, which is not the same as nothing wrong."""
    if namespace and known.lacks("", namespace):
        nearest = difflib.get_close_matches(namespace, [n.metadata.name for n in known], n=1)
        hint = f"did you mean `{nearest[0]}`?" if nearest else "`kubectl get namespaces` lists them"
        raise UsageError(f"There is no namespace {namespace!r} in this cluster.", hint=hint)


def _read_kinds(cluster: Cluster, namespace: str, progress: Progress) -> dict[str, Listing[Object]]:
    with ThreadPoolExecutor(READERS) as pool:
        pending = {pool.submit(cluster.list, kind, _scope(kind, namespace)): kind for kind in KINDS}
        listings = {}
        for done in as_completed(pending):
            kind = pending[done]
            listings[kind.plural] = done.result()
            progress(kind.source, len(listings), len(KINDS))
    return listings


def _scope(kind: Kind, namespace: str) -> str:
    """Argo CD keeps its Applications in its own namespace, whatever they deploy to."""
    return "" if kind.plural == "applications" else namespace


def _uid(cluster: Cluster, listings: dict[str, Listing[Object]]) -> str:
    """The cluster's identity; read alone where namespaces may not be listed."""
    known = listings["namespaces"].get("", "kube-system")
    if known:
        return known.metadata.uid
    try:
        return cluster.get_as("/api/v1/namespaces/kube-system", Namespace).metadata.uid
    except ReadError:
        return ""


def _alerts(cluster: Cluster, source: str, services: Listing[Service], scope: Scope) -> AlertListing:
    body = ask(cluster, source, services, scope.address(source), ALERT_PATHS[source])
    if isinstance(body, Missing):
        return AlertListing(missing=body)
    try:
        return parse_alerts(source, msgspec.json.decode(body))
    except msgspec.DecodeError:
        return AlertListing(missing=Missing(Why.GARBLED, "the answer is not JSON"))

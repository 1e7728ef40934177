"""Ask Prometheus or Alertmanager: at the address that was given, else through the API server from its Service."""

from __future__ import annotations

from firstmate.adapters import prometheus
from firstmate.adapters.cluster import Cluster, ReadError
from firstmate.facts.monitoring import find_alert_service
from firstmate.snapshot.listing import Listing, Missing, Why
from firstmate.snapshot.objects import Service


def ask(cluster: Cluster, source: str, services: Listing[Service], address: str, path: str) -> bytes | Missing:
    """The body of a GET of `path` of `prometheus` or `alertmanager`: reading is all that a reader's account allows."""
    if address:
        return prometheus.fetch(address.rstrip("/") + path, cluster.timeout)
    found = find_alert_service(source, services)
    if found is None:
        return services.missing or Missing(Why.NOT_SERVED, f"no Service looks like {source}")
    try:
        return cluster.service_proxy(found.namespace, found.name, found.port, path)
    except ReadError as error:
        return error.missing

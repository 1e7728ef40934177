"""Which Service is the cluster's Prometheus or Alertmanager, by the labels and ports that their charts give them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from firstmate.snapshot.objects import Service, ServicePort

PORTS = {"prometheus": (9090,), "alertmanager": (9093,)}
HELPERS = ("operator", "exporter", "pushgateway", "adapter", "blackbox", "kube-state", "webhook")


@dataclass(frozen=True)
class AlertService:
    """Where to ask for alerts: a Service and the port as the API server's proxy takes it."""

    namespace: str
    name: str
    port: str


def find_alert_service(source: str, services: Iterable[Service]) -> AlertService | None:
    """The likeliest Service of `prometheus` or `alertmanager`; None when none looks like it."""
    candidates = [
        (not _is_labelled(source, service), service.metadata.namespace, service.metadata.name, str(port.port))
        for service in services
        if _is_named(source, service) or _is_labelled(source, service)
        for port in service.spec.ports
        if _serves(source, port)
    ]
    if not candidates:
        return None
    _, namespace, name, number = min(candidates)
    return AlertService(namespace, name, number)


def _is_labelled(source: str, service: Service) -> bool:
    return service.metadata.labels.get("app.kubernetes.io/name") == source


def _is_named(source: str, service: Service) -> bool:
    """By its own name; a headless Service (`prometheus-operated`) or a helper beside it is not meant."""
    name = service.metadata.name
    return (
        source in name.removeprefix("kube-prometheus-stack-")
        and service.spec.cluster_ip != "None"
        and not any(helper in name for helper in HELPERS)
        and not (source == "prometheus" and "alertmanager" in name)
    )


def _serves(source: str, port: ServicePort) -> bool:
    return port.port in PORTS[source] or port.target_port in PORTS[source] or port.name in ("web", "http-web", source)

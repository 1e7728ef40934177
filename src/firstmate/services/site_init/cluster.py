"""What a cluster tells of itself for its site file: nodes, where its tools are, and what is published."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from firstmate.adapters.cluster import Cluster
from firstmate.facts import ingresses, quantity
from firstmate.facts.monitoring import find_alert_service
from firstmate.services.site_init import Entry, Seen, known, name_of
from firstmate.snapshot import objects as o
from firstmate.snapshot.kinds import BY_PLURAL
from firstmate.snapshot.listing import Listing

READ = ("nodes", "services", "ingresses", "deployments", "statefulsets", "daemonsets")
WORKLOADS = {"deployments": "Deployment", "statefulsets": "StatefulSet", "daemonsets": "DaemonSet"}
ARCHITECTURES = ("amd64", "arm64", "arm")
ROLE = "node-role.kubernetes.io/"
NAME = "app.kubernetes.io/name"
WEB = (80, 443, 3000, 8080)
BUILDS = ("k0s", "k3s", "rke2")
"""What distributions add to the version of the kubelet: v1.32.4+k0s."""
Tools = Mapping[str, o.Service]


@dataclass(frozen=True)
class Read:
    """What was read of the cluster `name`, by plural."""

    name: str
    listings: Mapping[str, Listing[o.Object]]

    def of(self, plural: str) -> tuple[Any, ...]:
        return cast("tuple[Any, ...]", self.listings[plural].items)


def look(cluster: Cluster, context: str) -> Seen:
    """Raises UnknownError when there is no API server to talk to."""
    cluster.version()
    name = name_of(context) or "cluster"
    read = Read(name, {plural: cluster.list(BY_PLURAL[plural]) for plural in READ})
    tools = _tools(read.of("services"))
    nodes = tuple(_node(node) for node in read.of("nodes") if name_of(node.metadata.name) == node.metadata.name)
    entry = {
        "name": name,
        "context": context,
        "distribution": _distribution(read.of("nodes")),
        "nodes": [node["name"] for node in nodes],
    }
    places = {key: _address(read, service) for key, service in tools.items()}
    unread = {plural: listing.missing for plural, listing in read.listings.items() if listing.missing}
    told = tuple(f"Not seen: {plural} of {name}: {missing.why}" for plural, missing in unread.items())
    return Seen(nodes, (known(entry | places),), tuple(_services(read, tools)), told)


def _node(node: o.Node) -> Entry:
    memory = quantity.amount(node.status.capacity, "memory") / 2**30
    address = next((each.address for each in node.status.addresses if each.type == "InternalIP"), "")
    arch = node.status.node_info.architecture
    entry: Entry = {
        "name": node.metadata.name,
        "address": address,
        "os": node.status.node_info.os_image,
        "arch": arch if arch in ARCHITECTURES else "",
        "memory_gb": round(memory, 1),
        "roles": sorted(filter(None, (label.partition(ROLE)[2] for label in node.metadata.labels))),
        "taints": [_taint(taint) for taint in node.spec.taints],
    }
    return known(entry)


def _taint(taint: o.Taint) -> str:
    """As `kubectl taint` takes it."""
    return f"{taint.key}{'=' if taint.value else ''}{taint.value}:{taint.effect}"


def _distribution(nodes: tuple[o.Node, ...]) -> str:
    """As the first node's kubelet or operating system says it."""
    info = nodes[0].status.node_info if nodes else o.NodeInfo()
    if info.os_image.startswith("Talos"):
        return "Talos"
    return next((build for build in BUILDS if f"+{build}" in info.kubelet_version), "")


def _tools(services: tuple[o.Service, ...]) -> Tools:
    """The Services of Argo CD, Prometheus and so on, by the key of the site file."""
    found: dict[str, o.Service] = {}
    for key, names in (("argocd", ("argocd-server",)), ("grafana", ("grafana",)), ("forge", ("gitea", "forgejo"))):
        candidates = [service for service in services if _is_called(service, names)]
        if candidates:
            found[key] = min(candidates, key=_rank(names))
    for key in ("prometheus", "alertmanager"):
        if alerts := find_alert_service(key, services):
            ref = (alerts.namespace, alerts.name)
            found[key] = next(each for each in services if (each.metadata.namespace, each.metadata.name) == ref)
    return found


def _is_called(service: o.Service, names: tuple[str, ...]) -> bool:
    words = (service.metadata.labels.get(NAME, ""), service.metadata.name)
    return service.spec.cluster_ip != "None" and any(word.startswith(names) or word.endswith(names) for word in words)


def _rank(names: tuple[str, ...]) -> Callable[[o.Service], tuple[bool, bool, str, str]]:
    """Labelled before named, web before other ports, then by name."""
    return lambda service: (
        service.metadata.labels.get(NAME) not in names,
        not any(port.port in WEB for port in service.spec.ports),
        service.metadata.namespace,
        service.metadata.name,
    )


def _address(read: Read, service: o.Service) -> str:
    """As a person opens it where an Ingress leads there, else as it is called inside of the cluster."""
    meta = service.metadata
    for ingress in read.of("ingresses"):
        for route in ingresses.routes(ingress):
            if (ingress.metadata.namespace, route.service) == (meta.namespace, meta.name) and route.host:
                return f"http{'s' if ingress.spec.tls else ''}://{route.host}"
    port = next((port.port for port in service.spec.ports if port.port in WEB), service.spec.ports[0].port)
    return f"http://{meta.name}.{meta.namespace}.svc:{port}"


def _services(read: Read, tools: Tools) -> Iterator[Entry]:
    """The workloads behind the tools, then those behind Ingresses."""
    published = [
        (ingress.metadata.namespace, route.service)
        for ingress in read.of("ingresses")
        for route in ingresses.routes(ingress)
    ]
    by_ref = {(each.metadata.namespace, each.metadata.name): each for each in read.of("services")}
    told = set()
    for service in (*tools.values(), *(by_ref[ref] for ref in published if ref in by_ref)):
        behind = _workload(read, service)
        if behind and (entry := _entry(read, *behind))["workload"] not in told:
            told.add(entry["workload"])
            yield entry


def _workload(read: Read, service: o.Service) -> tuple[str, o.Workload] | None:
    """The first workload whose pods the Service selects, with its kind."""
    wanted = service.spec.selector.items()
    for plural, kind in WORKLOADS.items():
        for workload in read.of(plural):
            same = workload.metadata.namespace == service.metadata.namespace
            if wanted and same and wanted <= workload.spec.template.metadata.labels.items():
                return kind, workload
    return None


def _entry(read: Read, kind: str, workload: o.Workload) -> Entry:
    meta, containers = workload.metadata, workload.spec.template.spec.containers
    entry: Entry = {
        "name": name_of(meta.name),
        "cluster": read.name,
        "namespace": meta.namespace,
        "workload": f"{kind}/{meta.name}",
        "image": containers[0].image if containers else "",
        "probe": {"kind": "kubernetes"},
    }
    application = meta.annotations.argocd_tracking.partition(":")[0]
    if application and name_of(application) == application:
        entry["deploy"] = {"application": application}
    return known(entry)

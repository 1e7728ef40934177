"""What runs: containers of the nodes, units that the site names, workloads of its clusters. Read, through the guard."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from firstmate.errors import FirstmateError
from firstmate.probes.values import TIMEOUT, Outcome, Probe, Verdict
from firstmate.services.probing import Tools, at_once, outcomes
from firstmate.services.probing.tools import AbsentError, EndedError, Left, said
from firstmate.services.verify import node_place
from firstmate.sites.values import Cluster, Node, Service, Site
from firstmate.snapshot.kinds import BY_KIND

WORKLOADS = ("Deployment", "StatefulSet", "DaemonSet")
SYSTEM = "kube-"
"""Namespaces of Kubernetes itself begin so."""
COMPOSE = "com.docker.compose.service"
INSTANCE = "app.kubernetes.io/instance"


class Runs(StrEnum):
    """Whether something runs, by what was seen."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Thing:
    """Something that runs: a container on a node, or a workload (KIND/NAME) in a namespace of a cluster."""

    name: str
    place: str
    image: str = ""
    also: tuple[str, ...] = ()
    """Other names: of the compose service, of the application."""
    namespace: str = ""

    def is_of(self, service: Service) -> bool:
        """Whether the site file says it."""
        is_named = bool({self.name, *self.also} & _names(service))
        if not self.namespace:
            return is_named and service.node == self.place
        cluster = self.place.partition("/")[0]
        return is_named and service.namespace == self.namespace and service.cluster in ("", cluster)


@dataclass(frozen=True)
class Seen:
    """All that was found running, the places that were looked at whole, and what could not be looked at."""

    things: tuple[Thing, ...]
    places: frozenset[str]
    units: dict[str, Verdict]
    unseen: tuple[str, ...]

    def runs(self, service: Service) -> Runs:
        """Whether a service runs, where its probe does not tell."""
        if service.name in self.units:
            verdict = self.units[service.name]
            return Runs.UNKNOWN if verdict.is_unknown else Runs.YES if verdict.is_up else Runs.NO
        if any(thing.is_of(service) for thing in self.things):
            return Runs.YES
        is_seen = service.node in self.places if _is_container(service) else service.cluster in self.places
        return Runs.NO if is_seen and (_is_container(service) or service.workload) else Runs.UNKNOWN


def look(site: Site, tools: Tools) -> Seen:
    """Ask every node and every cluster at once."""
    with_docker = {service.node for service in site.services if _is_container(service)}
    places = [*(node.name for node in site.nodes), *(cluster.name for cluster in site.clusters)]
    calls = [
        *((TIMEOUT, partial(_containers, tools, node, node.name in with_docker)) for node in site.nodes),
        *((TIMEOUT, partial(_workloads, tools, cluster)) for cluster in site.clusters),
    ]
    found = list(zip(places, at_once(calls), strict=True))
    units = [service for service in site.services if service.deploy and service.deploy.unit and not service.probes]
    told = outcomes(tools, [_unit(site, service) for service in units])
    return Seen(
        things=tuple(thing for _, each in found if not isinstance(each, Outcome) for thing in each),
        places=frozenset(place for place, each in found if not isinstance(each, Outcome)),
        units={service.name: outcome.verdict for service, outcome in zip(units, told, strict=True)},
        unseen=tuple(f"{place}: {each.detail}" for place, each in found if isinstance(each, Outcome)),
    )


def _names(service: Service) -> set[str]:
    """What a service's container or workload may be called."""
    names = {service.name, service.workload, *(f"{kind}/{service.name}" for kind in WORKLOADS)}
    names |= {str(spec["container"]) for spec in service.probes if spec.get("kind") == "docker"}
    names |= {service.deploy.service, service.deploy.application} if service.deploy else set()
    return names - {""}


def _is_container(service: Service) -> bool:
    by_compose = service.deploy is not None and bool(service.deploy.compose)
    return by_compose or any(spec.get("kind") == "docker" for spec in service.probes)


def _unit(site: Site, service: Service) -> Probe:
    node = site.node(service.node)
    assert service.deploy is not None
    return Probe("systemd", node_place(node or Node(service.node)), TIMEOUT, {"unit": service.deploy.unit})


def _containers(tools: Tools, node: Node, expected: bool, left: Left) -> tuple[Thing, ...] | Outcome:
    """Those of a node; none where it has no docker, and nothing says that it has."""
    probe = Probe("docker", node_place(node))
    try:
        ended = tools.run(probe, left, "docker", "ps", "--no-trunc", "--format", "{{json .}}")
        if ended.code:
            raise EndedError(Verdict.NOT_CHECKED, f"docker ps: {said(ended)}")
        return tuple(_container(node.name, line) for line in ended.stdout.splitlines() if line.strip())
    except EndedError as error:
        return () if isinstance(error, AbsentError) and not expected else error.outcome
    except ValueError:
        return Outcome(Verdict.NOT_CHECKED, "docker ps: it does not answer with containers")


def _container(node: str, line: str) -> Thing:
    """One line of `docker ps`. Raises ValueError."""
    told = json.loads(line)
    if not isinstance(told, dict) or not told.get("Names"):
        raise ValueError(line)
    labels = dict(part.partition("=")[::2] for part in str(told.get("Labels", "")).split(","))
    return Thing(str(told["Names"]), node, str(told.get("Image", "")), (labels.get(COMPOSE, ""),))


def _workloads(tools: Tools, cluster: Cluster, left: Left) -> tuple[Thing, ...] | Outcome:
    try:
        return tuple(_of_cluster(tools, cluster, left))
    except FirstmateError as error:
        return Outcome(Verdict.NOT_CHECKED, error.message)


def _of_cluster(tools: Tools, cluster: Cluster, left: Left) -> Iterator[Thing]:
    """Its workloads, without those of Kubernetes itself. Raises FirstmateError for a kind that cannot be read."""
    api = tools.cluster(cluster.context, left.seconds)
    for kind in WORKLOADS:
        listing = api.list(BY_KIND[kind])
        if listing.missing:
            raise FirstmateError(f"{kind}s cannot be read: {listing.missing.why} {listing.missing.detail}")
        for item in listing:
            meta = item.metadata
            if not meta.namespace.startswith(SYSTEM):
                also = (meta.labels.get(INSTANCE, ""),)
                yield Thing(f"{kind}/{meta.name}", f"{cluster.name}/{meta.namespace}", "", also, meta.namespace)

"""Names of what is described nowhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from firstmate.problems import Problem, Where, nearest
from firstmate.sites.checks.case import Case
from firstmate.sites.values import Service, Site

SECRETS = ("password", "bearer", "key")
"""Keys of a probe that name a secret, beside the values of `headers`."""


def check(case: Case) -> Iterator[Problem]:
    """Each name that leads nowhere, with the nearest one that does."""
    known = _known(case.site)
    for where, section, name in (*_references(case.site), *_of_probes(case)):
        if name not in known[section]:
            told = f"there is no {section.removesuffix('s')} `{name}`"
            yield Problem(where, told, nearest(name, known[section]) or f"describe it under `{section}`")
    for i, service in enumerate(case.site.services):
        yield from _elsewhere(case.site, i, service)


def _known(site: Site) -> Mapping[str, set[str]]:
    return {
        "nodes": {node.name for node in site.nodes},
        "clusters": {cluster.name for cluster in site.clusters},
        "services": {service.name for service in site.services},
        "phases": {str(phase.number) for phase in site.phases},
        "secrets": set(site.secrets),
    }


def _references(site: Site) -> Iterator[tuple[Where, str, str]]:
    """Where a name stands, the section that would describe it, and the name."""
    if site.phase is not None:
        yield ("phase",), "phases", str(site.phase)
    for i, cluster in enumerate(site.clusters):
        yield from _each(("clusters", i, "nodes"), "nodes", cluster.nodes)
    for i, service in enumerate(site.services):
        yield from _of_service(i, service)
    for i, phase in enumerate(site.phases):
        for j, gate in enumerate(phase.gates):
            yield from _each(("phases", i, "gate", j, "services"), "services", gate.services)
    for i, constraint in enumerate(site.constraints):
        if constraint.node:
            yield ("constraints", i, "node"), "nodes", constraint.node


def _of_service(i: int, service: Service) -> Iterator[tuple[Where, str, str]]:
    phase = "" if service.phase is None else str(service.phase)
    for key, section, name in (
        ("node", "nodes", service.node),
        ("cluster", "clusters", service.cluster),
        ("phase", "phases", phase),
    ):
        if name:
            yield ("services", i, key), section, name
    yield from _each(("services", i, "needs"), "services", service.needs)
    yield from _each(("services", i, "secrets"), "secrets", service.secrets)


def _each(where: Where, section: str, names: Iterable[str]) -> Iterator[tuple[Where, str, str]]:
    for number, name in enumerate(names):
        yield (*where, number), section, name


def _of_probes(case: Case) -> Iterator[tuple[Where, str, str]]:
    for probed in case.probes():
        spec: Mapping[str, Any] = probed.spec
        if "node" in spec:
            yield (*probed.where, "node"), "nodes", str(spec["node"])
        for key in SECRETS:
            if key in spec:
                yield (*probed.where, key), "secrets", str(spec[key])
        for header, name in spec.get("headers", {}).items():
            yield (*probed.where, "headers", header), "secrets", str(name)


def _elsewhere(site: Site, i: int, service: Service) -> Iterator[Problem]:
    """A service of a cluster that is said to be on a node which the cluster does not have."""
    cluster = site.cluster(service.cluster)
    if cluster and cluster.nodes and service.node and service.node not in cluster.nodes:
        told = f"`{service.node}` is no node of the cluster `{cluster.name}`"
        yield Problem(("services", i, "node"), told, nearest(service.node, cluster.nodes))

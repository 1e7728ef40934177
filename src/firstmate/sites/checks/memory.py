"""Memory: what services want together against what their node or cluster has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from firstmate.problems import Problem
from firstmate.sites.checks.case import Case
from firstmate.sites.values import Cluster, Node, Service, Site


def check(case: Case) -> Iterator[Problem]:
    """Nodes and clusters whose services want more than is there. What is not said counts as nothing."""
    site = case.site
    for i, node in enumerate(site.nodes):
        wanted = _wanted(service for service in site.services if service.node == node.name)
        if node.memory_gb and wanted > node.memory_gb:
            told = f"the services on {node.name} want {wanted:g} GB together; it has {node.memory_gb:g} GB"
            yield Problem(("nodes", i, "memory_gb"), told, f"the largest is `{_largest(site, node)}`")
    for i, cluster in enumerate(site.clusters):
        yield from _of_cluster(site, i, cluster)


def _of_cluster(site: Site, i: int, cluster: Cluster) -> Iterator[Problem]:
    sizes = [node.memory_gb for name in cluster.nodes if (node := site.node(name))]
    wanted = _wanted(service for service in site.services if service.cluster == cluster.name)
    if all(sizes) and sizes and wanted > sum(sizes):
        told = f"the services of {cluster.name} want {wanted:g} GB together; its nodes have {sum(sizes):g} GB"
        yield Problem(("clusters", i, "nodes"), told)


def _wanted(services: Iterable[Service]) -> float:
    return round(sum(service.memory_gb for service in services), 6)


def _largest(site: Site, node: Node) -> str:
    there = (service for service in site.services if service.node == node.name)
    return max(there, key=lambda service: service.memory_gb).name

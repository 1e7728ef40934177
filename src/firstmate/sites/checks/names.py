"""The same name, address or number twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from firstmate.problems import Problem, Where
from firstmate.sites.checks.case import Case
from firstmate.sites.values import Site

Named = Iterable[tuple[Where, object]]


def check(case: Case) -> Iterator[Problem]:
    """Each that was there before, with the line where it stands first."""
    for what, named in _kinds(case.site).items():
        first: dict[object, Where] = {}
        for where, name in named:
            if name in first:
                yield Problem(where, f"the {what} `{name}` stands in line {case.line(first[name])} already")
            elif name:
                first[name] = where


def _kinds(site: Site) -> dict[str, Named]:
    nodes, clusters, phases = list(enumerate(site.nodes)), list(enumerate(site.clusters)), list(enumerate(site.phases))
    return {
        "node": [(("nodes", i, "name"), node.name) for i, node in nodes],
        "address": [
            (("nodes", i, key), address)
            for i, node in nodes
            for key, address in (("address", node.address), ("management", node.management))
        ],
        "cluster": [(("clusters", i, "name"), cluster.name) for i, cluster in clusters],
        "context": [(("clusters", i, "context"), cluster.context) for i, cluster in clusters],
        "node of a cluster": [
            (("clusters", i, "nodes", j), name) for i, c in clusters for j, name in enumerate(c.nodes)
        ],
        "service": [(("services", i, "name"), service.name) for i, service in enumerate(site.services)],
        "number of a phase": [(("phases", i, "number"), str(phase.number)) for i, phase in phases],
        "phase": [(("phases", i, "name"), phase.name) for i, phase in phases],
        "owner": [(("owners", i, "name"), owner.name) for i, owner in enumerate(site.owners)],
        "page": [(("knowledge", i), page) for i, page in enumerate(site.knowledge)],
    }

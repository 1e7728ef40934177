"""Ports on a node: each is for one service. Ports inside of a cluster are not meant; every pod has its own."""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.problems import Problem, Where
from firstmate.sites.checks.case import Case
from firstmate.sites.values import Port

LAST = 65535


def check(case: Case) -> Iterator[Problem]:
    """A port that is taken on its node, with the line of who has it; tcp and udp are apart."""
    taken: dict[tuple[str, Port], tuple[str, Where]] = {}
    for i, service in enumerate(case.site.services):
        for j, port in enumerate(service.ports):
            where = ("services", i, "ports", j)
            if port.number > LAST:
                yield Problem(where, f"there is no port {port}; {LAST} is the last one")
            if not service.node or service.cluster:
                continue
            if (service.node, port) in taken:
                name, first = taken[service.node, port]
                told = f"port {port} of {service.node} is for `{name}` in line {case.line(first)} already"
                yield Problem(where, told)
            else:
                taken[service.node, port] = (service.name, where)

"""Probes that are missing, and those that have no place to ask."""

from __future__ import annotations

import re
from collections.abc import Iterator

from firstmate.problems import Problem
from firstmate.sites.checks.case import Case, Probed

ASKED = ("http", "tcp", "dns", "postgres", "redis", "qdrant", "prometheus")
"""Kinds that need a host to be asked at."""
SEEN = ("docker", "systemd", "nfs", "nvidia", "command", "file")
"""Kinds that look on a machine; where none is named, on this one."""


def check(case: Case) -> Iterator[Problem]:
    """Services that nothing looks at, and probes that cannot say anything."""
    for i, service in enumerate(case.site.services):
        if not service.probes:
            hint = "add one; `{kind: tcp}` is the least" if service.ports else "without a port, a `command` may tell"
            yield Problem(("services", i), f"`{service.name}` has no probe: nothing tells whether it is up", hint)
    for probed in case.probes():
        if told := _nowhere(case, probed):
            yield Problem(probed.where, *told)
        if (pattern := probed.spec.get("matches")) and (why := _no_pattern(pattern)):
            yield Problem((*probed.where, "matches"), f"it is no regular expression: {why}")


def _nowhere(case: Case, probed: Probed) -> tuple[str, str] | None:
    """Why there is no place to ask, and what to add; None when there is one."""
    kind, node, service = str(probed.spec["kind"]), case.node_of(probed), probed.service
    has_host = {"url", "host"} & set(probed.spec) or (node and (node.address or node.ssh == "local"))
    is_unknown = probed.node_name and not node
    if kind in ASKED and not (has_host or is_unknown):
        missing = f"{node.name} has no `address`" if node else "there is no node"
        return f"there is no place to ask: {missing}", "add `host` to the probe"
    if kind == "tcp" and "port" not in probed.spec and not (service and service.ports):
        return "there is no port to ask", "add `port` to the probe"
    if kind in SEEN and node and not node.ssh:
        return f"nothing says how to reach {node.name}", "add `ssh` to the node; `local` is this machine"
    if kind == "kubernetes" and not _workload(probed):
        return "nothing says which workload it is", "add `namespace` and `workload` to the service"
    return None


def _workload(probed: Probed) -> bool:
    service, spec = probed.service, probed.spec
    workload = spec.get("workload") or (service and service.workload)
    return bool(workload and (spec.get("namespace") or (service and service.namespace)))


def _no_pattern(pattern: str) -> str:
    try:
        re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        return str(error)
    return ""

"""Deployments that cannot be done as they are written."""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.problems import Problem, Where
from firstmate.sites.checks.case import Case
from firstmate.sites.values import Deploy, Service, Site


def check(case: Case) -> Iterator[Problem]:
    """A compose file or unit without a machine, an application without a cluster, a command that nothing takes back."""
    for i, service in enumerate(case.site.services):
        if service.deploy:
            yield from _of(case.site, service, service.deploy, ("services", i, "deploy"))


def _of(site: Site, service: Service, deploy: Deploy, where: Where) -> Iterator[Problem]:
    node = site.node(service.node)
    if deploy.compose or deploy.unit:
        key = "compose" if deploy.compose else "unit"
        if not service.node:
            yield Problem((*where, key), "nothing says on which machine", "add `node` to the service")
        elif node and not node.ssh:
            told = f"nothing says how to reach {node.name}"
            yield Problem((*where, key), told, "add `ssh` to the node; `local` is this machine")
    if deploy.application and not site.clusters:
        told = f"there is no cluster that could have the application `{deploy.application}`"
        yield Problem((*where, "application"), told, "describe it under `clusters`")
    if deploy.run and not deploy.undo:
        yield Problem((*where, "run"), "nothing takes it back", "add `undo`, the command that does")
    for key, of, is_there in (
        ("service", "compose", deploy.service and not deploy.compose),
        ("undo", "run", deploy.undo and not deploy.run),
    ):
        if is_there:
            yield Problem((*where, key), f"`{key}` goes with `{of}` only")

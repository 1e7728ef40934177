"""Deployments that cannot be done as they are written."""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.problems import Problem, Where
from firstmate.sites.checks.case import Case
from firstmate.sites.values import Deploy, Service, Site

COMPUTED = ("{{", "{%")


def check(case: Case) -> Iterator[Problem]:
    """A compose file or unit without a machine, an application without a cluster, a command that nothing takes back."""
    for i, service in enumerate(case.site.services):
        if service.deploy:
            where: Where = ("services", i, "deploy")
            yield from _nowhere(case.site, service, service.deploy, where)
            yield from _of_keys(service.deploy, where)


def _nowhere(site: Site, service: Service, deploy: Deploy, where: Where) -> Iterator[Problem]:
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


def _of_keys(deploy: Deploy, where: Where) -> Iterator[Problem]:
    for key in ("compose", "unit", "run", "undo"):
        if any(mark in getattr(deploy, key) for mark in COMPUTED):
            yield Problem(
                (*where, key), "`{{` and `{%` mean something in the workflow that runs it", "write it without"
            )
    if deploy.run and not deploy.undo:
        yield Problem((*where, "run"), "nothing takes it back", "add `undo`, the command that does")
    if deploy.undo and not deploy.run:
        yield Problem((*where, "undo"), "`undo` goes with `run` only")
    if deploy.service and not deploy.compose:
        yield Problem((*where, "service"), "`service` goes with `compose` only")

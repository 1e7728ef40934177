"""How a service of the site is started, as steps of a workflow, and the commands of the same effect."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from firstmate.errors import UsageError
from firstmate.services.actions.applications import NAMESPACE
from firstmate.services.actions.remote import at
from firstmate.sites.values import Deploy, Service, Site
from firstmate.workflow.expressions import ExpressionError, parts

PULLS = "30m"
"""How long a start may take that fetches images first."""


@dataclass(frozen=True)
class Way:
    """The steps by a verb each, without their ids; the command, and what takes it back, or "" where nothing does."""

    steps: Mapping[str, Mapping[str, Any]]
    command: str
    back: str


def way(site: Site, service: Service) -> Way | None:
    """None: the site file does not say it, or not how its machine is reached. Raises UsageError."""
    deploy, node = service.deploy, site.node(service.node)
    host = node.ssh if node else ""
    if deploy is None or ((deploy.compose or deploy.unit) and not host):
        return None
    _check_literal(service.name, deploy)
    if deploy.compose:
        return _compose(host, deploy.compose, deploy.service or service.name)
    if deploy.unit:
        return _unit(host, deploy.unit)
    return _application(deploy.application) if deploy.application else _command(deploy)


def _check_literal(name: str, deploy: Deploy) -> None:
    """`{{ }}` would be computed in a workflow."""
    for text in (deploy.compose, deploy.unit, deploy.run, deploy.undo):
        try:
            is_literal = not any(is_value for is_value, _ in parts(text))
        except ExpressionError:
            is_literal = False
        if not is_literal:
            raise UsageError(f"How {name} is deployed holds `{{{{` or `{{%`, which mean something in a workflow.")


def _compose(host: str, file: str, service: str) -> Way:
    words = ("docker", "compose", "--file", file)
    where = {"host": host, "file": file, "service": service}
    return Way(
        {"start": {"action": "compose.up", "with": where, "timeout": PULLS}},
        at(host, *words, "up", "--detach", service),
        at(host, *words, "rm", "--stop", "--force", service),
    )


def _unit(host: str, unit: str) -> Way:
    step = {"action": "systemd.start", "with": {"host": host, "unit": unit}}
    return Way({"start": step}, at(host, "systemctl", "start", "--", unit), at(host, "systemctl", "stop", "--", unit))


def _application(name: str) -> Way:
    """Compared with Git first: what was merged last is meant."""
    which, known = f"{NAMESPACE}/{name}", {"app": name}
    return Way(
        {
            "refresh": {"action": "argocd.refresh", "with": known},
            "start": {"action": "argocd.sync", "with": known},
        },
        shlex.join(["argocd", "app", "sync", which]),
        shlex.join(["argocd", "app", "rollback", which]),
    )


def _command(deploy: Deploy) -> Way:
    """What cannot be taken back is asked for first."""
    back = {"undo": deploy.undo} if deploy.undo else {"undo": "none", "approve": {}}
    return Way({"start": {"run": deploy.run, **back}}, deploy.run, deploy.undo)

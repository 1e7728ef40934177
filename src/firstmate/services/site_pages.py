"""A site as pages: the block of CLAUDE.md, one command for each phase, and what an agent has to know of it."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from firstmate import phases
from firstmate.adapters import templates
from firstmate.services.where_it_stands import Stage, stage
from firstmate.sites.values import Phase, Service, Site

CONCERNS = {
    "k8s-diagnostician": ("constraints", "nodes", "clusters' services"),
    "argocd-operator": ("constraints", "forges", "clusters' services"),
    "prometheus-analyst": ("nodes", "services"),
    "git-operator": ("constraints", "forges", "knowledge"),
}
"""Of the shipped agents, what each has to know beside clusters and owners. Any other gets all of it."""
MOST = 40
"""Services of a phase that the block names."""
ALL = ("phases", "constraints", "nodes", "forges", "services", "knowledge")


@dataclass(frozen=True)
class Way:
    """How services are taken back: a command, or a sentence for people."""

    names: tuple[str, ...]
    how: str
    is_command: bool = True


def block(site: Site) -> str:
    """The body of the block in CLAUDE.md: only the current phase in detail."""
    return templates.page("block.md.j2", _values(site, _current(site)))


def command(site: Site, phase: Phase, firstmate: str) -> str:
    """The slash command of a phase. `firstmate`: how it is called from there."""
    values = {
        **_values(site, phase),
        "stage": stage(site, phase),
        "current": _current(site),
        "firstmate": firstmate,
        "description": f"Phase {phase.number}, {phase.name[:40]}: bring its services up, prove it, report",
        "allowed": ", ".join(_allowed(phase, firstmate)),
    }
    return templates.page("phase_command.md.j2", values)


def command_name(phase: Phase) -> str:
    """`phase1-foundation`."""
    return f"phase{phase.number}-{phase.name}"


def context(site: Site, agent: str = "") -> str:
    """What an agent has to know of the site, on a page; without one, all of it."""
    parts = CONCERNS.get(agent, ALL)
    values = {
        **_values(site, _current(site)),
        "agent": agent,
        "parts": parts,
        "shown": [service for service in site.services if _concerns(site, service, parts)],
        "stages": [(phase, stage(site, phase)) for phase in site.phases],
    }
    return templates.page("site.md.j2", values)


def _concerns(site: Site, service: Service, parts: Sequence[str]) -> bool:
    """Who looks after clusters is told of what runs in them; who knows their job, of nothing that is yet to come."""
    in_cluster = bool(service.cluster or service.namespace)
    if not ("services" in parts or ("clusters' services" in parts and in_cluster)):
        return False
    return parts is ALL or service.phase is None or service.phase <= (site.phase or 0)


def _values(site: Site, phase: Phase | None) -> dict[str, Any]:
    services = site.of_phase(phase.number) if phase else site.services
    following = phases.after(site, phase.number) if phase else None
    return {
        "site": site,
        "phase": phase,
        "following": following,
        "gates": phases.gates(site, phase) if phase else (),
        "blockers": [*(phase.blocked_by if phase else ()), *(following.blocked_by if following else ())],
        "services": services,
        "most": MOST,
        "ways": list(_ways(services)),
        "ports": list(_ports(site)),
        "has_gpus": any(node.gpus for node in site.nodes),
    }


def _current(site: Site) -> Phase | None:
    return next((phase for phase in site.phases if stage(site, phase) is Stage.CURRENT), None)


def _ways(services: Sequence[Service]) -> Iterator[Way]:
    """How they are taken back, those of one way together."""
    ways: dict[tuple[str, bool], list[str]] = {}
    for service in services:
        ways.setdefault(_way(service), []).append(service.name)
    for (how, is_command), names in ways.items():
        yield Way(tuple(names), how, is_command)


def _way(service: Service) -> tuple[str, bool]:
    deploy = service.deploy
    if service.rollback:
        return service.rollback, False
    if deploy is None:
        return "no way back is written down: ask before you change it", False
    if deploy.compose:
        file = shlex.quote(deploy.compose)
        return f"docker compose --file {file} down SERVICE, then up --detach SERVICE with the file as it was", False
    if deploy.application:
        return f"argocd app rollback {deploy.application}", True
    if deploy.unit:
        return f"systemctl stop {deploy.unit}", True
    return (deploy.undo, True) if deploy.undo else ("no way back is written down: ask before you change it", False)


def _ports(site: Site) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Of each node that has some: what listens where, by number."""
    places = dict.fromkeys(service.node or service.cluster or "no node said" for service in site.services)
    for place in places:
        taken = [
            (port.number, str(port), service.name)
            for service in site.services
            for port in service.ports
            if (service.node or service.cluster or "no node said") == place
        ]
        if taken:
            yield place, [(port, name) for _, port, name in sorted(taken)]


def _allowed(phase: Phase, firstmate: str) -> Iterator[str]:
    """What its command may run without asking, by either name of the program."""
    number = phase.number
    looks = (f"verify --phase {number}", "verify --service:*", "phase", f"phase up {number} --dry-run")
    for program in dict.fromkeys(("firstmate", firstmate)):
        for verb in (*looks, "approvals list", "run list", "site show:*"):
            yield f"Bash({program} {verb})"
    yield 'Bash(echo "exit code $?")'

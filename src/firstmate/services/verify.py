"""What of a site is up: its probes, all at once, and whether a phase may be left."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

from firstmate import phases, probes
from firstmate.errors import ExitCode, UsageError
from firstmate.phases import GateVerdict, Outcomes, gate_key
from firstmate.probes.gpus import is_nvidia
from firstmate.probes.values import GpuLimit, Outcome, Place, Probe, Verdict
from firstmate.problems import nearest
from firstmate.services.probing import Tools, outcomes
from firstmate.sites.values import Node, Phase, Service, Site
from firstmate.text import plural

NO_PROBE = Outcome(Verdict.NOT_CHECKED, "no probe is declared for it")
HERE = "127.0.0.1"
Progress = Callable[[int, int], None]
"""Told how many probes have ended, of how many."""


@dataclass(frozen=True)
class Which:
    """What to look at: a phase by number or name, one service, or everything. Else the current phase and before."""

    phase: str = ""
    service: str = ""
    everything: bool = False


@dataclass(frozen=True)
class Subject:
    """Something to look at: a service, a gate's own probe or a constraint's. `probe` is None where none is declared."""

    name: str
    phase: int | None
    probe: Probe | None


@dataclass(frozen=True)
class Row:
    """A subject, and what came of its probe."""

    subject: Subject
    outcome: Outcome

    @property
    def where(self) -> str:
        return probes.where(self.subject.probe) if self.subject.probe else ""


@dataclass(frozen=True)
class Report:
    """What was looked at, the gate of the phase that is meant, and what follows it.

    `gate` is None where there are no phases, or one service was asked for.
    """

    site: Site
    rows: tuple[Row, ...]
    gate: GateVerdict | None = None
    following: Phase | None = None

    @property
    def exit_code(self) -> ExitCode:
        """Not knowing beats what is wrong; nothing to look at shows nothing."""
        verdicts = {row.outcome.verdict for row in self.rows}
        if not verdicts or any(verdict.is_unknown for verdict in verdicts):
            return ExitCode.UNKNOWN
        return ExitCode.FINDINGS if any(verdict.is_failure for verdict in verdicts) else ExitCode.OK

    @property
    def counts(self) -> dict[Verdict, int]:
        return {verdict: sum(row.outcome.verdict is verdict for row in self.rows) for verdict in Verdict}

    @property
    def blocked_by(self) -> tuple[str, ...]:
        """What stands before the next phase: its gate, and what the site file says of the next one."""
        if not self.gate:
            return ()
        return (
            *(() if self.gate.open else self.gate.blocked_by),
            *(self.following.blocked_by if self.following else ()),
        )

    @property
    def headline(self) -> str:
        told = ", ".join(f"{count} {verdict}" for verdict, count in self.counts.items() if count)
        return f"{plural(len(self.rows), 'check')}: {told}" if self.rows else "nothing to check"


def verify(site: Site, which: Which, tools: Tools, progress: Progress = lambda done, of: None) -> Report:
    """Look at what is meant. Raises UsageError for a phase or a service that the site does not have."""
    phase = meant_phase(site, which.phase)
    subjects = sorted(_subjects(site, which, phase), key=lambda each: (each.phase is None, each.phase))
    asked = [subject.probe for subject in subjects if subject.probe]
    ended = count(1)
    found = iter(outcomes(tools, asked, lambda: progress(next(ended), len(asked))))
    rows = tuple(Row(subject, next(found) if subject.probe else NO_PROBE) for subject in subjects)
    if which.service or phase is None:
        return Report(site, rows)
    verdict = phases.gate(site, phase, by_name(rows))
    return Report(site, rows, verdict, phases.after(site, phase.number))


def by_name(rows: tuple[Row, ...]) -> Outcomes:
    """The outcomes as phases.gate takes them."""
    found: dict[str, list[Outcome]] = {}
    for row in rows:
        found.setdefault(row.subject.name, []).append(row.outcome)
    return found


def meant_phase(site: Site, named: str) -> Phase | None:
    """The phase of that number or name; without one that where the site stands. Raises UsageError."""
    if not named:
        return site.numbered(site.phase) if site.phase is not None else None
    found = next((each for each in site.phases if named in (str(each.number), each.name)), None)
    if found is None:
        known = [word for each in site.phases for word in (str(each.number), each.name)]
        raise UsageError(f"The site has no phase {named}.", hint=nearest(named, known) or "the site file has no phases")
    return found


def probes_of(site: Site, service: Service) -> tuple[Probe, ...]:
    """What a service is checked by, at its own place."""
    return tuple(probes.parse(spec, _place(site, spec, service)) for spec in service.probes)


def node_place(node: Node) -> Place:
    """Where a node is, and how commands get there."""
    here = node.ssh == "local"
    limits = tuple(GpuLimit(gpu.name, gpu.limit_watts) for gpu in node.gpus if is_nvidia(gpu.name))
    address = node.address or (HERE if here else "")
    return Place(node.name, address, ssh="" if here else node.ssh or None, os=node.os, gpus=limits)


def _subjects(site: Site, which: Which, phase: Phase | None) -> Iterator[Subject]:
    for service in _chosen(site, which, phase):
        for probe in probes_of(site, service) or (None,):
            yield Subject(service.name, service.phase, probe)
    if which.service:
        return
    for number, gate in enumerate(phase.gates if phase else ()):
        if phase and gate.probe:
            yield Subject(gate_key(phase, number), phase.number, probes.parse(gate.probe, _place(site, gate.probe)))
    for constraint in () if which.phase else site.constraints:
        if constraint.probe:
            spec = {"node": constraint.node, **constraint.probe} if constraint.node else constraint.probe
            yield Subject(constraint.text, None, probes.parse(spec, _place(site, spec)))


def _chosen(site: Site, which: Which, phase: Phase | None) -> tuple[Service, ...]:
    if which.service:
        found = site.service(which.service)
        if found is None:
            known = [service.name for service in site.services]
            raise UsageError(f"The site has no service {which.service}.", hint=nearest(which.service, known))
        return (found,)
    if which.everything or phase is None:
        return site.services
    numbers = {phase.number} if which.phase else {each.number for each in phases.until(site, phase.number)}
    asked = {name for gate in phase.gates for name in gate.services}
    return tuple(service for service in site.services if service.phase in numbers or service.name in asked)


def _place(site: Site, spec: Mapping[str, Any], service: Service | None = None) -> Place:
    """Where a probe looks: on the node that it names, else its service's; without one, commands run here."""
    node = site.node(str(spec.get("node") or (service.node if service else "")))
    place = node_place(node) if node else Place(ssh="")
    if service is None:
        return place
    cluster = site.cluster(service.cluster)
    return replace(
        place,
        port=service.ports[0].number if service.ports else 0,
        context=cluster.context if cluster else "",
        namespace=service.namespace,
        workload=service.workload,
    )

"""Does the probes of a site: all at once, each within its own deadline, none of them changing anything."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from time import monotonic

from firstmate.deadline import begun
from firstmate.probes.values import Outcome, Probe, Verdict
from firstmate.redaction import redacted
from firstmate.services.probing import clusters, machines, webs, wires
from firstmate.services.probing.tools import EndedError, Left, Tools
from firstmate.text import plain

__all__ = ["DOES", "Tools", "outcomes"]

GRACE = 0.2
"""Seconds after its deadline in which a probe may still say what it was waiting for."""
AT_ONCE = 256
"""Probes; a site with more is looked at in turns."""
Does = Callable[[Tools, Probe, Left], Outcome]

DOES: dict[str, Does] = {
    "http": webs.ask_http,
    "tcp": wires.tcp,
    "dns": wires.ask_dns,
    "postgres": wires.ask_postgres,
    "redis": wires.ask_redis,
    "qdrant": webs.ask_qdrant,
    "prometheus": webs.ask_prometheus,
    "kubernetes": clusters.ask_kubernetes,
    "argocd": clusters.ask_argocd,
    "docker": machines.ask_docker,
    "systemd": machines.ask_systemd,
    "nfs": machines.ask_nfs,
    "nvidia": machines.ask_nvidia,
    "command": machines.run_command,
    "file": machines.ask_file,
}


def outcomes(tools: Tools, probes: Sequence[Probe], done: Callable[[int], None] = lambda _: None) -> list[Outcome]:
    """What came of each, in their order; `done` is told how many have ended. Nothing waits longer than its deadline."""
    found: list[Outcome] = []
    for first in range(0, len(probes), AT_ONCE):
        for outcome in _at_once(tools, probes[first : first + AT_ONCE]):
            found.append(outcome)
            done(len(found))
    return found


def _at_once(tools: Tools, probes: Sequence[Probe]) -> Iterator[Outcome]:
    began = monotonic()
    running = [(probe, begun(partial(_timed, tools, probe))) for probe in probes]
    for probe, ended in running:
        try:
            outcome = ended(max(0.0, began + probe.timeout + GRACE - monotonic()))
        except TimeoutError:
            silent = f"it did not answer within {probe.timeout:g} s"
            outcome = Outcome(Verdict.UNREACHABLE, silent, monotonic() - began)
        yield _shown(outcome, tools.known_secrets)


def _timed(tools: Tools, probe: Probe) -> Outcome:
    began = monotonic()
    try:
        outcome = DOES[probe.kind](tools, probe, Left(probe.timeout))
    except EndedError as ended:
        outcome = ended.outcome
    return replace(outcome, seconds=monotonic() - began)


def _shown(outcome: Outcome, secrets: frozenset[str]) -> Outcome:
    """As it may be shown: what others said is one line of plain text, and holds no secret."""
    return replace(outcome, detail=plain(redacted(outcome.detail, secrets)), remedy=redacted(outcome.remedy, secrets))

"""Does the probes of a site: all at once, each within its own deadline, none of them changing anything."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from time import monotonic
from typing import TypeVar

from firstmate.deadline import begun
from firstmate.probes.values import Outcome, Probe, Verdict
from firstmate.redaction import redacted
from firstmate.services.probing import clusters, machines, webs, wires
from firstmate.services.probing.tools import EndedError, Left, Tools
from firstmate.text import plain

__all__ = ["DOES", "Tools", "at_once", "outcomes"]

GRACE = 0.2
"""Seconds after its deadline in which a probe may still say what it was waiting for."""
AT_ONCE = 256
"""Probes; a site with more is looked at in turns."""
LONGEST = 600
"""Characters of what is shown of a probe."""
R = TypeVar("R")
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


def outcomes(tools: Tools, probes: Sequence[Probe], tell: Callable[[], None] = lambda: None) -> list[Outcome]:
    """What came of each, in their order; `tell` is called as each ends. Nothing waits longer than its deadline."""
    found = at_once([(probe.timeout, partial(_timed, tools, probe, tell)) for probe in probes])
    return [_shown(outcome, tools.known_secrets) for outcome in found]


def at_once(calls: Sequence[tuple[float, Callable[[Left], R]]]) -> Iterator[R | Outcome]:
    """What each of these answers, in order; for one that takes longer than its seconds, that it does not answer."""
    for first in range(0, len(calls), AT_ONCE):
        began = monotonic()
        running = [(seconds, begun(partial(call, Left(seconds)))) for seconds, call in calls[first : first + AT_ONCE]]
        for seconds, ended in running:
            try:
                yield ended(max(0.0, began + seconds + GRACE - monotonic()))
            except TimeoutError:
                yield Outcome(Verdict.UNREACHABLE, f"it did not answer within {seconds:g} s", monotonic() - began)


def _timed(tools: Tools, probe: Probe, tell: Callable[[], None], left: Left) -> Outcome:
    began = monotonic()
    try:
        outcome = DOES[probe.kind](tools, probe, left)
    except EndedError as ended:
        outcome = ended.outcome
    tell()
    return replace(outcome, seconds=monotonic() - began)


def _shown(outcome: Outcome, secrets: frozenset[str]) -> Outcome:
    """As it may be shown: what others said is one line of plain text, and holds no secret."""
    told = (plain(redacted(text, secrets), LONGEST) for text in (outcome.detail, outcome.remedy))
    return replace(outcome, detail=next(told), remedy=next(told))

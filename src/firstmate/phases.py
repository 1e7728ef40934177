"""What came of a site's probes, and whether a phase may be left: its gate."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from firstmate.probes.values import Outcome
from firstmate.sites.values import Gate, Phase, Site

Outcomes = Mapping[str, Sequence[Outcome]]
"""What came of the probes of each service, by its name, and of each gate's own probe, by `gate_key`."""


@dataclass(frozen=True)
class Held:
    """One thing that a gate asks for: whether it holds, and what keeps it from holding (untrusted text).

    `unknown`: nobody can say whether it does.
    """

    text: str
    holds: bool
    blocked_by: tuple[str, ...] = ()
    unknown: bool = False


@dataclass(frozen=True)
class GateVerdict:
    """Whether a phase may be left, and why: each thing that its gate asks for."""

    phase: Phase
    held: tuple[Held, ...]

    @property
    def open(self) -> bool:
        """It opens when everything holds. Where nothing is asked for, nothing was shown: it stays closed."""
        return bool(self.held) and all(each.holds for each in self.held)

    @property
    def unknown(self) -> bool:
        """Whether anything that keeps it closed could not be found out."""
        return not self.held or any(each.unknown for each in self.held)

    @property
    def blocked_by(self) -> tuple[str, ...]:
        """What keeps it closed, in the order of the gate, each once."""
        if not self.held:
            return ("it asks for nothing: the phase has neither a gate nor services",)
        return tuple(dict.fromkeys(why for each in self.held for why in each.blocked_by))


def gate_key(phase: Phase, number: int) -> str:
    """Key of the outcome of the own probe of a phase's gate entry, counted from 0. No service has such a name."""
    return f"phase {phase.number}, gate {number + 1}"


def gate(site: Site, phase: Phase, outcomes: Outcomes) -> GateVerdict:
    """Whether the phase may be left. What was not looked at does not hold."""
    asked = enumerate(gates(site, phase))
    return GateVerdict(phase, tuple(_held(phase, number, each, outcomes) for number, each in asked))


def until(site: Site, number: int) -> tuple[Phase, ...]:
    """The phase and all before it, in their order."""
    return tuple(sorted((each for each in site.phases if each.number <= number), key=lambda each: each.number))


def after(site: Site, number: int) -> Phase | None:
    """The phase that follows; None: it is the last one."""
    return min((each for each in site.phases if each.number > number), key=lambda each: each.number, default=None)


def gates(site: Site, phase: Phase) -> tuple[Gate, ...]:
    """What has to hold before the phase is left; where its gate asks for nothing, that all of its services are up."""
    names = tuple(service.name for service in site.of_phase(phase.number))
    return phase.gates or ((Gate("all services of the phase are up", names),) if names else ())


def _held(phase: Phase, number: int, asked: Gate, outcomes: Outcomes) -> Held:
    keys = [*asked.services, *([gate_key(phase, number)] if asked.probe else [])]
    if not keys:
        return Held(asked.text, False, (f"nothing tells whether this holds: {asked.text}",), unknown=True)
    against = [found for key in keys for found in _against(key, outcomes.get(key, ()))]
    return Held(asked.text, not against, tuple(why for why, _ in against), any(unknown for _, unknown in against))


def _against(key: str, found: Sequence[Outcome]) -> Iterator[tuple[str, bool]]:
    """What speaks against it, and whether that is not knowing."""
    if not found:
        yield f"{key}: not checked", True
    for outcome in found:
        if not outcome.verdict.is_up:
            told = f"{key}: {outcome.verdict}"
            yield f"{told} ({outcome.detail})" if outcome.detail else told, outcome.verdict.is_unknown

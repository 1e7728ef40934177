"""How the services of a phase stand before it is brought up, and what would be done: for people, and as plain data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from rich.text import Text

from firstmate.services.bring_up import Intended, Standing, State
from firstmate.services.judge import shown
from firstmate.services.rehearse import Judged
from firstmate.sites.values import Phase, Site
from firstmate.text import plain, plural

SCHEMA = 1
STYLES = {
    State.UP: "green",
    State.READY: "cyan",
    State.MISSING: "yellow",
    State.BLOCKED: "red",
    State.UNREACHED: "magenta",
}


def lines(site: Site, phase: Phase, services: Sequence[Intended]) -> Iterator[Text]:
    """The services in the order in which they come up, with their commands, tiers, and what takes them back."""
    yield Text(f"Phase {phase.number} ({phase.name}) of {site.name}: {plural(len(services), 'service')}", style="bold")
    for number, each in enumerate(services, 1):
        yield Text(f"{number:>3}  ").append_text(standing(each.standing))
        if each.command:
            yield _judged("       ", each.command)
            yield _judged("       back: ", each.back) if each.back else Text("       back: nothing takes it back")


def standing(each: Standing) -> Text:
    """One service: its state, why, and what to do where nothing brings it up."""
    line = Text.assemble(plain(each.service.name, 63), "  ", (str(each.state), STYLES[each.state]))
    line.append(f"  {plain(each.why)}" if each.why else "")
    if each.state is State.MISSING:
        line.append(f"; `firstmate phase draft {plain(each.service.name, 63)}` writes a draft for review")
    return line


def _judged(before: str, judged: Judged) -> Text:
    decision = judged.decision
    told = f"{decision.tier or 'none'}: {decision.outcome}"
    return Text.assemble(before, plain(judged.line), (f"  [{told}]", "dim"))


def document(site: Site, phase: Phase, services: Sequence[Intended]) -> dict[str, Any]:
    """The same as plain data."""
    return {
        "schema": SCHEMA,
        "site": site.name,
        "phase": {"number": phase.number, "name": phase.name},
        "services": [_service(each) for each in services],
    }


def _service(each: Intended) -> dict[str, Any]:
    return {**state(each.standing), "command": _command(each.command), "back": _command(each.back)}


def state(each: Standing) -> dict[str, Any]:
    """One service as plain data."""
    return {"service": each.service.name, "state": str(each.state), "why": plain(each.why)}


def _command(judged: Judged | None) -> dict[str, Any] | None:
    return {"command": judged.line, **shown(judged.decision)} if judged else None

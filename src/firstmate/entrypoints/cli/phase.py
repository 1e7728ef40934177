"""`firstmate phase`: where the site stands in its build-up; its verbs take it further."""

from __future__ import annotations

import json
from typing import Any

import click
from rich.text import Text

from firstmate import probe_wiring, wiring
from firstmate.entrypoints.cli.lazy import VerbGroup
from firstmate.entrypoints.cli.options import SITE, console, output_options
from firstmate.errors import ExitCode
from firstmate.phases import GateVerdict
from firstmate.services.verify import Report, Which, verify
from firstmate.services.where_it_stands import Stage, current, stage
from firstmate.sites.values import Site
from firstmate.text import plain, plural

VERBS = {
    "advance": "firstmate.entrypoints.cli.phase_advance",
}
STYLES = {Stage.DONE: "green", Stage.CURRENT: "bold", Stage.LATER: "dim"}
WIDTH = max(map(len, Stage))


@click.group(
    "phase",
    cls=VerbGroup,
    verbs=VERBS,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@SITE
@output_options
@click.pass_context
def command(ctx: click.Context, site: str, as_json: bool, no_color: bool) -> None:
    """Show where the site stands: its phases, and what the gate of the current one waits for, probed just now.

    \b
      firstmate phase             where it stands
      firstmate phase advance     on to the next phase, through the gate

    Exit code 0: the gate is open; 1: it is closed; 3: what keeps it closed could not be found out.
    """
    if ctx.invoked_subcommand:
        return
    found = wiring.site_file(site).site
    current(found)
    report = verify(found, Which(), probe_wiring.tools(found))
    if as_json:
        click.echo(json.dumps(told(report), indent=2))
    else:
        for line in shown(report):
            console(no_color).print(line, soft_wrap=True)
    ctx.exit(standing(report))


def standing(report: Report) -> ExitCode:
    """Whether the gate is open; not knowing beats knowing that it is not."""
    gate = report.gate
    if gate and gate.open:
        return ExitCode.OK
    return ExitCode.UNKNOWN if gate is None or gate.unknown else ExitCode.FINDINGS


def told(report: Report) -> dict[str, Any]:
    """For programs; docs/sites.md says what is in it."""
    site, gate = report.site, report.gate
    return {
        "schema": 1,
        "site": site.name,
        "phase": site.phase,
        "phases": [
            {
                "number": phase.number,
                "name": phase.name,
                "goal": phase.goal,
                "stage": stage(site, phase),
                "services": [service.name for service in site.of_phase(phase.number)],
            }
            for phase in site.phases
        ],
        "gate": gate and _gate(gate),
        "next": report.following and report.following.number,
        "blocked_by": list(report.blocked_by),
    }


def _gate(gate: GateVerdict) -> dict[str, Any]:
    held = [{"text": each.text, "holds": each.holds, "blocked_by": list(each.blocked_by)} for each in gate.held]
    return {"open": gate.open, "unknown": gate.unknown, "held": held}


def shown(report: Report) -> list[Text]:
    """For people."""
    lines = [*_phases(report.site), Text(), Text(f"Probed just now: {report.headline}.")]
    gate = report.gate
    assert gate is not None  # the site stands in a phase
    lines.append(Text(f"The gate of phase {gate.phase.number} is {'open' if gate.open else 'closed'}."))
    for each in gate.held:
        lines.append(Text.assemble(("  holds  ", "green") if each.holds else ("  not    ", "red"), plain(each.text)))
        lines += [Text(f"         {plain(why)}") for why in each.blocked_by]
    if report.following:
        lines += [Text(f"  blocks phase {report.following.number}: {plain(w)}") for w in report.following.blocked_by]
    if gate.open and report.following:
        lines.append(Text(f"Next: `firstmate phase advance`, to phase {report.following.number}."))
    return lines


def _phases(site: Site) -> list[Text]:
    wide = max(len(phase.name) for phase in site.phases)
    found = []
    for phase in sorted(site.phases, key=lambda each: each.number):
        at = stage(site, phase)
        count = plural(len(site.of_phase(phase.number)), "service")
        line = f"{phase.number:>2}  {phase.name:<{wide}}  {at:<{WIDTH}}  {count}"
        found.append(Text(f"{line}  {plain(phase.goal)}".rstrip(), style=STYLES[at]))
    return found

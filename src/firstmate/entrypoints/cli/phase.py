"""`firstmate phase`: where the site stands in its build-up; its verbs take it further."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import click
from rich.console import Console
from rich.text import Text

from firstmate import probe_wiring, wiring
from firstmate.entrypoints.cli.lazy import VerbGroup
from firstmate.entrypoints.cli.options import SITE, console, output_options
from firstmate.entrypoints.show.verification import gate_document, print_gate
from firstmate.errors import ExitCode, UsageError
from firstmate.services.verify import Report, Which, verify
from firstmate.services.where_it_stands import Stage, current, stage
from firstmate.sites.values import Site
from firstmate.text import plain, plural

VERBS = {
    "up": "firstmate.entrypoints.cli.phase_up",
    "draft": "firstmate.entrypoints.cli.phase_draft",
    "advance": "firstmate.entrypoints.cli.phase_advance",
}
SCHEMA = 1
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
      firstmate phase up          bring up what of it is not up yet
      firstmate phase draft NAME  a compose file or manifests to review, for a service without
      firstmate phase advance     on to the next phase, through the gate

    Exit code 0: the gate is open; 1: it is closed; 3: what keeps it closed could not be found out.
    """
    if ctx.invoked_subcommand:
        if site or as_json or no_color:
            verb = ctx.invoked_subcommand
            raise UsageError(
                f"Options stand after the verb: `firstmate phase {verb} …`.", hint=f"move them behind {verb}"
            )
        return
    found = wiring.site_file(site).site
    current(found)
    report = verify(found, Which(), probe_wiring.tools(found))
    if as_json:
        click.echo(json.dumps(_document(report), indent=2))
    else:
        _print(report, console(no_color))
    ctx.exit(_exit_code(report))


def _exit_code(report: Report) -> ExitCode:
    """Whether the gate is open; not knowing beats knowing that it is not."""
    gate = report.gate
    if gate and gate.open:
        return ExitCode.OK
    return ExitCode.UNKNOWN if gate is None or gate.unknown else ExitCode.FINDINGS


def _document(report: Report) -> dict[str, Any]:
    """For programs; docs/sites.md says what is in it."""
    site = report.site
    return {
        "schema": SCHEMA,
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
        "gate": report.gate and gate_document(report.gate),
        "next": report.following and report.following.number,
        "blocked_by": list(report.blocked_by),
    }


def _print(report: Report, screen: Console) -> None:
    for line in _phases(report.site):
        screen.print(line, soft_wrap=True)
    screen.print(Text(f"\nprobed just now: {report.headline}"), soft_wrap=True)
    gate, following = report.gate, report.following
    assert gate is not None  # the site stands in a phase
    print_gate(gate, screen)
    if following:
        for why in following.blocked_by:
            screen.print(Text(f"phase {following.number} is blocked: {plain(why)}"), soft_wrap=True)
        if gate.open and not following.blocked_by:
            screen.print(f"next: `firstmate phase advance`, to phase {following.number}")


def _phases(site: Site) -> Iterator[Text]:
    wide = max(len(phase.name) for phase in site.phases)
    for phase in sorted(site.phases, key=lambda each: each.number):
        at = stage(site, phase)
        count = plural(len(site.of_phase(phase.number)), "service")
        line = f"{phase.number:>2}  {phase.name:<{wide}}  {at:<{WIDTH}}  {count:<11}  {plain(phase.goal)}"
        yield Text(line.rstrip(), style=STYLES[at])

"""`firstmate phase up`: bring up what of a phase is not up yet, as a run that can be taken back."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace

import click

from firstmate import run_wiring, wiring
from firstmate.entrypoints.cli.options import SITE, console, output_options, target_options
from firstmate.entrypoints.cli.run import carry, tell
from firstmate.entrypoints.show import bring_up as show
from firstmate.errors import RefusedError, UsageError
from firstmate.services import bring_up
from firstmate.services.act import looking
from firstmate.services.bring_up import Intended, Standing, State
from firstmate.services.runs import Wanted, Worker
from firstmate.services.verify import meant_phase
from firstmate.sites.values import Phase, Site


@click.command("up")
@click.argument("phase", default="")
@click.option("--dry-run", is_flag=True, help="Show the order, every command and what takes it back; do nothing.")
@click.option("--within", default="2m", show_default=True, metavar="TIME",
              help="How long a service may take to come up once it is started.")  # fmt: skip
@SITE
@target_options
@output_options
def command(
    phase: str, dry_run: bool, within: str, site: str, kubeconfig: str, context: str, as_json: bool, no_color: bool
) -> None:
    """Bring up PHASE, by its number or name; without one, the phase where the site stands.

    One service after the other, what others need first: looked at before (is it up already, is its file
    accepted, is its port free, are its secrets to be had), started as the site file says, and proven by its
    probes. At the end, the gate. A service that does not come up takes back what this run has started, the
    last first; what is up already is not touched.

    It is a run: what is risky waits for `firstmate approvals approve`, `firstmate run resume` takes it up
    after a kill, `firstmate run rollback RUN` takes it back.

    \b
    Exit codes: 0 everything of the phase is up and its gate is open; 1 not; 2 wrong usage;
    3 a machine was not reached; 4 the site does not stand in that phase yet.

    \b
    Examples:
      firstmate phase up --dry-run
      firstmate phase up 1
    """
    if not re.fullmatch("[0-9]{1,5}[smhd]", within):
        raise UsageError(f"--within {within} is no time.", hint="such as 90s, 2m or 1h")
    at = wiring.site_path(site).absolute()
    found = wiring.site_file(str(at)).site
    meant = _meant(found, phase, looks_only=dry_run)
    where = replace(run_wiring.where(kubeconfig, context or _context(found, meant)), site=str(at))
    with run_wiring.worker(run_wiring.journal()) as worker:
        hands = worker.hands(worker, where)
        standings = bring_up.look(meant, looking(hands))
        content = bring_up.content(found, meant, standings, within)
        wanted = Wanted(content, bring_up.checked(content), {}, where)
        if dry_run:
            _show(found, meant, bring_up.intended(found, standings, hands.judge), as_json, no_color)
        else:
            _run(worker, wanted, standings, as_json)
    click.get_current_context().exit(bring_up.exit_code(standings))


def _meant(site: Site, named: str, *, looks_only: bool) -> Phase:
    """The phase, in which the site has to stand by now. Raises UsageError, RefusedError."""
    meant = meant_phase(site, named)
    if meant is None:
        raise UsageError("The site file does not say where the site stands (`phase`).", hint="firstmate phase up 1")
    if not looks_only and site.phase is not None and meant.number > site.phase:
        raise RefusedError(
            f"The site stands in phase {site.phase}: phase {meant.number} is brought up once a gate has let it on.",
            hint="firstmate phase advance",
        )
    return meant


def _context(site: Site, phase: Phase) -> str:
    """The cluster that the phase's applications are in; "" where it has none. Raises UsageError for several."""
    names = {
        service.cluster for service in site.of_phase(phase.number) if service.deploy and service.deploy.application
    }
    contexts = sorted(cluster.context for cluster in site.clusters if cluster.name in names)
    if len(contexts) > 1:
        raise UsageError(f"Phase {phase.number} has applications in several clusters: {', '.join(contexts)}.",
                         hint="say with --context which one is meant")  # fmt: skip
    return contexts[0] if contexts else ""


def _show(site: Site, phase: Phase, services: Sequence[Intended], as_json: bool, no_color: bool) -> None:
    if as_json:
        click.echo(json.dumps(show.document(site, phase, services), indent=2))
        return
    for line in show.lines(site, phase, services):
        console(no_color).print(line, soft_wrap=True)


def _run(worker: Worker, wanted: Wanted, standings: Sequence[Standing], as_json: bool) -> None:
    """Carry it to its end, with a word about what it does not touch. A run that did not end well ends this, too."""
    for each in standings:
        if each.state is not State.READY:
            console(stderr=True).print(show.standing(each), soft_wrap=True)
    if all(each.is_left_out for each in standings):
        return
    run = worker.new_run(wanted, run_wiring.run_name(wanted.workflow.name))
    carry(worker, run, hidden=as_json)
    tell(worker.journal, run.id, as_json=as_json)

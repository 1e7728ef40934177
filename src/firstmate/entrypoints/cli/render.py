"""`firstmate render`: the site for Claude Code: a block in CLAUDE.md, and a slash command for each phase."""

from __future__ import annotations

import json
import shlex
from collections.abc import Sequence
from pathlib import Path

import click

from firstmate import wiring
from firstmate.adapters.site_file import SiteFile
from firstmate.entrypoints.cli.options import SITE
from firstmate.errors import ExitCode, UsageError
from firstmate.services import render
from firstmate.services.render import Places, Plan

SCHEMA = 1
HAS = ("is written", "is taken away", "Nothing had to be changed.")
WOULD = (
    "is stale: `firstmate render` writes it",
    "would be taken away",
    "What is rendered is what the site file says.",
)


@click.command("render")
@SITE
@click.option("--check", "is_check", is_flag=True, help="Write nothing; say what is stale.")
@click.option("--diff", "is_diff", is_flag=True, help="Write nothing; show what would change.")
@click.option("--remove", "is_removal", is_flag=True, help="Take away again what was rendered.")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable output.")
def command(site: str, is_check: bool, is_diff: bool, is_removal: bool, as_json: bool) -> None:
    """Write the site down for Claude Code: a block in CLAUDE.md, and a slash command for each phase.

    \b
    The block stands in the file that the site names as `claude_md`, else in the CLAUDE.md beside the site file, or in
    ~/.claude where that is the one of the config folder. What stands around it is never touched.

    \b
    Exit code 1: with --check or --diff, something is stale; else, something was in the way and stays.
    """
    if is_check and is_diff:
        raise UsageError("--check and --diff do not go together.")
    record = record_path()
    plan = render.removal(record) if is_removal else _planned(wiring.site_file(site))
    is_dry = is_check or is_diff
    kept = [] if is_dry else render.carry_out(plan, record)
    if is_removal and not is_dry:
        render.forget(record)
    if as_json:
        click.echo(json.dumps(_document(plan, kept), indent=2))
    else:
        _print(plan, kept, is_diff, WOULD if is_dry else HAS)
    if plan.changes and not is_dry and not is_removal and not wiring.is_in_force(site):
        click.echo(f"The commands read {wiring.site_path()}, unless FIRSTMATE_SITE names this site file.", err=True)
    if plan.left_alone or (is_dry and plan.changes):
        click.get_current_context().exit(ExitCode.FINDINGS)


def _planned(found: SiteFile) -> Plan:
    return render.planned(found.site, places(found))


def places(found: SiteFile) -> Places:
    """Where this site is rendered to."""
    where, site = wiring.folders(), found.site
    path = found.document.path.absolute()
    launcher = where.data / "bin" / "firstmate"
    beside = wiring.claude_folder() if path.parent == where.config else path.parent
    return Places(
        source=path,
        claude_md=path.parent / Path(site.claude_md).expanduser() if site.claude_md else beside / "CLAUDE.md",
        claude=wiring.claude_folder(),
        record=record_path(),
        firstmate=shlex.quote(str(launcher)) if launcher.exists() else "firstmate",
    )


def record_path() -> Path:
    """What was rendered before, and where."""
    return wiring.folders().state / "rendered.json"


def _print(plan: Plan, kept: Sequence[str], is_diff: bool, words: tuple[str, str, str]) -> None:
    written, removed, nothing = words
    for change in plan.changes:
        click.echo(change.diff if is_diff else f"{change.path} {removed if change.after is None else written}")
    for line in (*kept, *plan.left_alone):
        click.echo(line, err=True)
    if not plan.changes:
        click.echo(nothing, err=is_diff)


def _document(plan: Plan, kept: Sequence[str]) -> dict[str, object]:
    changes = [{"file": str(each.path), "is_removed": each.after is None, "diff": each.diff} for each in plan.changes]
    return {"schema": SCHEMA, "changes": changes, "kept_aside": list(kept), "left_alone": list(plan.left_alone)}

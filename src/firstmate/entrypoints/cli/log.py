"""`firstmate log`: what was decided and done, and whether anything was done to the log."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import click

from firstmate import wiring
from firstmate.entrypoints.cli.options import console
from firstmate.errors import ExitCode, UsageError
from firstmate.guard.log import Anchor
from firstmate.services.audit import Filter, entries, verified
from firstmate.text import plain


@click.group("log", context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """What was decided and done.

    \b
      firstmate log show --decision deny --last 20
      firstmate log verify
    """


@command.command("show")
@click.option("--event", default="", help="decided, done, approval, freeze, thaw, passphrase.")
@click.option("--session", default="", help="Of this session.")
@click.option("--agent", default="", help="By this agent or person.")
@click.option("--tool", default="", help="By this tool of the client.")
@click.option("--command", default="", help="Whose command contains this.")
@click.option("--target", default="", help="Whose target contains this.")
@click.option("--tier", default="", help="none, read, safe, risky, forbidden.")
@click.option("--decision", default="", help="allow, ask, deny, defer, approved, denied.")
@click.option("--rule", default="", help="Whose rule contains this.")
@click.option("--since", default="", metavar="TIME", help="From this time on: 2026-01-31, or 2026-01-31T12:00.")
@click.option("--last", default=0, metavar="N", help="Only the newest N.")
@click.option("--json", "as_json", is_flag=True, help="JSON lines.")
def show_command(since: str, last: int, as_json: bool, **fields: str) -> None:
    """Show entries, oldest first; with several filters, those that fit all of them."""
    wanted = Filter({key: text for key, text in fields.items() if text}, since, last)
    screen = console()
    for entry in entries(str(wiring.folders().state), wanted):
        if as_json:
            click.echo(json.dumps(entry))
        else:
            for line in _lines(entry):
                screen.print(line)


@command.command("verify")
@click.option("--expect", default="", metavar="COUNT:HASH",
              help="Where the log stood, as syslog or you remember it.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Machine-readable output.")
def verify_command(expect: str, as_json: bool) -> None:
    """Whether the log is as it was written: nothing changed, removed, moved or cut. Exit code 1 when it is not."""
    found = verified(str(wiring.folders().state), wiring.approvals(), _anchor(expect))
    if as_json:
        breaches = [breach._asdict() for breach in found.breaches]
        click.echo(json.dumps({"entries": found.anchor.entries, "head": found.anchor.head, "breaches": breaches}))
    else:
        for breach in found.breaches:
            click.echo(f"{f'line {breach.line}' if breach.line else 'log'}: {breach.what}")
        if not found.breaches:
            click.echo(f"The log is whole: {found.anchor.entries}:{found.anchor.head}")
    if found.breaches:
        click.get_current_context().exit(ExitCode.FINDINGS)


def _anchor(text: str) -> Anchor | None:
    if not text:
        return None
    count, _, head = text.partition(":")
    if not count.isdecimal() or len(head) != 64:
        raise UsageError(f"--expect {text}: this is not COUNT:HASH.", hint="as `firstmate log verify` prints it")
    return Anchor(int(count), head)


def _lines(entry: dict[str, Any]) -> Iterator[str]:
    head = [str(entry.get(key, "")) for key in ("time", "event", "decision", "tier", "rule")]
    who = f"by {plain(str(entry['agent']))}" if entry.get("agent") else ""
    yield "  ".join(filter(None, [*head, who]))
    for key in ("command", "target", "approval", "outcome"):
        if entry.get(key):
            yield f"    {key}: {plain(str(entry[key]), 1000)}"
    for reason in entry.get("reasons", ()):
        yield f"    {plain(str(reason), 1000)}"

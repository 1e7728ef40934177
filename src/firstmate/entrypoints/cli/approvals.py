"""`firstmate approvals` and `firstmate approve`: what waits for a person, and the person's word."""

from __future__ import annotations

import getpass
import json
import sys
from typing import Any

import click

from firstmate import wiring
from firstmate.approvals import Approval
from firstmate.entrypoints.cli.options import console
from firstmate.errors import ExitCode, RefusedError
from firstmate.services import approve
from firstmate.services.approve import Desk, Person
from firstmate.services.standing_orders import in_force
from firstmate.text import plain

as_person = click.option("--as", "name", default=None, metavar="NAME", help="Who decides; without it, the user.")
as_json = click.option("--json", "json_", is_flag=True, help="Print JSON.")
HELP = {"help_option_names": ["-h", "--help"]}


@click.group("approvals", context_settings=HELP)
def command() -> None:
    """What waits for a person's approval. It holds for one exact act, once, for some hours.

    \b
      firstmate approvals setup       choose the passphrase that proves it is you
      firstmate approvals list        what waits
      firstmate approve 7             approve it; `approvals deny 7` denies it
    """


@command.command("setup")
@as_person
def setup_command(name: str | None) -> None:
    """Choose a passphrase, or a new one. It is typed, never an argument, a variable or a file."""
    desk = desk_now()
    person = name or getpass.getuser()
    people = desk.store.people()
    proof = ""
    if people:
        proof = passphrase(f"The passphrase of {person if person in people else min(people)}")
    chosen = passphrase(f"New passphrase for {person}", again=True)
    approve.set_up(desk, Person(person, chosen), proof)
    click.echo(f"{person} can approve now.")


@command.command("list")
@click.option("--all", "all_", is_flag=True, help="Also what is decided, used or expired.")
@as_json
def list_command(all_: bool, json_: bool) -> None:
    """What waits for an approval, newest first. Exit code 1 when something does."""
    desk = desk_now()
    found = desk.store.all()
    waiting = [approval for approval in found if approval.state(desk.now) == "pending"]
    shown = found if all_ else waiting
    if json_:
        click.echo(json.dumps([_document(approval, desk.now) for approval in shown], indent=2))
    elif not shown:
        click.echo("Nothing waits for an approval.")
    else:
        screen = console()
        for approval in shown:
            screen.print(f"{approval.id:>4}  {approval.state(desk.now):<9} {_what(approval, 90)}")
    if waiting:
        click.get_current_context().exit(ExitCode.FINDINGS)


@command.command("show")
@click.argument("number", type=int, metavar="ID")
@as_json
def show_command(number: int, json_: bool) -> None:
    """All that is known of a request: what, where, why, which files."""
    desk = desk_now()
    approval = desk.store.get(number)
    if json_:
        click.echo(json.dumps(_document(approval, desk.now), indent=2))
    else:
        _print(approval, desk.now)


@command.command("approve")
@click.argument("number", type=int, metavar="ID")
@as_person
def approve_command(number: int, name: str | None) -> None:
    """Approve a request, once and for exactly what it shows. Asks for your passphrase."""
    _decide(number, True, name)


@command.command("deny")
@click.argument("number", type=int, metavar="ID")
@as_person
def deny_command(number: int, name: str | None) -> None:
    """Deny a request. Asks for your passphrase."""
    _decide(number, False, name)


def desk_now() -> Desk:
    """Where approvals are decided, with the orders in force."""
    folder = str(wiring.folders().state)
    orders = in_force(wiring.orders_files()).orders
    return Desk(wiring.approvals(), folder, orders.approvers, wiring.now().timestamp())


def passphrase(prompt: str, again: bool = False) -> str:
    """What a person types, unseen. Raises RefusedError where nobody can type."""
    if not sys.stdin.isatty():
        raise RefusedError("A passphrase is typed at a terminal.", hint="run it in a terminal of your own")
    typed: str = click.prompt(prompt, hide_input=True, confirmation_prompt=again, err=True)
    return typed


def _decide(number: int, yes: bool, name: str | None) -> None:
    desk = desk_now()
    _print(desk.store.get(number), desk.now)
    person = Person(name or getpass.getuser(), passphrase("Passphrase"))
    approve.decide(desk, number, yes, person)
    click.echo(f"Request {number} is {'approved: it runs once, exactly so' if yes else 'denied'}.")


def _what(approval: Approval, length: int) -> str:
    request = approval.request
    return plain(str(request.arguments.get("command") or json.dumps(dict(request.arguments))), length)


def _print(approval: Approval, now: float) -> None:
    request = approval.request
    rows = [
        ("request", f"{approval.id}, {approval.state(now)}"),
        ("what", _what(approval, 4000)),
        ("where", " ".join(filter(None, (request.cluster, request.target, request.cwd)))),
        ("tier", f"{request.tier}, {request.rule}"),
        *[("why asked", reason) for reason in request.reasons],
        ("safer", request.safer),
        *[("file", f"{path} sha256 {digest}") for path, digest in request.files.items()],
        ("asked by", request.proposer),
        ("decided by", approval.by),
    ]
    screen = console()
    for label, text in rows:
        if text:
            screen.print(f"{label:<11} {plain(text, 4000)}")


def _document(approval: Approval, now: float) -> dict[str, Any]:
    return {**approval._asdict(), "request": approval.request._asdict(), "state": str(approval.state(now))}

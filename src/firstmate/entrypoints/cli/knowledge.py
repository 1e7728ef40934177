"""`firstmate knowledge`: the pages that ship, for people and for agents."""

from __future__ import annotations

import json

import click
from rich.markdown import Markdown
from rich.text import Text

from firstmate import wiring
from firstmate.entrypoints.cli.options import console, output_options
from firstmate.services import knowledge


def _names(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    return [page.name for page in knowledge.pages(wiring.knowledge_folders()) if page.name.startswith(incomplete)]


@click.command("knowledge")
@click.argument("page", required=False, shell_complete=_names)
@output_options
def command(page: str | None, as_json: bool, no_color: bool) -> None:
    """Print a knowledge page; without PAGE, the list of them.

    Your own lie in knowledge/ beside your site file, and win by name.

    \b
    Examples:
      firstmate knowledge databases
      firstmate knowledge databases > ~/.config/firstmate/knowledge/databases.md   the begin of your own
    """
    if page:
        _print_page(page, as_json, no_color)
    else:
        _print_list(as_json, no_color)


def _print_page(name: str, as_json: bool, no_color: bool) -> None:
    text = knowledge.read(name, wiring.knowledge_folders())
    screen = console(no_color)
    if as_json:
        click.echo(json.dumps({"name": name, "text": text}, indent=2))
    elif screen.is_terminal:
        screen.print(Markdown(text))
    else:
        click.echo(text, nl=False)


def _print_list(as_json: bool, no_color: bool) -> None:
    found = list(knowledge.pages(wiring.knowledge_folders()))
    if as_json:
        told = [{"name": page.name, "title": page.title, "file": str(page.path)} for page in found]
        click.echo(json.dumps(told, indent=2))
        return
    screen, width = console(no_color), max((len(page.name) for page in found), default=0)
    for page in found:
        screen.print(Text.assemble((f"{page.name:<{width}}  ", "bold"), page.title), soft_wrap=True)

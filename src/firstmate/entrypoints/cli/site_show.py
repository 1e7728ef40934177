"""`firstmate site show`: the site on a page, for people and for agents."""

from __future__ import annotations

import json

import click
from rich.markdown import Markdown

from firstmate import wiring
from firstmate.entrypoints.cli.options import SITE, console, output_options
from firstmate.errors import UsageError
from firstmate.problems import nearest
from firstmate.services import site_pages


@click.command("show")
@click.option("--for", "agent", default="", metavar="AGENT", help="Only what concerns this agent.")
@SITE
@output_options
def command(agent: str, site: str, as_json: bool, no_color: bool) -> None:
    """Print the site as Markdown: phases, constraints, nodes, clusters, services, owners.

    \b
    Example: firstmate site show --for k8s-diagnostician
    """
    agents = {path.stem for folder in wiring.agent_folders() for path in folder.glob("*.md")}
    if agent and agent not in agents:
        raise UsageError(f"There is no agent `{agent}`.", hint=nearest(agent, agents))
    text = site_pages.context(wiring.site_file(site).site, agent)
    screen = console(no_color)
    if as_json:
        click.echo(json.dumps({"schema": 1, "agent": agent, "text": text}, indent=2))
    elif screen.is_terminal:
        screen.print(Markdown(text))
    else:
        click.echo(text, nl=False)

"""`firstmate site`: the site file, checked, shown and drawn."""

from __future__ import annotations

import click

from firstmate.entrypoints.cli.lazy import VerbGroup

VERBS = {
    "check": "firstmate.entrypoints.cli.site_check",
    "schema": "firstmate.entrypoints.cli.site_schema",
    "graph": "firstmate.entrypoints.cli.site_graph",
    "show": "firstmate.entrypoints.cli.site_show",
}


@click.group("site", cls=VerbGroup, verbs=VERBS, context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """The site file: what you have written down about nodes, services, phases, power and owners.

    \b
      firstmate site check      what in it contradicts itself, with file and line
      firstmate site graph      a picture of it
      firstmate site show       the site on a page, for people and for agents
      firstmate site schema     the JSON Schema of the file, for your editor
    """

"""`firstmate site schema`: the format of the site file, for editors."""

from __future__ import annotations

import json

import click

from firstmate.probes.schema import SCHEMA
from firstmate.sites.schema import site_schema


@click.command("schema")
def command() -> None:
    """Print the JSON Schema of the site file.

    With the YAML language server: `# yaml-language-server: $schema=FILE` in the first line of the site file.
    """
    click.echo(json.dumps(site_schema(SCHEMA), indent=2))

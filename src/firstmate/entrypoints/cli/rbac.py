"""`firstmate rbac print`: read-only rights for the agents."""

from __future__ import annotations

from pathlib import Path

import click

from firstmate import guard

MANIFEST = Path(guard.__file__).with_name("rbac.yaml")


@click.group("rbac", context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """Rights in the cluster: the boundary that holds whatever the guard misses."""


@command.command("print")
def print_command() -> None:
    """Print manifests that let the agents read, without Secrets and without writing, and how to make their kubeconfig.

    \b
    Example: firstmate rbac print | kubectl apply -f -
    """
    click.echo(MANIFEST.read_text(encoding="utf-8"), nl=False)

"""Options that several verbs share, and the console that they print on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click
from rich.console import Console

F = TypeVar("F", bound=Callable[..., Any])
TARGET = (
    click.option("--context", default="", metavar="NAME",
                 help="Context of the kubeconfig; `practice` is the practice cluster."),
    click.option("--kubeconfig", default="", metavar="FILE",
                 help="Kubeconfig, before $KUBECONFIG and ~/.kube/config."),
)  # fmt: skip
NAMESPACE = click.option("-n", "--namespace", default="", metavar="NAME", help="Look at one namespace only.")
TIMEOUT = click.option("--timeout", type=click.FloatRange(0.5, 600), default=10.0, show_default=True,
                       metavar="SECONDS", help="Deadline of each request.")  # fmt: skip


SITE = click.option("--site", default="", metavar="FILE",
                    help="Site file, before $FIRSTMATE_SITE and ~/.config/firstmate/site.yaml.")  # fmt: skip


def cluster_options(command: F) -> F:
    """--kubeconfig, --context, --namespace, --timeout: which cluster, and how long to wait for it."""
    return _with(command, TIMEOUT, NAMESPACE, *TARGET)


def target_options(command: F) -> F:
    """--kubeconfig and --context: which cluster."""
    return _with(command, *TARGET)


def connection_options(command: F) -> F:
    """The same without --namespace, for verbs that look at all of them."""
    return _with(command, TIMEOUT, *TARGET)


def output_options(command: F) -> F:
    """--json and --no-color."""
    return _with(
        command,
        click.option("--no-color", is_flag=True, help="No colour, also on a terminal ($NO_COLOR works too)."),
        click.option("--json", "as_json", is_flag=True, help="Machine-readable output."),
    )


def _with(command: F, *options: Callable[[F], F]) -> F:
    """In the help the last one stands first."""
    for option in options:
        command = option(command)
    return command


def console(no_color: bool = False, stderr: bool = False) -> Console:
    """Where to print: colour only on a terminal, and text of the cluster is never taken for markup."""
    return Console(no_color=no_color or None, stderr=stderr, highlight=False, markup=False, emoji=False)

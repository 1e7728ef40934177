"""The `firstmate` command: one module per verb, imported only when it is asked for."""

from __future__ import annotations

import sys

import click

from firstmate import __version__
from firstmate.entrypoints.cli.boundary import error_boundary
from firstmate.entrypoints.cli.lazy import VerbGroup

# verb -> module; the module's `command` is the click command. Order is the order of `firstmate --help`.
COMMANDS = {
    "status": "firstmate.entrypoints.cli.status",
    "explain": "firstmate.entrypoints.cli.explain",
    "diff": "firstmate.entrypoints.cli.diff",
    "preflight": "firstmate.entrypoints.cli.preflight",
    "guard": "firstmate.entrypoints.cli.guard",
    "orders": "firstmate.entrypoints.cli.orders",
    "approvals": "firstmate.entrypoints.cli.approvals",
    "approve": "firstmate.entrypoints.cli.approve",
    "log": "firstmate.entrypoints.cli.log",
    "freeze": "firstmate.entrypoints.cli.freeze",
    "thaw": "firstmate.entrypoints.cli.thaw",
    "rbac": "firstmate.entrypoints.cli.rbac",
    "run": "firstmate.entrypoints.cli.run",
    "workflow": "firstmate.entrypoints.cli.workflow",
    "knowledge": "firstmate.entrypoints.cli.knowledge",
    "prp": "firstmate.entrypoints.cli.prp",
    "tier": "firstmate.entrypoints.cli.tier",
    "cost": "firstmate.entrypoints.cli.cost",
    "init": "firstmate.entrypoints.cli.init",
    "site": "firstmate.entrypoints.cli.site",
    "phase": "firstmate.entrypoints.cli.phase",
    "gap": "firstmate.entrypoints.cli.gap",
    "render": "firstmate.entrypoints.cli.render",
    "verify": "firstmate.entrypoints.cli.verify",
    "gpu": "firstmate.entrypoints.cli.gpu",
    "doctor": "firstmate.entrypoints.cli.doctor",
    "practice": "firstmate.entrypoints.cli.practice",
    "completion": "firstmate.entrypoints.cli.completion",
}


@click.group(
    cls=VerbGroup,
    verbs=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)
@click.version_option(__version__, prog_name="firstmate")
def cli() -> None:
    """Look at a cluster, find the root cause, and say what to do about it.

    \b
    Start here:
      firstmate status               what is wrong, root cause first
      firstmate explain CODE         what a finding means and how it is cured
      firstmate practice start oom   a simulated cluster to try it on

    \b
    Exit codes:
      0 healthy, done        1 findings, not done         2 wrong usage
      3 could not find out   4 refused or not approved    5 a bug in Firstmate
    """


def main() -> None:
    with error_boundary():
        # Outside click's standalone mode `ctx.exit(1)` only answers its code.
        sys.exit(cli(prog_name="firstmate", standalone_mode=False) or 0)

"""git: every command that it has, and who else is told of what it runs. The rows are in test_tools.py."""

from __future__ import annotations

import pytest

from firstmate.guard.ops import git_tables as tables
from tests.guard.commands.rows import commands
from tests.guard.support import decided, tier_of


@pytest.mark.parametrize("verb", commands("git"))
def test_every_command_of_git_is_known(verb: str):
    """It is one's own work, or it is said why it is asked about."""
    assert (verb in tables.OWN_WORK) + (verb in tables.RISKY) + (verb == "push") == 1
    assert decided(f"git {verb}").rule != "git.unknown"
    assert tier_of(f"git {verb} --help") == "none"


def test_tables_name_only_commands_of_git():
    """Flags and words of commands that git does not have would never be found."""
    known = tables.OWN_WORK | set(tables.RISKY) | {"push"}

    assert {*tables.LOSES, *tables.LOSING_WORDS, *tables.RUNS, *tables.THERE, *tables.TEMPLATES} <= known


def test_a_push_names_its_branch():
    """So that standing orders can mean it."""
    (act,) = decided("git push origin feature/web").acts

    assert (act.rule, act.kind, act.names) == ("git.push", "branch", ("feature/web",))

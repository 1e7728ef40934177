"""argocd: rows of (tier, command), and every command that its documentation has."""

from __future__ import annotations

import pytest

from firstmate.guard.commands.argocd import ARGOCD
from tests.guard.commands.rows import commands, rows
from tests.guard.support import decided, tier_of

ROWS = rows("argocd")
UNREAD = "what is there could not be read"


@pytest.mark.parametrize(("tier", "command"), ROWS, ids=[command for _, command in ROWS])
def test_a_command_has_the_tier_that_it_deserves(tier: str, command: str):
    """No cluster is at hand: what is safe only in the right state, `state` here, is risky then."""
    decision = decided(command)
    unread = any(UNREAD in reason for reason in decision.reasons)

    assert (decision.tier or "none") == ("risky" if tier == "state" else tier)
    assert unread == (tier == "state")


def test_there_are_rows_enough():
    """150, none of them twice."""
    assert len({command for _, command in ROWS}) == len(ROWS) >= 150


@pytest.mark.parametrize("path", commands("argocd"))
def test_every_documented_command_is_in_the_table(path: str):
    """Groups print their help; with `--help` everything only reads, with a flag that it does not have nothing does."""
    assert path in ARGOCD.reasons or any(known.startswith(f"{path} ") for known in ARGOCD.reasons)
    assert tier_of(f"argocd {path} --help") == "read"
    assert decided(f"argocd {path} --no-such-flag").rule in ("argocd.unclear", "argocd.unknown")


def test_the_table_has_no_other_commands():
    """Of every command it says what it does once."""
    tables = [ARGOCD.reads, ARGOCD.safe, ARGOCD.risky, ARGOCD.forbidden]

    assert set(ARGOCD.reasons) <= {*commands("argocd"), "help"}
    assert sum(map(len, tables)) == len(ARGOCD.reasons)


def test_a_sync_names_its_application():
    """So that its state can be asked for."""
    (act,) = decided("argocd app sync media/web").acts

    assert (act.kind, act.namespace, act.names) == ("application", "media", ("web",))


def test_another_argocd_is_told():
    """The place is not the configured one."""
    (act,) = decided("ARGOCD_SERVER=a.example.net argocd app list").acts

    assert act.place.server == "a.example.net"

"""systemctl and its family, service, cron, at: rows of (tier, command)."""

from __future__ import annotations

import pytest

from tests.guard.commands.rows import rows
from tests.guard.support import decided, tier_of

ROWS = rows("systemd")


@pytest.mark.parametrize(("tier", "command"), ROWS, ids=[row[1][:80] for row in ROWS])
def test_a_command_has_the_tier_that_it_deserves(tier: str, command: str):
    """Whether it looks, or starts, stops and changes services."""
    assert tier_of(command, cwd="/repo", home="/home/op") == tier


def test_there_are_rows_enough():
    """120, none of them twice, a third of them reads."""
    texts = [command for _, command in ROWS]

    assert len(texts) >= 120 and len(set(texts)) == len(texts)
    assert sum(tier == "read" for tier, _ in ROWS) >= 50


def test_an_act_says_which_service_on_which_host():
    """Orders go by it."""
    (act,) = decided("systemctl -H nas restart docker").acts

    assert (act.rule, act.kind, act.names, act.place.host) == ("systemctl.restart", "service", ("docker",), "nas")

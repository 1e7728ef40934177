"""Package managers of a host: rows of (tier, command)."""

from __future__ import annotations

import pytest

from tests.guard.commands.rows import rows
from tests.guard.support import tier_of

ROWS = rows("packages")


@pytest.mark.parametrize(("tier", "command"), ROWS, ids=[command for _, command in ROWS])
def test_a_command_has_the_tier_that_it_deserves(tier: str, command: str):
    """The programs' manuals say what each of them does with its arguments."""
    assert tier_of(command, home="/root", cwd="/repo") == tier


def test_there_are_rows_enough():
    """40, none of them twice."""
    assert len({command for _, command in ROWS}) == len(ROWS) >= 40

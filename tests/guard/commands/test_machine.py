"""Programs of a machine: rows of (tier, command), and that no pattern of the table takes for ever."""

from __future__ import annotations

import re
from time import perf_counter

import pytest

from firstmate.guard.hosts.machine import PROGRAMS
from tests.guard.commands.rows import rows
from tests.guard.support import decided, tier_of

ROWS = rows("machine")


@pytest.mark.parametrize(("tier", "command"), ROWS, ids=[row[1][:80] for row in ROWS])
def test_a_command_has_the_tier_that_it_deserves(tier: str, command: str):
    """Whether it looks, or changes the machine."""
    assert tier_of(command, cwd="/repo", home="/home/op") == tier


def test_there_are_rows_enough():
    """150, none of them twice, half of them reads."""
    texts = [command for _, command in ROWS]

    assert len(texts) >= 150 and len(set(texts)) == len(texts)
    assert sum(tier == "read" for tier, _ in ROWS) >= 75


def test_a_pattern_is_done_at_once():
    """However long the arguments are: nobody waits for the guard."""
    for pattern in {program.looks for program in PROGRAMS.values()}:
        for piece in ("-z ", "a ", "-s", "aaaa", "-a -b ", "--x=y ", "1 "):
            began = perf_counter()
            re.fullmatch(pattern, piece * 1000 + "!")
            assert perf_counter() - began < 1, f"{pattern} on {piece}"


def test_the_same_program_on_another_host_is_asked_about_sooner():
    """Here a process may be one's own; there it is not."""
    assert tier_of("kill 1234") == "none"
    assert tier_of("docker exec web kill 1234") == "risky"


def test_the_reason_says_what_changes():
    """Rule and reason of the table."""
    decision = decided("sysctl -w vm.swappiness=1")

    assert (decision.rule, decision.reasons) == ("sysctl.run.change", ("changes the kernel",))

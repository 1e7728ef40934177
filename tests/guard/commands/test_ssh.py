"""ssh, scp, sftp, rsync and what runs the same on many hosts: rows of (tier, command), and where it is said to run."""

from __future__ import annotations

import pytest

from tests.guard.commands.rows import rows
from tests.guard.support import decided, tier_of

ROWS = rows("ssh")


@pytest.mark.parametrize(("tier", "command"), ROWS, ids=[row[1][:80] for row in ROWS])
def test_a_command_has_the_tier_that_it_deserves(tier: str, command: str):
    """What runs there is judged as here, and what is not known there is asked about."""
    assert tier_of(command, cwd="/repo", home="/home/op") == tier


def test_there_are_rows_enough():
    """150, none of them twice, a third of them reads."""
    texts = [command for _, command in ROWS]

    assert len(texts) >= 150 and len(set(texts)) == len(texts)
    assert sum(tier == "read" for tier, _ in ROWS) >= 50


@pytest.mark.parametrize(
    ("command", "host"),
    [
        ("ssh op@nas reboot", "ssh op@nas"),
        ("ssh nas ssh pi4-1 reboot", "ssh pi4-1"),
        ("ssh nas docker exec web reboot", "container web"),
        ("ssh nas 'rm x'", "ssh nas"),
        ("scp x nas:y", "ssh nas"),
        ("ssh $H reboot", "ssh …"),
    ],
)
def test_an_act_is_told_where_it_happens(command: str, host: str):
    """The innermost host, so that orders can name it."""
    assert decided(command).acts[-1].place.host == host


def test_no_file_of_this_machine_is_read_for_another_host():
    """A script of the same name here says nothing of the one there."""
    assert tier_of("ssh nas bash /repo/x.sh", files={"/repo/x.sh": "uptime\n"}) == "risky"


def test_a_script_of_this_machine_that_is_sent_there_is_read():
    """What comes in is what runs."""
    assert tier_of("ssh nas < /repo/x.sh", files={"/repo/x.sh": "uptime\n"}, cwd="/repo") == "read"
    assert tier_of("ssh nas < /repo/x.sh", files={"/repo/x.sh": "k0s reset\n"}, cwd="/repo") == "forbidden"

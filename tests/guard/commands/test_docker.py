"""docker, podman, nerdctl, compose: rows of (tier, command), every documented command, and what reaches the host."""

from __future__ import annotations

import pytest

from firstmate.guard.hosts.docker import DOCKER
from tests.guard.commands.rows import commands, rows
from tests.guard.support import decided, tier_of

ROWS = rows("docker")
GROUPS = {path.partition(" ")[0] for path in commands("docker") if " " in path} | {"trust key", "trust signer"}


@pytest.mark.parametrize(("tier", "command"), ROWS, ids=[row[1][:80] for row in ROWS])
def test_a_command_has_the_tier_that_it_deserves(tier: str, command: str):
    """By its verb, its flags, and what it runs where."""
    assert tier_of(command, cwd="/repo", home="/home/op") == tier


def test_there_are_rows_enough():
    """200, none of them twice, a third of them reads."""
    texts = [command for _, command in ROWS]

    assert len(texts) >= 200 and len(set(texts)) == len(texts)
    assert sum(tier == "read" for tier, _ in ROWS) >= 66


@pytest.mark.parametrize("path", [path for path in commands("docker") if path not in GROUPS])
def test_every_documented_command_is_in_a_table(path: str):
    """None of them is unknown to the guard, and asked for its help it reads."""
    assert path in DOCKER.reasons
    assert tier_of(f"docker {path} --help") in ("read", "none")


@pytest.mark.parametrize(
    ("command", "says"),
    [
        ("docker run --privileged x", "with all rights on the host"),
        ("docker run -v /:/host x", "with /:/host of the host in it"),
        ("docker run --mount type=bind,source=/etc,target=/x x", "of the host in it"),
        ("docker run -v /var/run/docker.sock:/s x", "the socket of the container runtime"),
        ("docker run --pid=host x", "in the host's pid"),
        ("docker run --net host x", "in the host's net"),
        ("docker run --cap-add SYS_ADMIN x", "devices or capabilities"),
        ("docker compose down -v", "deletes the project's volumes with their data"),
        ("docker volume rm x", "with their data"),
        ("docker system prune --volumes", "deletes volumes with their data"),
    ],
)
def test_the_reason_says_what_is_at_stake(command: str, says: str):
    """What makes this one worse than others of its kind."""
    assert says in " ".join(decided(command).reasons)


def test_a_named_volume_is_no_folder_of_the_host():
    """Only paths are."""
    assert "of the host" not in " ".join(decided("docker run -v data:/data x").reasons)


def test_an_act_says_which_container_on_which_host():
    """Orders go by it."""
    (act,) = decided("docker -H ssh://nas restart plex").acts

    assert (act.rule, act.kind, act.names, act.place.host) == ("docker.restart", "container", ("plex",), "ssh://nas")


def test_the_program_in_a_container_is_told_where_it_runs():
    """The host of the nested command."""
    (act,) = decided("docker exec -it plex rm -rf /config").acts

    assert act.place.host == "container plex"

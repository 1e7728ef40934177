"""Arguments as getopt_long reads them."""

from __future__ import annotations

import pytest

from firstmate.guard.flags import UnclearError, flags
from firstmate.guard.hosts import getopt

KNOWN = flags("c:command= v:verbose p:password? verify quiet")


@pytest.mark.parametrize(
    ("arguments", "values", "words"),
    [
        ("-c x y", {"command": ("x",)}, ("y",)),
        ("-cx y", {"command": ("x",)}, ("y",)),
        ("-vc x", {"verbose": ("true",), "command": ("x",)}, ()),
        ("--command=x", {"command": ("x",)}, ()),
        ("--com x", {"command": ("x",)}, ()),
        ("a --q b", {"quiet": ("true",)}, ("a", "b")),
        ("-p y", {"password": ("true",)}, ("y",)),
        ("-py", {"password": ("y",)}, ()),
        ("-c 1 -c 2", {"command": ("1", "2")}, ()),
        ("- -- -c x", {}, ("-", "-c", "x")),
    ],
)
def test_flags_are_read(arguments: str, values: dict[str, tuple[str, ...]], words: tuple[str, ...]):
    """Shortened, attached, in clusters, between the others, up to two dashes."""
    said = getopt.parse(arguments.split(), KNOWN)

    assert said.values == values
    assert getopt.words(said) == words


@pytest.mark.parametrize("arguments", ["-c", "--command", "--ver", "--none", "-x", "-vx", "--\0", "-\0"])
def test_what_cannot_be_read_is_said(arguments: str):
    """Flags that it does not have, that may be two, that lack their value, or that only the run tells."""
    with pytest.raises(UnclearError):
        getopt.parse([arguments], KNOWN)


def test_a_program_may_end_its_flags_at_the_first_word():
    """What follows belongs to what is sent."""
    said = getopt.parse(["-v", "get", "-c", "x"], KNOWN, in_order=True)

    assert said.positionals == ("get", "-c", "x")
    assert "command" not in said.values

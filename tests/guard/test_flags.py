"""Arguments as pflag reads them."""

from __future__ import annotations

import pytest

from firstmate.guard.flags import UnclearError, flags, parse, subcommand_at

GIVEN = flags("n:namespace= i:stdin t:tty dry-run? A:all-namespaces v=")


@pytest.mark.parametrize("text", ["-n shop", "-nshop", "-n=shop", "--namespace shop", "--namespace=shop"])
def test_a_value_is_found_however_it_is_written(text: str):
    """All spellings of one flag say the same."""
    assert parse(["get", *text.split(), "pods"], GIVEN).value("namespace") == "shop"
    assert parse(["get", *text.split(), "pods"], GIVEN).positionals == ("get", "pods")


@pytest.mark.parametrize(
    ("text", "on", "may"),
    [("-it", True, True), ("-i=false -t", False, False), ("--stdin=true", True, True), ("--stdin=\0", False, True)],
)
def test_a_switch_is_on_off_or_only_known_when_it_runs(text: str, on: bool, may: bool):
    """What only the run tells may be on and is not surely on."""
    parsed = parse(text.split(), GIVEN)

    assert (parsed.surely("stdin"), parsed.may("stdin")) == (on, may)


def test_the_last_value_counts():
    """`--dry-run=client --dry-run=none` is no dry run."""
    assert parse(["--dry-run=client", "--dry-run=none"], GIVEN).value("dry-run") == "none"


def test_an_optional_value_is_not_taken_from_the_next_word():
    """`--dry-run none` is a bare `--dry-run` and a word."""
    parsed = parse(["--dry-run", "none"], GIVEN)

    assert (parsed.value("dry-run"), parsed.positionals) == ("true", ("none",))


def test_after_two_dashes_nothing_is_a_flag():
    """They belong to the program inside."""
    parsed = parse(["web", "--", "ls", "-n", "x"], GIVEN)

    assert (parsed.positionals, parsed.dashed) == (("web",), ("ls", "-n", "x"))


@pytest.mark.parametrize("text", ["--namespac x", "-x", "-ix", "-n", "--namespace", "--\0", "-\0"])
def test_what_the_command_does_not_have_is_not_understood(text: str):
    """No abbreviations, no flags of others, no value missing."""
    with pytest.raises(UnclearError):
        parse(text.split(), GIVEN)


@pytest.mark.parametrize(
    ("text", "verb"),
    [
        ("-n shop get pods", "get"),
        ("-nshop get", "get"),
        ("--namespace=shop get", "get"),
        ("-A get delete", "get"),
        ("--all events delete", "delete"),
        ("-f x.yaml apply", "apply"),
        ("--unheard=of get", "get"),
        ("-it get", "get"),
    ],
)
def test_a_subcommand_is_where_cobra_finds_it(text: str, verb: str):
    """A flag that nobody knows yet takes the next word with it: what looks like a read may be a value."""
    words = text.split()
    position = subcommand_at(words, GIVEN)

    assert position is not None and words[position] == verb


@pytest.mark.parametrize("text", ["", "-n shop", "--", "-- get", "--all get"])
def test_there_may_be_no_subcommand(text: str):
    """Only flags and their values."""
    assert subcommand_at(text.split(), GIVEN) is None

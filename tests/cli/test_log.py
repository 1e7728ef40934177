"""`firstmate log`: shown with filters, verified with exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from firstmate import wiring
from firstmate.adapters import log_file
from firstmate.guard.log import Entry

ENTRIES = [
    Entry("2026-01-01T10:00:00Z", "decided", agent="git-operator", tool="Bash", command="git push", tier="risky",
          decision="ask", rule="git.push", reasons=("it is seen by others",), target="origin"),
    Entry("2026-01-02T10:00:00Z", "decided", tool="Bash", command="kubectl get pods", tier="read", decision="allow"),
    Entry("2026-01-03T10:00:00Z", "done", tool="Bash", command="kubectl get pods", outcome="ok"),
]  # fmt: skip


@pytest.fixture
def state(home) -> Path:
    """The state folder, with a log of three entries."""
    folder = wiring.folders().state
    for entry in ENTRIES:
        log_file.append(str(folder), entry)
    return folder


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ([], [1, 2, 3]),
        (["--decision", "ask"], [1]),
        (["--tier", "read"], [2]),
        (["--command", "kubectl"], [2, 3]),
        (["--event", "done"], [3]),
        (["--agent", "git-operator", "--decision", "allow"], []),
        (["--since", "2026-01-02"], [2, 3]),
        (["--since", "2026-01-02", "--last", "1"], [3]),
        (["--rule", "git"], [1]),
        (["--target", "orig", "--tool", "Bash"], [1]),
    ],
)
def test_entries_are_filtered(firstmate, state, filters, found):
    """Those that fit every filter, oldest first."""
    told = firstmate("log", "show", "--json", *filters).out.splitlines()

    assert [json.loads(line)["seq"] for line in told] == found


def test_an_entry_is_shown_to_a_person(firstmate, state):
    """When, what was decided, who, what, and why; `guard log` shows the last decisions."""
    out = firstmate("log", "show").out

    assert "2026-01-01T10:00:00Z  decided  ask  risky  git.push  by git-operator" in out
    assert "command: git push" in out and "it is seen by others" in out and "outcome: ok" in out
    assert "git push" in firstmate("guard", "log").out and "outcome" not in firstmate("guard", "log").out


def test_a_whole_log_is_verified(firstmate, state):
    """Exit code 0, and where it stands, which can be expected later."""
    ran = firstmate("log", "verify")
    stands = ran.out.split()[-1]

    assert ran.code == 0 and stands.startswith("3:")
    assert firstmate("log", "verify", "--expect", stands).code == 0
    assert firstmate("log", "verify", "--expect", f"2:{'0' * 64}").code == 1
    assert json.loads(firstmate("log", "verify", "--json").out)["breaches"] == []


def test_a_changed_log_is_told_by_its_line(firstmate, state):
    """Exit code 1."""
    log = state / log_file.LOG
    log.write_text(log.read_text().replace("git push", "git pull"))

    ran = firstmate("log", "verify")
    told = json.loads(firstmate("log", "verify", "--json").out)["breaches"]

    assert ran.code == 1 and ran.out.startswith("line 1: ") and told[0]["line"] == 1


def test_a_log_without_its_anchor_is_a_breach(firstmate, state):
    """Nothing says how long it was."""
    (state / log_file.ANCHOR).unlink()

    assert firstmate("log", "verify").code == 1


def test_the_database_remembers_what_was_verified(firstmate, state):
    """A rewrite of the log and its anchor shows."""
    firstmate("log", "verify")
    for name in (log_file.LOG, log_file.ANCHOR):
        (state / name).unlink()
    for entry in reversed(ENTRIES):
        log_file.append(str(state), entry)

    ran = firstmate("log", "verify")

    assert ran.code == 1 and "rewritten" in ran.out


def test_no_log_is_whole(firstmate):
    """Nothing was decided yet."""
    assert firstmate("log", "verify").code == 0 and firstmate("log", "show").out == ""


@pytest.mark.parametrize("expect", ["3", "x:y", f"-1:{'0' * 64}"])
def test_an_expectation_has_a_form(firstmate, expect):
    """Wrong usage, with what it looks like."""
    assert firstmate("log", "verify", "--expect", expect).code == 2

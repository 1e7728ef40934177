"""Approvals, freeze and thaw at the terminal: a person proves who it is, nobody else gets through."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys

import pytest

from firstmate import wiring
from firstmate.approvals import Request

PASSPHRASE = "correct horse battery"
REQUEST = Request("Bash", {"command": "kubectl delete pvc data"}, "home shop/pvc/data", tier="risky", rule="kubectl.x")


@pytest.fixture
def typed(monkeypatch):
    """What the person types, one passphrase after the other, at what looks like a terminal."""
    waiting: list[str] = []
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    monkeypatch.setattr("click.prompt", lambda *_, **__: waiting.pop(0))
    return waiting


@pytest.fixture
def asked():
    """A request that waits."""
    return wiring.approvals().ask(REQUEST, wiring.now().timestamp()).id


def set_up(firstmate, typed, name="alice", proof=()):
    typed += [*proof, PASSPHRASE]
    assert firstmate("approvals", "setup", "--as", name).code == 0


def test_a_person_approves(firstmate, typed, asked):
    """With the passphrase; it is shown first, and written to the log."""
    set_up(firstmate, typed)
    typed.append(PASSPHRASE)

    ran = firstmate("approve", asked, "--as", "alice")
    log = [json.loads(line) for line in firstmate("log", "show", "--event", "approval", "--json").out.splitlines()]

    assert ran.code == 0 and "kubectl delete pvc data" in ran.out and "approved" in ran.out
    assert [(entry["agent"], entry["decision"], entry["approval"]) for entry in log] == [
        ("alice", "approved", str(asked))
    ]
    assert wiring.approvals().use(REQUEST, wiring.now().timestamp())


def test_a_person_denies(firstmate, typed, asked):
    """And it is not decided twice."""
    set_up(firstmate, typed)
    typed += [PASSPHRASE, PASSPHRASE]

    assert firstmate("approvals", "deny", asked, "--as", "alice").code == 0
    again = firstmate("approve", asked, "--as", "alice")

    assert again.code == 4 and "denied already" in again.err


@pytest.mark.parametrize("verb", [["approve"], ["approvals", "approve"], ["approvals", "deny"]])
def test_a_wrong_passphrase_decides_nothing(firstmate, typed, asked, verb):
    """Nothing is decided by it."""
    set_up(firstmate, typed)
    typed.append("guess number one")

    ran = firstmate(*verb, asked, "--as", "alice")

    assert ran.code == 4 and "not the passphrase" in ran.err
    assert wiring.approvals().get(asked).decided is None


@pytest.mark.parametrize("verb", [["approve", "1"], ["approvals", "deny", "1"], ["approvals", "setup"], ["thaw"]])
def test_without_a_terminal_nobody_types(firstmate, asked, verb):
    """A pipe is no person."""
    firstmate("freeze")

    assert firstmate(*verb).code == 4


@pytest.mark.parametrize("guess", ["yes", "correct horse"])
def test_a_pseudo_terminal_proves_nothing(firstmate, typed, asked, guess):
    """Whoever opens one still has to know the passphrase."""
    set_up(firstmate, typed)
    leader, follower = pty.openpty()
    command = [sys.executable, "-m", "firstmate", "approve", str(asked), "--as", "alice"]
    with subprocess.Popen(
        command, stdin=follower, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True
    ) as process:
        assert process.stdout
        out = b""
        while b"Passphrase" not in out and (more := process.stdout.read1()):
            out += more
        os.write(leader, f"{guess}\n".encode())
        out += process.stdout.read()
    os.close(leader)
    os.close(follower)

    assert process.returncode == 4 and b"not the passphrase" in out
    assert wiring.approvals().get(asked).decided is None


def test_only_somebody_with_a_passphrase_lets_others_in(firstmate, typed):
    """The first is free; then one has to be proven, for oneself and for others."""
    set_up(firstmate, typed)
    typed += ["wrong wrong wrong", "mallory mallory"]
    assert firstmate("approvals", "setup", "--as", "mallory").code == 4
    typed += ["wrong wrong wrong", "mallory mallory"]
    assert firstmate("approvals", "setup", "--as", "alice").code == 4

    set_up(firstmate, typed, "bob", [PASSPHRASE])
    assert wiring.approvals().people() == {"alice", "bob"}


def test_a_short_passphrase_is_refused(firstmate, typed):
    """It could be guessed."""
    typed.append("short")

    assert firstmate("approvals", "setup").code == 2


def test_what_waits_is_listed_and_shown(firstmate, asked):
    """Exit code 1 while something waits; all of a request as text and as JSON."""
    listed = firstmate("approvals", "list")
    told = json.loads(firstmate("approvals", "list", "--json").out)
    shown = firstmate("approvals", "show", asked)

    assert listed.code == 1 and "kubectl delete pvc data" in listed.out
    assert told[0]["state"] == "pending" and told[0]["request"]["rule"] == "kubectl.x"
    assert "home shop/pvc/data" in shown.out and shown.code == 0
    assert json.loads(firstmate("approvals", "show", asked, "--json").out)["id"] == asked
    assert firstmate("approvals", "show", 99).code == 2


def test_nothing_waits(firstmate):
    """Exit code 0."""
    assert firstmate("approvals", "list").code == 0 and firstmate("approvals", "list", "--all", "--json").out == "[]\n"


def test_orders_name_who_may_approve(firstmate, typed, asked, home):
    """Nobody else may, nor thaw."""
    set_up(firstmate, typed)
    (home / ".config" / "firstmate").mkdir(parents=True)
    (home / ".config" / "firstmate" / "standing-orders.yaml").write_text("schema: 1\napprovers: [bob]\n")
    firstmate("freeze")
    typed += [PASSPHRASE, PASSPHRASE]

    assert "standing orders" in firstmate("approve", asked, "--as", "alice").err
    assert "standing orders" in firstmate("thaw", "--as", "alice").err


def test_freeze_refuses_every_change_until_thawed(firstmate, typed):
    """Reads go on; the guard says who froze and why."""
    set_up(firstmate, typed)
    change = ["guard", "check", "kubectl delete namespace x", "--json"]

    assert firstmate("freeze", "--for", "2h", "--why", "storm").code == 0
    frozen = json.loads(firstmate(*change).out)
    assert frozen["decision"] == "deny" and "storm" in frozen["reasons"][0]
    assert json.loads(firstmate("guard", "check", "kubectl get pods", "--json").out)["decision"] == "allow"
    typed += ["wrong wrong wrong", PASSPHRASE]
    assert firstmate("thaw", "--as", "alice").code == 4
    assert firstmate("thaw", "--as", "alice").code == 0
    assert json.loads(firstmate(*change).out)["decision"] == "ask"


@pytest.mark.parametrize("span", ["2", "h", "-1h", "0m", "2w", "1h30m"])
def test_a_time_that_is_none_is_refused(firstmate, span):
    """With the form that it has."""
    ran = firstmate("freeze", "--for", span)

    assert ran.code == 2 and "30m" in ran.err


def test_thaw_says_when_nothing_is_frozen(firstmate, typed):
    """Wrong usage; nothing changes."""
    typed.append(PASSPHRASE)

    assert firstmate("thaw").code == 2

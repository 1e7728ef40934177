"""`firstmate run`: workflows run as processes of their own, are steered from other ones, and survive their end."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from firstmate.adapters.approval_store import ApprovalStore
from firstmate.adapters.journal import Journal
from tests.support import people


class Terminal:
    """Commands in a home of their own."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.env = {"HOME": str(home), "PATH": os.environ["PATH"]}
        self.workflows = home / ".config/firstmate/workflows"
        self.workflows.mkdir(parents=True)
        self.started: list[subprocess.Popen[str]] = []

    def write(self, name: str, steps: str, **head: Any) -> None:
        """A workflow of the steps."""
        whole = {"schema": 1, "name": name, "description": "A test.", **head}
        lines = [f"{key}: {json.dumps(value)}" for key, value in whole.items()]
        (self.workflows / f"{name}.yaml").write_text("\n".join([*lines, f"steps: {steps}"]))

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "firstmate", *arguments]
        pipe = subprocess.PIPE
        started = subprocess.Popen(command, env=self.env, cwd=self.home, stdout=pipe, stderr=pipe, text=True)
        self.started.append(started)
        return started

    def close(self) -> None:
        """Nothing of a test that failed is left."""
        for process in self.started:
            process.kill()
            process.communicate()

    def __call__(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        process = self.start(*arguments)
        out, err = process.communicate(timeout=60)
        return subprocess.CompletedProcess(arguments, process.returncode, out, err)

    def runs(self) -> list[dict[str, Any]]:
        """As the journal has them, newest first, without a process."""
        path = self.home / ".local/state/firstmate/runs.db"
        if not path.exists():
            return []
        journal = Journal(f"sqlite:///{path}")
        found = [{**vars(run), "steps": [vars(step) for step in journal.steps(run.id)]} for run in journal.runs(9)]
        journal.close()
        return found

    def wait(self, found: Callable[[dict[str, Any]], Any]) -> dict[str, Any]:
        """The latest run, once that is true of it."""
        for _ in range(600):
            runs = self.runs()
            if runs and found(runs[0]):
                return runs[0]
            time.sleep(0.05)
        raise AssertionError(f"it never came to that: {self.runs()}")


@pytest.fixture
def terminal(home: Path) -> Iterator[Terminal]:
    made = Terminal(home)
    yield made
    made.close()


def test_a_workflow_runs_to_its_end(terminal):
    """Its steps are shown, its inputs are data, and it is remembered."""
    terminal.write("hello", "[{id: a, run: 'echo {{ inputs.who }}'}]", inputs={"who": {"type": "string"}})

    ran = terminal("run", "hello", "--input", "who=$(touch pwned)", "--json")

    assert ran.returncode == 0, ran.stderr
    run = json.loads(ran.stdout)
    assert run["state"] == "done" and run["steps"][0]["output"]["stdout"] == "$(touch pwned)\n"
    assert not (terminal.home / "pwned").exists()
    shown = terminal("run", "show", run["id"]).stdout
    assert "✓ a" in shown and "$(touch pwned)" in shown


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("helo",), "did you mean `hello`?"),
        (("hello",), "needs the input `who`"),
        (("hello", "-i", "wo=1"), "did you mean `who`?"),
        (("hello", "-i", "who"), "KEY=VALUE"),
        (("hello", "-i", "who=a", "-i", "n=x"), "has to be of type integer"),
        (("hello", "-i", "who=a", "-i", "n=9"), "may not be more than 3"),
        (("show", "none"), "There is no run none"),
        (("cancel", "none"), "There is no run none"),
    ],
)
def test_what_is_not_there_is_told_before_anything_begins(terminal, arguments, told):
    """One sentence, the nearest thing, exit code 2."""
    inputs = {"who": {"type": "string"}, "n": {"type": "integer", "maximum": 3, "default": 1}}
    terminal.write("hello", "[{id: a, run: 'echo {{ inputs.who }}'}]", inputs=inputs)

    ran = terminal("run", *arguments)

    assert ran.returncode == 2 and told in ran.stderr and "Traceback" not in ran.stderr
    assert terminal.runs() == []


def test_a_dry_run_says_what_the_guard_would_and_does_nothing(terminal):
    """Every step with its tier."""
    terminal.write("risk", "[{id: a, run: touch here}, {id: b, run: kubectl delete namespace shop}]")

    ran = terminal("run", "risk", "--dry-run")

    assert ran.returncode == 0 and "risky" in ran.stdout
    assert not (terminal.home / "here").exists() and terminal.runs() == []


def test_what_the_guard_forbids_is_not_done(terminal):
    """The step fails with the rule; the next does not begin."""
    terminal.write("bad", "[{id: a, run: kubectl delete namespace kube-system}, {id: b, run: touch here}]")

    ran = terminal("run", "bad")

    assert ran.returncode == 1 and "kubectl.delete.namespace" in ran.stdout
    assert not (terminal.home / "here").exists()


def test_a_failed_step_is_tried_again_by_a_person(terminal):
    """The run goes on from there, under the same name; what was done is not done again."""
    terminal.write("flaky", "[{id: a, run: 'echo x >> log'}, {id: b, run: cat gift}, {id: c, run: 'echo y >> log'}]")
    assert terminal("run", "flaky").returncode == 1
    (terminal.home / "gift").write_text("here")

    ran = terminal("run", "retry", terminal.runs()[0]["id"], "b")

    assert ran.returncode == 0, ran.stderr
    assert (terminal.home / "log").read_text() == "x\ny\n"
    (run,) = terminal.runs()
    assert run["state"] == "done" and [s["attempt"] for s in run["steps"] if s["path"] == ("b",)] == [1, 2]


def test_a_failed_step_is_skipped_by_a_person(terminal):
    """With the reason, which stays with the run."""
    terminal.write("flaky", "[{id: a, run: cat gift}, {id: b, run: touch here}]")
    assert terminal("run", "flaky").returncode == 1
    run_id = terminal.runs()[0]["id"]

    assert terminal("run", "skip", run_id, "z", "--why", "x").returncode == 2
    ran = terminal("run", "skip", run_id, "a", "--why", "done by hand")

    assert ran.returncode == 0 and (terminal.home / "here").exists()
    assert "done by hand" in terminal("run", "show", run_id).stdout


def test_a_question_is_answered_from_another_terminal(terminal):
    """The answer is known to later steps; one that is no choice fails the step."""
    steps = "[{id: q, ask: Which?, choices: [red, blue]}, {id: b, run: 'echo {{ steps.q.output.answer }} > here'}]"
    terminal.write("ask", steps)
    process = terminal.start("run", "ask")

    run = terminal.wait(lambda run: run["state"] == "asks")
    assert "Which?" in run["why"]
    assert terminal("run", "answer", run["id"], "q", "blue").returncode == 0

    process.communicate(timeout=30)
    assert process.returncode == 0 and (terminal.home / "here").read_text() == "blue\n"


@pytest.mark.parametrize("yes", [True, False])
def test_an_approval_is_given_or_refused_elsewhere(terminal, yes):
    """It holds for this one command; a no fails the step."""
    terminal.write("careful", "[{id: a, run: touch here, approve: {within: 1h}}]")
    process = terminal.start("run", "careful")
    terminal.wait(lambda run: run["state"] == "asks")

    state = terminal.home / ".local/state/firstmate"
    (asked,) = ApprovalStore(str(state)).all()
    assert asked.request.arguments == {"command": "touch here"}
    people.say(state, asked.id, yes)

    out, _ = process.communicate(timeout=30)
    assert process.returncode == (0 if yes else 1)
    assert (terminal.home / "here").exists() is yes
    assert yes or "denied by op" in out


def test_a_run_whose_process_was_killed_is_taken_up(terminal):
    """From the step that was interrupted, which only reads and is repeated."""
    terminal.write(
        "long", "[{id: a, run: 'echo x >> log'}, {id: b, run: kubectl version --client}, {id: c, ask: Go on?}]"
    )
    process = terminal.start("run", "long")
    run = terminal.wait(lambda run: run["state"] == "asks")
    process.send_signal(signal.SIGKILL)
    process.communicate()
    again = terminal.start("run", "resume")

    terminal("run", "answer", run["id"], "c", "yes")

    out, err = again.communicate(timeout=30)
    assert (again.returncode, out) == (0, f"{run['id']}: done\n"), err
    assert (terminal.home / "log").read_text() == "x\n"
    assert terminal("run", "resume").stdout == "Nothing was interrupted.\n"


def test_one_workflow_runs_another(terminal):
    """As a run of its own, whose failure is its step's."""
    terminal.write("inner", "[{id: a, run: 'echo {{ inputs.x }} > here'}]", inputs={"x": {"type": "integer"}})
    terminal.write("outer", "[{id: i, workflow: inner, with: {x: '{{ 1 + 1 }}'}}]")

    assert terminal("run", "outer").returncode == 0
    assert (terminal.home / "here").read_text() == "2\n"
    assert sorted(run["workflow"] for run in terminal.runs()) == ["inner", "outer"]


def test_a_run_is_taken_back(terminal):
    """By `on_failure: rollback`, and by a person after its end."""
    steps = "[{id: a, run: touch here, undo: rm here}, {id: b, run: cat gift, on_failure: rollback}]"
    terminal.write("back", steps)
    terminal.write("good", "[{id: a, run: touch there, undo: rm there}]")

    assert terminal("run", "back").returncode == 1 and not (terminal.home / "here").exists()
    assert terminal.runs()[0]["state"] == "rolled back"

    assert terminal("run", "good").returncode == 0 and (terminal.home / "there").exists()
    terminal("run", "rollback", terminal.runs()[0]["id"])
    assert not (terminal.home / "there").exists() and terminal.runs()[0]["state"] == "rolled back"


def test_one_run_at_a_time_for_a_key(terminal):
    """The second is told which one goes on, and how to call it off."""
    terminal.write("lock", "[{id: q, ask: Go on?}]", concurrency="shop")
    process = terminal.start("run", "lock")
    run = terminal.wait(lambda run: run["state"] == "asks")

    second = terminal("run", "lock")
    assert second.returncode == 2 and f"Run {run['id']} of lock goes on" in second.stderr

    terminal("run", "cancel", run["id"])
    process.communicate(timeout=30)
    assert terminal.runs()[0]["state"] == "cancelled"


def test_an_approval_that_only_the_database_has_is_none(terminal):
    """Whoever can write a file could have put it there: the step fails, and nothing is done."""
    terminal.write("careful", "[{id: a, run: touch here, approve: {}}]")
    process = terminal.start("run", "careful")
    terminal.wait(lambda run: run["state"] == "asks")
    store = ApprovalStore(str(terminal.home / ".local/state/firstmate"))
    store.decide(store.all()[0].id, True, "mallory", (), time.time())

    out, _ = process.communicate(timeout=30)

    assert process.returncode == 1 and "is not in the log" in out
    assert not (terminal.home / "here").exists()


@pytest.mark.parametrize(
    "step",
    ["{id: wait, ask: Go on?}", "{id: wait, approve: {}, run: 'true'}", "{id: wait, workflow: inner, with: {}}"],
    ids=["question", "approval", "inside"],
)
@pytest.mark.parametrize(("word", "state"), [("cancel", "cancelled"), ("rollback", "rolled back")])
def test_a_run_that_waits_for_a_person_can_be_ended(terminal, step, word, state):
    """Nobody has to answer first; what was done is taken back where that was asked for, also in a run inside of it."""
    taken_back = "undo: 'echo undone >> log'"
    terminal.write("inner", f"[{{id: i, run: 'echo inner >> log', {taken_back}}}, {{id: q, ask: Go on?}}]")
    terminal.write(
        "plan", f"[{{id: a, run: 'echo done >> log', {taken_back}}}, {step}, {{id: b, run: 'echo b >> log'}}]"
    )
    process = terminal.start("run", "plan")
    waiting = terminal.wait(lambda run: run["state"] == "asks")
    run = waiting["id"].partition(".")[0]

    assert terminal("run", word, run).returncode == 0
    process.communicate(timeout=30)

    assert {each["state"] for each in terminal.runs()} == {state}
    log = (terminal.home / "log").read_text().split()
    assert log.count("undone") == (len(log) / 2 if word == "rollback" else 0) and "b" not in log

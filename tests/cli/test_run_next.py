"""`firstmate run next` and `report`: a session's main thread carries a run, delegates its steps, and hands back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from firstmate import run_wiring, wiring
from firstmate.adapters import delegations
from tests.support import people

SCHEMA = {"type": "object", "required": ["cause"], "properties": {"cause": {"enum": ["oom", "config"]}}}


@pytest.fixture
def write(home):
    """Write a workflow of steps."""

    def written(*steps, name="judge", **head):
        folder = home / ".config/firstmate/workflows"
        folder.mkdir(parents=True, exist_ok=True)
        whole = {"schema": 1, "name": name, "description": "A test.", **head, "steps": list(steps)}
        (folder / f"{name}.yaml").write_text(json.dumps(whole))

    return written


@pytest.fixture
def following(firstmate):
    """What is next, as it is printed."""

    def told(*arguments):
        ran = firstmate("run", "next", *arguments)
        assert ran.code in (0, 1), ran.err
        return json.loads(ran.out)

    return told


@pytest.fixture
def report(firstmate):
    """Hand in what an agent answered to a delegation."""

    def handed(one, answer):
        ran = firstmate("run", "report", one["run"], one["step"], "--ticket", one["ticket"], "--output", answer)
        return ran.code, json.loads(ran.out)

    return handed


def judge(**more):
    return {"id": "judge", "agent": "k8s-diagnostician", "prompt": "Why?", "output": SCHEMA, "model": "haiku", **more}


def test_steps_run_until_an_agent_is_needed_and_go_on_from_its_answer(write, following, report, home):
    """The command before it has run, the one after it uses what was reported, and each ran once."""
    write(
        {"id": "look", "run": "echo seen | tee -a looked"},
        judge(**{"with": {"seen": "{{ steps.look.output.stdout }}"}}),
        {"id": "note", "run": "echo {{ steps.judge.output.cause }} >> noted"},
    )
    told = following("judge")
    (one,) = told["next"]
    assert (one["do"], one["agent"], one["model"]) == ("delegate", "k8s-diagnostician", "haiku")
    assert '"seen": "seen\\n"' in one["prompt"] and one["ticket"] in one["prompt"]
    assert following(told["run"])["next"] == [one]

    assert report(one, '{"cause": "oom"}')[0] == 0
    ended = following(told["run"])

    assert (ended["state"], ended["next"]) == ("done", [])
    assert (home / "work/looked").read_text() == "seen\n" and (home / "work/noted").read_text() == "oom\n"


@pytest.fixture(autouse=True)
def elsewhere(home, monkeypatch):
    """Commands leave nothing in the checkout."""
    (home / "work").mkdir()
    monkeypatch.chdir(home / "work")


def test_an_answer_that_does_not_fit_is_asked_of_the_next_tier(write, following, report):
    """With the reason, a ticket of its own, and the old one is worth nothing any more."""
    write(judge())
    told = following("judge")
    (first,) = told["next"]

    code, said = report(first, "gremlins")
    (second,) = following(told["run"])["next"]

    assert (code, said["holds"], said["why"]) == (1, False, "it is no JSON")
    assert (second["model"], second["ticket"] == first["ticket"]) == ("sonnet", False)
    assert report(second, '{"cause": "config"}')[0] == 0
    assert following(told["run"])["state"] == "done"


@pytest.mark.parametrize("ticket", ["", "x" * 32, "ä" * 32])
def test_only_the_ticket_of_the_step_hands_in(write, following, report, firstmate, ticket):
    """Another one is refused, and the step waits on."""
    write(judge())
    told = following("judge")

    ran = firstmate("run", "report", told["run"], "judge", "--ticket", ticket, "--output", '{"cause": "oom"}')

    assert (ran.code, "not the ticket" in ran.err) == (4, True)
    assert following(told["run"])["next"] == told["next"]


def test_what_was_not_delegated_cannot_be_handed_in(write, following, firstmate):
    """Another step, a run that is none, one that has ended."""
    write(judge())
    told = following("judge")

    for run, step in ((told["run"], "look"), ("none", "judge")):
        assert firstmate("run", "report", run, step, "--ticket", "t", "--output", "x").code == 2


def test_agents_beside_each_other_are_delegated_together(write, following, report):
    """Both at once, each with its ticket; when one has answered, the other waits on."""
    branches = {"left": [judge(id="a")], "right": [judge(id="b", agent="git-operator")]}
    write({"id": "both", "parallel": branches})
    told = following("judge")
    assert {(one["step"], one["agent"]) for one in told["next"]} == {
        ("both.left.a", "k8s-diagnostician"),
        ("both.right.b", "git-operator"),
    }

    left, right = sorted(told["next"], key=lambda one: one["step"])
    report(left, '{"cause": "oom"}')
    assert following(told["run"])["next"] == [right]
    report(right, '{"cause": "oom"}')
    assert following(told["run"])["state"] == "done"


def test_a_risky_command_is_returned_and_runs_once_approved(write, following):
    """Never by itself: `next` says which approval is waited for; it fails here, where no cluster is, but it ran."""
    write({"id": "gone", "run": "kubectl delete namespace shop"})
    told = following("judge")
    (one,) = told["next"]
    assert (one["do"], one["step"], one["what"]) == ("wait", "gone", "kubectl delete namespace shop")
    assert following(told["run"])["next"] == [one]

    number = int(one["for"].split()[1])
    people.say(wiring.folders().state, number, yes=True)
    ended = following(told["run"])

    assert ended["state"] == "failed" and "approval" not in ended["why"]
    assert wiring.approvals().get(number).used


def test_a_question_is_for_the_person(write, following, firstmate):
    """With its choices; the answer is said to the run, which goes on with it."""
    write(
        {"id": "ok", "ask": "Which?", "choices": ["this", "that"]}, {"id": "say", "run": "echo {{ steps.ok.output }}"}
    )
    told = following("judge")
    assert told["next"] == [{"do": "ask", "step": "ok", "question": "Which?", "choices": ["this", "that"]}]

    assert firstmate("run", "answer", told["run"], "ok", "that").code == 0
    assert following(told["run"])["state"] == "done"


def test_steps_of_a_workflow_inside_are_delegated_under_their_own_run(write, following, report):
    """And the outer run goes on when they are reported."""
    write(judge(), name="inner")
    write({"id": "sub", "workflow": "inner"}, {"id": "after", "run": "true"})
    told = following("judge")
    (one,) = told["next"]
    assert one["run"].startswith(f"{told['run']}.sub")

    assert report(one, '{"cause": "oom"}')[0] == 0
    assert following(told["run"])["state"] == "done"


def test_a_failure_that_a_person_decides_about_is_told(write, following, firstmate):
    """`on_failure: ask`; what the person says is obeyed at the next call. A paused run says that it is."""
    write({"id": "bad", "run": "false", "on_failure": "ask"}, {"id": "after", "run": "true"})
    told = following("judge")
    assert told["next"][0]["do"] == "decide" and "ended with code 1" in told["next"][0]["why"]

    firstmate("run", "skip", told["run"], "bad", "--why", "not needed")
    assert following(told["run"])["state"] == "done"


def test_a_paused_run_waits(write, following, firstmate):
    """Until a person lets it go on."""
    write(judge(), {"id": "after", "run": "true"})
    told = following("judge")
    firstmate("run", "pause", told["run"])
    assert following(told["run"])["next"] == [{"do": "decide", "why": "it is paused"}]

    firstmate("run", "continue", told["run"])
    assert following(told["run"])["next"] == told["next"]


def test_what_a_person_denies_fails_the_step(write, following):
    """Also while nobody looked; it is not asked again."""
    write({"id": "gone", "run": "kubectl delete namespace shop"})
    told = following("judge")
    number = int(told["next"][0]["for"].split()[1])
    people.say(wiring.folders().state, number, yes=False)

    ended = following(told["run"])

    assert ended["state"] == "failed" and f"approval {number} was denied by op" in ended["why"]
    assert len(wiring.approvals().all()) == 1


def test_a_cancelled_run_begins_nothing_more(write, following, report, firstmate, home):
    """What was said between two calls is heard before the next step begins."""
    write(judge(), {"id": "after", "run": "touch after"})
    told = following("judge")
    report(told["next"][0], '{"cause": "oom"}')
    firstmate("run", "cancel", told["run"])

    assert following(told["run"])["state"] == "cancelled"
    assert not (home / "work" / "after").exists()


def test_a_run_that_goes_on_by_itself_is_left_alone(write, following, firstmate):
    """One driver for each run; of one that has ended its end is told, and nothing is done again."""
    write({"id": "a", "run": "echo x >> ran"})
    assert firstmate("run", "judge").code == 0
    (run,) = json.loads(firstmate("run", "list", "--json").out)
    assert (following(run["id"])["state"], Path("ran").read_text()) == ("done", "x\n")

    journal = run_wiring.journal()
    journal.reopen(journal.run(run["id"]), "somebody", "running")
    refused = firstmate("run", "next", run["id"])
    assert (refused.code, "goes on by itself" in refused.err) == (2, True)


def test_the_hook_is_told_until_it_is_reported(write, following, report, home):
    """The ticket leads to agent and model; afterwards to nothing."""
    write(judge())
    (one,) = following("judge")["next"]
    state = str(home / ".local/state/firstmate")

    found = delegations.named_in(state, one["prompt"])
    assert found and (found.agent, found.model, found.step) == ("k8s-diagnostician", "haiku", "judge")
    report(one, '{"cause": "oom"}')
    assert delegations.named_in(state, one["prompt"]) is None

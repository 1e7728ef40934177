"""Pull requests are opened, checked, merged, commented and closed: once, on a condition, and back again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from firstmate.command_tiers import CommandTier
from firstmate.problems import shape_problems
from firstmate.services.actions import ACTIONS
from firstmate.services.actions.values import ActionError, UncertainError
from tests.services.actions.git_kit import DEPLOYMENT, Yard, judged, yard
from tests.services.actions.kit import refusal

FILE = "apps/web/deployment.yaml"
BRANCH = "by-hand"


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Yard]:
    """With a branch that somebody pushed."""
    with yard(tmp_path) as made:
        made.bare.commit({FILE: DEPLOYMENT.replace(":1.0", ":1.1")}, "Newer image", BRANCH, "main")
        yield made


def opened(home: Yard) -> dict[str, Any]:
    """What says which pull request."""
    output = home.do("forge.open", {"repo": home.repo, "branch": BRANCH, "title": "Newer image"})
    return {"repo": home.repo, "pull": output["pull"]}


# ---- open ----------------------------------------------------------------------------------------------------------


def test_a_pull_request_is_opened_once_for_a_branch(home: Yard) -> None:
    """Asked for again, it is the one that is there."""
    arguments = {"repo": home.repo, "branch": BRANCH, "title": "Newer image", "text": "Tried at home."}
    call, plan = home.planned("forge.open", arguments)
    assert '+          image: "registry.example/web:1.1"' in plan.shows
    assert home.happened("forge.open", call) is None

    output = home.again("forge.open", call)
    assert home.happened("forge.open", call) == output == home.again("forge.open", call)
    assert home.forge.pulls["ops/home", 1]["body"] == "Tried at home.\n\nFirstmate-Run: run/step/1"

    home.undo(output)
    assert home.forge.pulls["ops/home", 1]["state"] == "closed"


def test_a_branch_that_has_moved_is_not_opened(home: Yard) -> None:
    """What was shown is not what is there."""
    call, _ = home.planned("forge.open", {"repo": home.repo, "branch": BRANCH, "title": "x"})
    home.bare.commit({"x": "y\n"}, "More", BRANCH)

    with pytest.raises(ActionError, match="branch by-hand has moved since this was planned"):
        home.again("forge.open", call)


# ---- checks --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("statuses", "more", "state"),
    [({}, {}, "none"), ({"build": "success"}, {}, "success"), ({"build": "success", "lint": "warning"}, {}, "success")],
)
def test_checks_that_are_over_are_told(home: Yard, statuses: dict[str, str], more: dict[str, Any], state: str) -> None:
    """Nobody waits for what nobody runs."""
    which = opened(home)
    home.forge.statuses[home.bare.tip(BRANCH)] = statuses

    assert home.do("forge.checks", {**which, **more})["checks"] == state
    assert home.slept == []


@pytest.mark.parametrize(
    ("statuses", "more", "why"),
    [
        ({"build": "failure", "lint": "pending"}, {}, "checks of pull request 1 failed: build: failure"),
        ({"build": "error"}, {}, "failed: build: error"),
        ({"build": "pending"}, {"within": "20s"}, "are not over: build: pending"),
        ({}, {"some": True, "within": "20s"}, "are not over: there are none"),
    ],
)
def test_checks_that_fail_or_take_too_long_are_a_failure(
    home: Yard, statuses: dict[str, str], more: dict[str, Any], why: str
) -> None:
    """And it is said which."""
    which = opened(home)
    home.forge.statuses[home.bare.tip(BRANCH)] = statuses

    assert why in refusal(lambda: home.do("forge.checks", {**which, **more}))
    assert sum(home.slept) == (20 if "within" in more else 0)


# ---- merge ---------------------------------------------------------------------------------------------------------


def test_a_merge_is_risky_and_merges_what_was_shown(home: Yard) -> None:
    """The forge really merges; the merge says which run did it, and how it is taken back."""
    which = opened(home)
    call, plan = home.planned("forge.merge", {**which, "sha": home.bare.tip(BRANCH)})
    assert plan.commands == ("tea pulls merge 1 --repo=ops/home",)
    assert judged(plan.commands[0]).tier is CommandTier.RISKY
    assert "checks: none" in plan.shows
    assert '+          image: "registry.example/web:1.1"' in plan.shows
    assert home.happened("forge.merge", call) is None

    output = home.again("forge.merge", call)

    assert ":1.1" in home.bare.text(FILE)
    assert home.bare.message().strip() == "Merge pull request #1: Newer image\n\nFirstmate-Run: run/step/1"
    assert output["merged"] == home.bare.tip()
    assert home.happened("forge.merge", call) == output == home.again("forge.merge", call)

    home.undo(output)
    assert home.bare.text(FILE) == DEPLOYMENT


def test_new_commits_are_not_merged_unseen(home: Yard) -> None:
    """Neither those after the plan, nor those after what the workflow meant."""
    which = opened(home)
    seen = home.bare.tip(BRANCH)
    call, _ = home.planned("forge.merge", which)
    home.bare.commit({"x": "y\n"}, "More", BRANCH)

    with pytest.raises(ActionError, match="has got other commits since this was planned"):
        home.again("forge.merge", call)
    assert "not the commit that is meant" in refusal(lambda: home.planned("forge.merge", {**which, "sha": seen}))
    assert ":1.0" in home.bare.text(FILE)


def test_the_forge_itself_refuses_another_head(home: Yard) -> None:
    """Also when the commits come between our look and our merge."""
    which = opened(home)
    call, _ = home.planned("forge.merge", which)
    shown = home.forge._shown

    def moving(name: str, number: int) -> Any:
        answer = shown(name, number)
        if len(home.bare.branches()) == 2 and home.bare.tip(BRANCH) == call.facts["sha"]:
            home.bare.commit({"x": "y\n"}, "More", BRANCH)
        return answer

    home.forge._shown = moving  # type: ignore[method-assign]
    with pytest.raises(ActionError, match="head out of date"):
        home.again("forge.merge", call)


def test_a_forge_that_is_still_thinking_is_asked_again(home: Yard) -> None:
    """Gitea says `try again later` until it knows whether there is a conflict."""
    which = opened(home)
    home.forge.checking = 3

    assert home.do("forge.merge", which)["state"] == "merged"
    assert home.slept == [1.0, 1.0, 1.0]


def test_a_merge_whose_answer_was_lost_is_found(home: Yard) -> None:
    """It is merged once."""
    which = opened(home)
    call, _ = home.planned("forge.merge", which)
    home.forge.lost = "POST merge"

    with pytest.raises(UncertainError):
        home.again("forge.merge", call)
    output = home.happened("forge.merge", call)
    assert output
    assert output["merged"] == home.bare.tip()


def test_what_a_person_has_merged_is_merged(home: Yard) -> None:
    """In the browser, say: the workflow goes on from there."""
    which = opened(home)
    home.do("forge.merge", which, "somebody/else/1")
    tip = home.bare.tip()
    _, plan = home.planned("forge.merge", which)

    assert (plan.commands, plan.shows) == ((), "pull request 1 is merged already")
    assert home.do("forge.merge", which)["merged"] == tip == home.bare.tip()


@pytest.mark.parametrize("case", ["failed checks", "closed", "conflict", "unknown"])
def test_what_cannot_be_merged_is_refused(home: Yard, case: str) -> None:
    """With the reason."""
    which = opened(home)
    if case == "failed checks":
        home.forge.statuses[home.bare.tip(BRANCH)] = {"build": "failure"}
    elif case == "closed":
        home.do("forge.close", which)
    elif case == "conflict":
        home.bare.commit({FILE: DEPLOYMENT.replace(":1.0", ":1.2")}, "Another image")
    else:
        which["pull"] = 99

    why = {"failed checks": "build: failure", "closed": "is closed", "conflict": "merge conflict", "unknown": "no such"}
    assert why[case] in refusal(lambda: home.do("forge.merge", which))


# ---- comment, close, reopen ----------------------------------------------------------------------------------------


def test_a_comment_is_made_once(home: Yard) -> None:
    """It carries the mark of its run where readers do not see it."""
    which = opened(home)
    call, plan = home.planned("forge.comment", {**which, "text": "It heals; `rm -rf /`"})
    assert judged(plan.commands[0]).tier is CommandTier.SAFE
    assert home.happened("forge.comment", call) is None
    output = home.again("forge.comment", call)

    assert home.happened("forge.comment", call) == output
    assert home.forge.comments["ops/home", 1] == ["It heals; `rm -rf /`\n\n<!-- Firstmate-Run: run/step/1 -->"]


def test_closing_and_opening_again_take_each_other_back(home: Yard) -> None:
    """What is closed already is left, and nothing is taken back then."""
    which = opened(home)
    call, plan = home.planned("forge.close", which)
    assert plan.commands == ("tea pulls close 1 --repo=ops/home",)
    assert home.happened("forge.close", call) is None
    closed = home.again("forge.close", call)
    assert home.happened("forge.close", call) == closed
    assert home.do("forge.close", which) == {"pull": 1, "state": "closed"}

    opened_again = home.undo(closed)
    assert home.forge.pulls["ops/home", 1]["state"] == "open"
    home.undo(opened_again)
    assert home.forge.pulls["ops/home", 1]["state"] == "closed"


def test_what_changed_since_it_was_planned_is_not_closed(home: Yard) -> None:
    """Somebody pushed to it, or merged it."""
    which = opened(home)
    call, _ = home.planned("forge.close", which)
    home.bare.commit({"x": "y\n"}, "More", BRANCH)

    assert "is not what it was when this was planned" in refusal(lambda: home.again("forge.close", call))
    home.do("forge.merge", which)
    assert "git.revert takes it back" in refusal(lambda: home.planned("forge.close", which))


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("forge.merge", {"pull": 0}),
        ("forge.merge", {"pull": "1; rm -rf /"}),
        ("forge.merge", {}),
        ("forge.checks", {"pull": 1, "within": "soon"}),
        ("forge.comment", {"pull": 1, "text": ""}),
        ("forge.open", {"branch": "x", "title": "two\nlines"}),
        ("forge.close", {"pull": 1, "force": True}),
    ],
)
def test_arguments_that_do_not_fit_are_refused_by_their_schema(name: str, arguments: dict[str, Any]) -> None:
    """Before anything is asked."""
    assert shape_problems({"repo": "ops/home", **arguments}, ACTIONS[name].takes)


def test_a_forge_that_the_site_does_not_name_is_not_asked(home: Yard) -> None:
    """One sentence, and the line for site.yaml."""
    why = refusal(lambda: home.planned("forge.close", {"repo": "https://elsewhere.example/a/b", "pull": 1}))

    assert "no forge is known for https://elsewhere.example/a/b: name it in site.yaml" in why

"""Agents as their files say them, and what a step's data tells about the work."""

from __future__ import annotations

from pathlib import Path

import pytest

from firstmate.errors import UsageError
from firstmate.model_tiers import Asked, Task
from firstmate.services.agents import load, task
from firstmate.workflow.values import Kind, Step, Workflow

PAGE = """---
name: looker
description: Looks.
tools: Read, Agent(a, b), Bash
model: sonnet
skills: seeing
---
You look.
"""


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """What ships, with a skill beside it; what is the user's own."""
    made = (tmp_path / "shipped" / "agents", tmp_path / "own" / "agents")
    for folder in made:
        folder.mkdir(parents=True)
    (made[0] / "looker.md").write_text(PAGE)
    skill = made[0].parent / "skills" / "seeing" / "SKILL.md"
    skill.parent.mkdir(parents=True)
    skill.write_text("---\nname: seeing\n---\n# How to see\n")
    return made


def test_an_agent_has_what_its_file_says(folders):
    """Its tools one by one, its skills in its prompt."""
    agent = load("looker", folders)

    assert (agent.description, agent.tools, agent.model) == ("Looks.", ("Read", "Agent(a, b)", "Bash"), "sonnet")
    assert agent.prompt == "You look.\n\n# How to see"


def test_the_users_own_wins(folders):
    """A skill that is not there is left out; without tools it has all."""
    (folders[1] / "looker.md").write_text("---\nname: looker\ndescription: Mine.\nskills: other\n---\nLook well.\n")
    agent = load("looker", folders)

    assert (agent.description, agent.prompt, agent.tools, agent.model) == ("Mine.", "Look well.", (), "")


def test_one_that_is_not_there_is_told_with_the_nearest(folders):
    """By its name."""
    with pytest.raises(UsageError) as told:
        load("loker", folders)
    assert "`looker`" in told.value.hint


@pytest.mark.parametrize(
    ("data", "wanted"),
    [
        ({}, Task()),
        ({"work": "plan", "runbook": "oom"}, Task("plan", runbook="oom")),
        (
            {"incidents": [1, 2], "systems": ["git", "argocd"], "namespaces": []},
            Task(causes=2, systems=2, namespaces=0),
        ),
        ({"incidents": "three"}, Task()),
    ],
)
def test_what_is_known_of_the_work(folders, data, wanted):
    """Lists count; what is no list tells nothing. What the files ask for comes along."""
    step, workflow = Step("a", Kind.AGENT, "looker", model="auto"), Workflow("w", "", model="opus")

    found = task(workflow, step, load("looker", folders), data)

    assert found.asked == Asked("auto", "opus", "sonnet")
    assert (found.kind, found.causes, found.systems, found.namespaces, found.runbook) == (
        wanted.kind,
        wanted.causes,
        wanted.systems,
        wanted.namespaces,
        wanted.runbook,
    )

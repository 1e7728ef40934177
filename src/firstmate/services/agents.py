"""Agents as their files say them, and what is known of the work that a step gives to one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from firstmate import documents
from firstmate.errors import UsageError
from firstmate.model_tiers import Asked, Task
from firstmate.problems import nearest
from firstmate.workflow.values import Step, Workflow


@dataclass(frozen=True)
class Agent:
    """One agent: its prompt, with the skills that its file names; the tools it may use (none named: all); its model."""

    name: str
    description: str
    prompt: str
    tools: tuple[str, ...] = ()
    model: str = ""


def load(name: str, folders: Sequence[Path]) -> Agent:
    """An agent by its name; later folders win. Raises UsageError with the nearest name."""
    found = {path.stem: path for folder in folders for path in sorted(folder.glob("*.md"))}
    if name not in found:
        raise UsageError(f"There is no agent `{name}`.", hint=nearest(name, found))
    page = documents.read_markdown(found[name])
    head = page.content
    skills = (_skill(found[name], skill) for skill in _listed(head.get("skills", "")))
    prompt = "\n\n".join([page.body, *filter(None, skills)])
    return Agent(
        name, str(head.get("description", "")), prompt, _listed(head.get("tools", "")), str(head.get("model", ""))
    )


def _skill(agent: Path, name: str) -> str:
    """The text of a skill beside the agents, which the client loads for its subagents only; empty: it is not there."""
    path = agent.parents[1] / "skills" / name / "SKILL.md"
    return documents.read_markdown(path).body if path.exists() else ""


def task(workflow: Workflow, step: Step, agent: Agent, data: Mapping[str, Any]) -> Task:
    """The work of a step, as far as its `with` tells: `work`, `incidents`, `systems`, `namespaces`, `runbook`."""
    asked = Asked(step.model, workflow.model, agent.model)
    return Task(
        kind=str(data.get("work", Task.kind)),
        asked=asked,
        causes=_count(data.get("incidents"), 0),
        systems=_count(data.get("systems"), 1),
        namespaces=_count(data.get("namespaces"), 1),
        runbook=str(data.get("runbook", "")),
    )


def _count(value: Any, otherwise: int) -> int:
    return len(value) if isinstance(value, list) else otherwise


def _listed(value: Any) -> tuple[str, ...]:
    """`Read, Agent(a, b)` and the same as a list."""
    parts = value if isinstance(value, list) else re.split(r",(?![^(]*\))", str(value))
    return tuple(str(part).strip() for part in parts if str(part).strip())

"""The shapes of runs that are killed, as shapes.yaml tells them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from tests.workflow.killed.ledger import WRITE


@dataclass(frozen=True)
class Shape:
    """One workflow, what it has to come to, and what people say to it meanwhile."""

    name: str
    content: Mapping[str, Any]
    effects: frozenset[str]
    maybe: tuple[frozenset[str], ...]
    ends: str
    people: tuple[tuple[str, Mapping[str, Any]], ...]
    """(an effect, or `asks`; what is said once that is there)."""

    def wrong(self, effects: list[str]) -> str:
        """What was lost or doubled; "" when nothing was."""
        there = set(effects)
        doubled = sorted(effect for effect in there if effects.count(effect) > 1)
        lost = sorted(self.effects - there)
        more = there - self.effects
        for group in self.maybe:
            lost += sorted(group - more) if group & more else []
            more -= group
        told = {"doubled": doubled, "lost": lost, "not wanted": sorted(more)}
        return "; ".join(f"{what}: {', '.join(named)}" for what, named in told.items() if named)


def read() -> dict[str, Shape]:
    """Every shape by its name."""
    told = YAML(typ="safe").load(Path(__file__).with_name("shapes.yaml"))
    return {name: _shape(name, body) for name, body in told.items()}


def _shape(name: str, told: Mapping[str, Any]) -> Shape:
    body = {key: _with_steps(told[key]) for key in ("steps", "phases") if key in told}
    return Shape(
        name,
        {"schema": 1, "name": "killed", "description": name, **body},
        frozenset(told["effects"]),
        tuple(frozenset(group) for group in told.get("maybe", ())),
        told.get("ends", "done"),
        tuple((saying["when"], saying["say"]) for saying in told.get("people", ())),
    )


def _with_steps(value: Any, key: str = "steps") -> Any:
    """The same, with a whole step in the place of each mere name."""
    if isinstance(value, dict):
        return {
            name: _with_steps(part, "steps" if key in ("parallel", "cases") else str(name))
            for name, part in value.items()
        }
    if isinstance(value, list):
        return [_with_steps(part, key) for part in value]
    if key in ("steps", "do", "default") and isinstance(value, str):
        return {"id": value, "action": WRITE, "with": {"name": value}}
    return value

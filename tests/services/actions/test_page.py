"""What docs/actions.md shows."""

from __future__ import annotations

import re
from pathlib import Path

from firstmate.services.workflows import catalogue, load

PAGE = Path(__file__).parents[3] / "docs/actions.md"


def test_its_workflow_is_one(tmp_path: Path) -> None:
    """As `firstmate workflow validate` judges it."""
    (block,) = re.findall(r"```yaml\n(.*?)```", PAGE.read_text(), re.DOTALL)
    file = tmp_path / "maintenance.yaml"
    file.write_text(block)
    _, found = load(file, catalogue((tmp_path,), ()))
    assert [step.id for step in found.steps] == ["cordon", "drain", "proxy", "back"]


def test_every_action_that_it_names_is_there() -> None:
    """In the list that it leads to."""
    listed = (PAGE.parents[1] / "knowledge/reference/actions.md").read_text()
    named = set(re.findall(r"`((?:kubectl|argocd|git)\.[a-z-]+)`", PAGE.read_text()))
    assert named and [name for name in sorted(named) if f"| `{name}` |" not in listed] == []

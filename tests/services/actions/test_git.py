"""Changes of manifests by pull requests, over a real git server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.services.actions.git_kit import Yard, yard


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Yard]:
    with yard(tmp_path) as made:
        yield made


def test_a_change_is_proposed_as_a_pull_request_and_nothing_else_changes(home: Yard) -> None:
    """One value, on a branch of its own; comments and layout stay, and main is what it was."""
    before = home.bare.tip()
    output = home.propose()

    assert home.bare.tip() == before
    changed = home.bare.text("apps/web/deployment.yaml", output["branch"])
    assert changed == home.bare.text("apps/web/deployment.yaml").replace("128Mi", "192Mi")
    assert home.bare.message(output["branch"]) == "More memory for web\n\nFirstmate-Run: run/step/1\n\n"
    assert home.forge.pulls["ops/home", 1]["title"] == "More memory for web"

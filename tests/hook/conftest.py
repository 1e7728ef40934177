"""The hook in an empty home."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.hook.hooks import Hook


@pytest.fixture
def hook(home: Path) -> Hook:
    """Its engine, its launcher, and no cluster."""
    return Hook.at(home)

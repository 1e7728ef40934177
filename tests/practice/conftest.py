"""Fixtures of the practice tests: a real git repository, and the reader of repositories."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from firstmate.practice.repositories import LocalRepositories
from tests.practice.git_kit import GOOD, SERVICE, Repository
from tests.support.require import require


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    require("git", shutil.which("git") is not None, "apt-get install -y git")
    made = Repository(tmp_path / "shop")
    made.path.mkdir()
    made.git("init", "-q", "-b", "main")
    made.commit(deployment=GOOD, service=SERVICE)
    return made


@pytest.fixture
def repositories(tmp_path: Path) -> LocalRepositories:
    return LocalRepositories(shutil.which("git") or "git", tmp_path / "fetched.git")

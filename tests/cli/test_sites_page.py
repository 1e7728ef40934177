"""docs/sites.md: its example does what the page says, line by line."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Ran
from tests.support.ssh import script

PAGE = (Path(__file__).parents[2] / "docs" / "sites.md").read_text()
SESSIONS = re.findall(r"```console\n(.*?)```", PAGE, re.DOTALL)


def steps() -> list[tuple[str, str]]:
    """Each command of the page, and what it prints."""
    parts = re.split(r"^\$ (.*)\n", "".join(SESSIONS), flags=re.MULTILINE)[1:]
    return list(zip(parts[::2], parts[1::2], strict=True))


def test_the_example_does_what_the_page_says(
    home: Path, monkeypatch: pytest.MonkeyPatch, firstmate: Callable[..., Ran]
) -> None:
    """Every command, in its order, in a home of its own, on a machine that has no docker."""
    script(home / "bin/docker", "#!/bin/sh\n# As a shell says it of a program that is not there.\nexit 127\n")
    monkeypatch.setenv("PATH", f"{home / 'bin'}:{os.environ['PATH']}")
    monkeypatch.chdir(home)
    (home / "infra").mkdir()
    (home / "ssh").touch()
    site = PAGE.partition("```yaml\n")[2].partition("```")[0].replace("/srv/house", str(home))
    (home / "infra/site.yaml").write_text(site)
    monkeypatch.setenv("FIRSTMATE_SITE", "infra/site.yaml")
    assert len(steps()) == 5
    for command, shown in steps():
        ran = firstmate(*shlex.split(command)[1:])
        told = (ran.out + ran.err).replace(str(home), "/srv/house")
        assert told == shown.replace("/home/you", "/srv/house"), command

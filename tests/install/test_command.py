"""`python3 install.py` as a user runs it: the real environment, what it says, and what it does when it cannot go on."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.hook.hooks import event_of
from tests.install.conftest import CHECKOUT, Tree

INSTALL = str(CHECKOUT / "install.py")
PIPS_OWN = (".cache", ".rustup")
"""Left in the home by pip itself, which keeps a cache and asks a Rust compiler for its version."""
SITE = "schema: 1\nname: house\nphase: 1\nphases: [{number: 1, name: foundation}]\n"
WITHOUT_VENV = (
    "import runpy, sys; sys.modules['ensurepip'] = None; sys.argv = sys.argv[1:]; "
    "sys.path.insert(0, sys.argv[0].rpartition('/')[0]); runpy.run_path(sys.argv[0], run_name='__main__')"
)


def run(home: Path, *arguments: str, python: tuple[str, ...] = (sys.executable,)) -> subprocess.CompletedProcess[str]:
    """The command with an empty environment, as on a fresh machine."""
    return subprocess.run(
        [*python, *arguments],
        env={"HOME": str(home), "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
    )


def write_site(home: Path) -> None:
    """A site file where the user has theirs, and a CLAUDE.md of their own."""
    for path, text in ((".config/firstmate/site.yaml", SITE), (".claude/CLAUDE.md", "mine")):
        (home / path).parent.mkdir(parents=True)
        (home / path).write_text(text)


def decision(home: Path, command: str) -> str:
    """What the hook says of a call, run as the client runs what stands in the settings."""
    settings = json.loads((home / ".claude" / "settings.json").read_bytes())
    (hook,) = settings["hooks"]["PreToolUse"][0]["hooks"]
    event = json.dumps(event_of("Bash", {"command": command}))
    env = {"HOME": str(home), "PATH": "/usr/bin:/bin"}
    done = subprocess.run(
        ["sh", "-c", hook["command"]], input=event, env=env, capture_output=True, text=True, check=True
    )
    return str(json.loads(done.stdout)["hookSpecificOutput"]["permissionDecision"])


def test_a_whole_life_from_install_to_uninstall(home: Path, snapshot_of_tree: Callable[[Path], Tree]) -> None:
    """Installed, it works alone and has rendered the site; again, it has nothing to do within 5 s; uninstalled, nothing
    of it stays, and the user's CLAUDE.md is what it was.
    """
    write_site(home)
    before = snapshot_of_tree(home)
    first = run(home, INSTALL, "--no-status")
    assert first.returncode == 0, first.stderr

    launcher = [home / ".local/bin/firstmate", "--version"]
    version = subprocess.run(launcher, env={"PYTHONPATH": "/nonexistent"}, capture_output=True, text=True, check=True)
    assert version.stdout.startswith("firstmate, version")
    assert decision(home, "kubectl delete namespace kube-system") == "deny"
    assert decision(home, "kubectl get pods | head -3") == "allow"
    assert (home / ".claude/CLAUDE.md").read_text().startswith("mine\n<!-- firstmate:begin")
    command = (home / ".claude/commands/project/phase1-foundation.md").read_text()
    assert f"!`{home}/.local/share/firstmate/bin/firstmate verify --phase 1 2>&1" in command

    started = time.monotonic()
    again = run(home, INSTALL, "--no-status")
    assert time.monotonic() - started < 5
    assert "was up to date; 0 files" in again.stdout

    gone = run(home, INSTALL, "--uninstall")
    assert gone.returncode == 0, gone.stderr
    assert {path: what for path, what in snapshot_of_tree(home).items() if not path.startswith(PIPS_OWN)} == before


def test_a_dry_run_shows_a_diff_and_writes_nothing(home: Path, snapshot_of_tree: Callable[[Path], Tree]) -> None:
    """Also on a machine that has nothing yet."""
    done = run(home, INSTALL, "--dry-run")

    assert "+++ " in done.stdout
    assert "cluster-status.md" in done.stdout
    assert snapshot_of_tree(home) == {}


def test_uninstalling_what_was_never_installed_is_no_error(home: Path) -> None:
    """There is nothing to take away, and that is what the user wanted."""
    assert run(home, INSTALL, "--uninstall").returncode == 0


def test_without_the_venv_module_it_says_the_apt_line(home: Path) -> None:
    """Debian splits venv off; the line can be pasted as it stands, and there is no traceback."""
    done = run(home, INSTALL, "--no-status", python=(sys.executable, "-c", WITHOUT_VENV))

    assert done.returncode == 2
    assert f"apt-get install -y python{sys.version_info.major}.{sys.version_info.minor}-venv" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("what", ["a file", "a record that is garbage"])
def test_what_is_in_the_way_is_one_sentence(what: str, home: Path) -> None:
    """No traceback, a next step, and nothing written."""
    if what == "a file":
        (home / ".claude").write_text("not a folder")
    else:
        (home / ".local/state/firstmate").mkdir(parents=True)
        (home / ".local/state/firstmate/install.json").write_text("{]")

    done = run(home, INSTALL, "--no-status")

    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 2
    assert "next:" in done.stderr

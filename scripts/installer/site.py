"""What Firstmate renders of the user's site: written at the end of an install, taken away before anything else goes."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from installer.disk import InstallError

RECORD = "rendered.json"


def is_there(config: Path) -> bool:
    """Whether the user has a site file."""
    return bool(os.environ.get("FIRSTMATE_SITE")) or (config / "site.yaml").exists()


def render(launcher: Path, claude: Path, *options: str) -> int:
    """Write the site into CLAUDE.md and the commands; answers the exit code. What is to be said, it says itself."""
    env = {**os.environ, "CLAUDE_CONFIG_DIR": str(claude)}
    return subprocess.run([str(launcher), "render", *options], env=env, check=False).returncode


def remove(launcher: Path, claude: Path, state: Path, dry: bool) -> None:
    """Take it all away again. Raises InstallError while it cannot be: the record would go with the state folder."""
    if not (state / RECORD).exists():
        return
    if not launcher.exists():
        message = (
            f"What was rendered of your site is noted in {state / RECORD}, and {launcher} is not there to remove it."
        )
        raise InstallError(message, "install once more, then uninstall")
    if render(launcher, claude, "--remove", *(["--diff"] if dry else [])) > 1:
        raise InstallError("What was rendered of your site could not be taken away.", "set that right, and run again")

"""Firstmate's private environment: built beside, then switched to in one step; nothing happens when nothing changed."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from installer.disk import Disk, InstallError

LINK_NOTE = "# Firstmate's launcher, written by install.py."
HOOK_CODE = "from firstmate.entrypoints.hook import main; main()"


def fingerprint(checkout: Path) -> str:
    """Of the sources and of this Python: what decides whether the environment has to be built anew."""
    digest = hashlib.sha256(f"{sys.version} {os.path.realpath(sys.executable)}".encode())
    for path in sorted([checkout / "pyproject.toml", *(checkout / "src").rglob("*")]):
        if not path.is_file() or "__pycache__" in path.parts:
            continue
        digest.update(str(path.relative_to(checkout)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def version_of(checkout: Path) -> str:
    """The version that a checkout holds."""
    found = re.search(r'__version__ = "([^"]+)"', (checkout / "src/firstmate/__init__.py").read_text())
    return found.group(1) if found else "unknown"


def installed_version(data: Path) -> str:
    """The version in the current environment; "" when there is none."""
    mark = data / "venv" / "complete"
    return mark.read_text() if mark.exists() else ""


def missing_venv_packages() -> list[str]:
    """Debian splits `venv` off: its package, when it is not installed."""
    if importlib.util.find_spec("ensurepip") and importlib.util.find_spec("venv"):
        return []
    return [f"python{sys.version_info.major}.{sys.version_info.minor}-venv"]


def ensure_venv_module(yes: bool) -> None:
    """Have Debian's venv package, or say the line that installs it. With `yes`, as root, it is done here."""
    packages = missing_venv_packages()
    if not packages:
        return
    line = f"apt-get install -y {' '.join(packages)}"
    if not (yes and os.geteuid() == 0):
        how = "run it, or `python3 install.py --yes` as root does it for you"
        raise InstallError(f"This Python has no venv module. On Debian and Ubuntu: {line}", how, 2)
    for command in (["apt-get", "update", "-qq"], shlex.split(line)):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise InstallError(f"`{shlex.join(command)}` failed: {_last_line(done.stderr)}")
    importlib.invalidate_caches()


def build(checkout: Path, data: Path, disk: Disk, say: Callable[[str], None]) -> bool:
    """Make the environment of this checkout and switch to it; False when it is there already."""
    home = data / f"env-{fingerprint(checkout)}"
    current = data / "venv"
    if current.is_symlink() and os.readlink(current) == home.name and (home / "complete").exists():
        return False
    if disk.dry:
        return True
    if home.exists():
        disk.remove_tree(home)
    say("making a private environment")
    _run([sys.executable, "-m", "venv", str(home)], "The environment could not be made")
    say("installing Firstmate and what it needs (about half a minute)")
    pip = [str(home / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    _run([*pip, str(checkout)], "pip could not install Firstmate")
    disk.write(home / "complete", version_of(checkout).encode())
    disk.link(current, Path(home.name))
    for old in data.glob("env-*"):
        if old != home:
            disk.remove_tree(old)
    return True


def write_launcher(data: Path, disk: Disk) -> Path:
    """A script that starts Firstmate with its own interpreter, deaf to PYTHONPATH and the user's site-packages."""
    launcher = data / "bin" / "firstmate"
    python = shlex.quote(str(data / "venv" / "bin" / "python"))
    content = f'#!/bin/sh\n{LINK_NOTE}\nexec {python} -I -m firstmate "$@"\n'.encode()
    if not launcher.exists() or launcher.read_bytes() != content:
        disk.write(launcher, content, 0o755)
    return launcher


def write_hook(data: Path, disk: Disk, packages: list[Path]) -> Path:
    """The guard's engine: the base interpreter itself (pyenv's shim would cost 60 ms), with these packages only."""
    hook = data / "bin" / "hook"
    python = os.path.realpath(data / "venv" / "bin" / "python")
    code = f"import sys; sys.path[:0] = {[str(folder) for folder in packages]}; {HOOK_CODE}"
    content = f"#!/bin/sh\n{LINK_NOTE}\nexec {shlex.quote(python)} -I -S -c {shlex.quote(code)}\n".encode()
    if not hook.exists() or hook.read_bytes() != content:
        disk.write(hook, content, 0o755)
    return hook


def packages_of(data: Path) -> Path:
    """Where the environment keeps what is installed in it."""
    return data / "venv" / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}" / "site-packages"


def _run(command: list[str], problem: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    if done.returncode:
        hint = "look at the whole output: " + shlex.join(command)
        raise InstallError(f"{problem}: {_last_line(done.stderr or done.stdout)}", hint)


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    errors = [line for line in lines if line.lower().startswith("error")]
    return (errors or lines or ["no message"])[-1]

#!/usr/bin/env python3
"""The flags of every docker command, from the help of the docker on PATH: src/firstmate/guard/hosts/docker_flags.py."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from generators.cobra_flags import entry, literal

ROOT = Path(__file__).parents[2]
TARGET = ROOT / "src" / "firstmate" / "guard" / "hosts" / "docker_flags.py"
NAMES = ROOT / "tests" / "guard" / "data" / "docker-commands.txt"
FLAG = re.compile(r"^ +(?:-(\w), )?--([\w.-]+)(?: ([a-z]\S*))?(?: .*)?$", re.MULTILINE)
COMMAND = re.compile(r"^  ([a-z][\w-]*)\*? +\S", re.MULTILINE)
SECTION = re.compile(r"^[\w ]*Commands:\n(.*?)(?:\n\n|\Z)", re.MULTILINE | re.DOTALL)
HEAD = '''"""Every docker command with its flags, of {version}: made by scripts/generators/docker_flags.py."""

EVERYWHERE = {everywhere}

COMMANDS = {{
'''


def help_of(path: str) -> str:
    """What the program prints."""
    return subprocess.run(["docker", *path.split(), "--help"], capture_output=True, text=True, check=True).stdout


def walk(path: str, found: dict[str, str]) -> None:
    """Every command below this one, with its own help."""
    found[path] = text = help_of(path)
    for section in SECTION.findall(text):
        for name in COMMAND.findall(section):
            walk(f"{path} {name}".strip(), found)


def flags_of(text: str) -> dict[str, str]:
    """Name -> entry."""
    return {name: entry(letter, name, kind) for letter, name, kind in FLAG.findall(text)}


def main() -> None:
    """Write the table and the list of names."""
    found: dict[str, str] = {}
    walk("", found)
    version = subprocess.run(["docker", "--version"], capture_output=True, text=True, check=True).stdout.split(",")[0]
    everywhere = {**flags_of(found.pop("").partition("Global Options:")[2]), "help": "h:help"}
    lines = [HEAD.format(version=version, everywhere=literal(everywhere, ""))]
    lines += [f'    "{path}": {literal(flags_of(text), "    ")},\n' for path, text in sorted(found.items())]
    TARGET.write_text("".join([*lines, "}\n"]))
    NAMES.write_text(f"# every command of {version}\n" + "".join(f"{path}\n" for path in sorted(found)))


if __name__ == "__main__":
    main()

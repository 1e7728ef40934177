#!/usr/bin/env python3
"""The flags of every command of a program built with cobra, from its documentation: src/firstmate/guard/ops/.

    scripts/generators/cobra_flags.py PROGRAM VERSION PAGES...

The pages are the Markdown files that cobra writes, one command or many in each; of several versions, all flags count.
`ruff format` makes the lines as long as they are elsewhere.
"""

from __future__ import annotations

import re
import sys
import textwrap
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

TARGET = Path(__file__).parents[2] / "src" / "firstmate" / "guard" / "ops"
NAMES = Path(__file__).parents[2] / "tests" / "guard" / "data"
OPTIONS = re.compile(r"^#+ Options[^\n]*\n+```\n(.*?)^```", re.MULTILINE | re.DOTALL)
FLAG = re.compile(r"^ +(?:-(\w), )?--([\w.-]+)(?: (\S.*?))?(?: {3,}.*)?$", re.MULTILINE)
HEAD = '''"""Every {program} command with its flags, of {version}: made by scripts/generators/cobra_flags.py.

`o:output=` takes a value, `w:watch` is a switch, `dry-run?` has a value only after an equals sign.
"""

'''


def main(program: str, version: str, *pages: str) -> None:
    """Write the table, and the list of names that the tests hold the catalogue against."""
    commands: dict[str, dict[str, str]] = {}
    for page in pages:
        for path, flags in documented(program, Path(page).read_text()):
            commands.setdefault(path, {}).update(
                {name: flag for name, flag in flags.items() if name not in commands.get(path, {}) or "?" in flag}
            )
    shared = shared_by(list(commands.values()))
    lines = [HEAD.format(program=program, version=version), f"EVERYWHERE = {literal(shared, '')}\n\n", "COMMANDS = {\n"]
    for path, given in sorted(commands.items()):
        own = {name: flag for name, flag in given.items() if shared.get(name) != flag}
        lines.append(f'    "{path}": {literal(own, "    ")},\n')
    (TARGET / f"{program}_flags.py").write_text("".join([*lines, "}\n"]))
    names = "".join(f"{path}\n" for path in sorted(commands) if path)
    head = f"# every command of {program}, from the documentation of {version}"
    (NAMES / f"{program}-commands.txt").write_text(f"{head}\n{names}")


def shared_by(commands: list[dict[str, str]]) -> dict[str, str]:
    """What more than half of them have, in the same way: it may stand with any."""
    seen = Counter((name, flag) for given in commands for name, flag in given.items())
    return {name: flag for (name, flag), count in seen.items() if count > len(commands) / 2}


def documented(program: str, text: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Every command of a page with its flags, those of the commands above it included."""
    parts = re.split(rf"^(?:## |title: \"?){program}\b(.*)$", text, flags=re.MULTILINE)
    for path, body in zip(parts[1::2], parts[2::2], strict=True):
        found = [flag for block in OPTIONS.findall(body) for flag in FLAG.findall(block)]
        yield path.strip(' "'), {name: entry(letter, name, kind) for letter, name, kind in found}


def entry(letter: str, name: str, kind: str) -> str:
    """`o:output=`."""
    takes = "?" if "[=" in kind else "" if kind in ("", "count") else "="
    return f"{letter}:{name}{takes}" if letter else f"{name}{takes}"


def literal(flags: dict[str, str], indent: str) -> str:
    """A string in lines that fit."""
    text = " ".join(flags[name] for name in sorted(flags))
    lines = textwrap.wrap(text, 100, break_on_hyphens=False) or [""]
    if len(lines) == 1 and len(text) < 60:
        return f'"{text}"'
    inner = "".join(f'{indent}    "{line} "\n' for line in lines[:-1])
    return f'(\n{inner}{indent}    "{lines[-1]}"\n{indent})'


if __name__ == "__main__":
    main(*sys.argv[1:])

"""Every kubectl command with its flags, as the kubectl on PATH tells them: src/firstmate/guard/kube/commands.py."""

from __future__ import annotations

import re
import subprocess
import tempfile
import textwrap
from collections.abc import Iterator
from pathlib import Path

TARGET = Path(__file__).parents[2] / "src" / "firstmate" / "guard" / "kube" / "commands.py"
FLAG = re.compile(r"^ {4}(?:-(\w), )?--([\w.-]+)=(.*):$", re.MULTILINE)
SECTION = re.compile(r"^(?:[A-Z][\w() ]* )?Commands[\w() ]*:\n((?: +\S.*\n)+)", re.MULTILINE)
ALIASES = re.compile(r"^Aliases:\n(.+)$", re.MULTILINE)
NEWER = "as-user-extra= kuberc="
"""Of every command, in versions after the one that the table is made from."""
OLDER = {"version": " short"}
HEAD = '''"""Every kubectl command with its flags, of kubectl {version}: made by scripts/generators/kubectl_commands.py.

`o:output=` takes a value, `w:watch` is a switch, `dry-run?` has a value only after an equals sign.
"""

'''


def main() -> None:
    """Write the table."""
    commands = dict(sorted(tree("")))
    names = {alias: path for path, text in commands.items() for alias in aliases(path, text)}
    version = re.search(r"v(\d+\.\d+)", run("version", "--client"))
    lines = [
        HEAD.format(version=version[1] if version else "?"),
        f"GLOBAL = {literal(entries('', run('options')) + ' ' + NEWER)}\n",
        'HELP = "h:help"\n\n',
        "COMMANDS = {\n",
        *(f'    "{path}": {literal(entries(path, text) + OLDER.get(path, ""))},\n' for path, text in commands.items()),
        "}\n\n# other name -> the command\nALIASES = {\n",
        *(f'    "{alias}": "{path}",\n' for alias, path in sorted(names.items())),
        "}\n",
    ]
    TARGET.write_text("".join(lines))
    print(f"{TARGET.name}: {len(commands)} commands")


def tree(path: str) -> Iterator[tuple[str, str]]:
    """Every command below this one, with the text of its help."""
    text = run(*path.split(), "--help")
    if path:
        yield path, text
    for section in SECTION.findall(text):
        for line in section.splitlines():
            yield from tree(f"{path} {line.split()[0]}".strip())


def aliases(path: str, text: str) -> list[str]:
    """Other names of a command, with what comes before them."""
    found = ALIASES.search(text)
    before, _, name = path.rpartition(" ")
    others = [other for other in found[1].split(", ") if other != name] if found else []
    return [f"{before} {other}".strip() for other in others]


def entries(path: str, text: str) -> str:
    """Its flags, one word each."""
    return " ".join(
        f"{letter}:{name}{takes}" if letter else f"{name}{takes}"
        for letter, name, default in FLAG.findall(text)
        for takes in ["" if default in ("true", "false") else value_of(path, name)]
    )


def value_of(path: str, flag: str) -> str:
    """Given last and without a value: kubectl complains when it needs one."""
    words = path.split() or ["version", "--client"]
    return "=" if "flag needs an argument" in run(*words, "--kubeconfig=/dev/null", f"--{flag}") else "?"


def literal(text: str) -> str:
    """A string in lines that fit."""
    lines = textwrap.wrap(text, 80, break_on_hyphens=False) or [""]
    if len(lines) == 1:
        return f'"{text}"'
    return "(\n" + "".join(f'        "{line} "\n' for line in lines[:-1]) + f'        "{lines[-1]}"\n    )'


def run(*arguments: str) -> str:
    """What kubectl says, in an empty home."""
    with tempfile.TemporaryDirectory() as home:
        done = subprocess.run(
            ["kubectl", *arguments],
            env={"HOME": home, "PATH": "/usr/local/bin:/usr/bin:/bin"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
    return done.stdout + done.stderr


if __name__ == "__main__":
    main()

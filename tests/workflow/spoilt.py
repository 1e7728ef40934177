"""Files of workflows that nobody would write: real ones with something changed in them, and others made up."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from firstmate.errors import UsageError
from firstmate.services.workflows import catalogue, faults, load
from firstmate.workflow.progress import advance

ROOT = Path(__file__).parents[2]
KNOWN = catalogue([ROOT / "workflows"], [ROOT / "agents"])
PLACE = re.compile(r".*/w\.yaml:[1-9][0-9]*")
SIGNS = ("\t", "\0", "\r", "\x85", "\ufeff", "\u2028", "é", "🙂", "\udc80", *":{}[]&*!|>'\"%@`#-?,~=<. \n")
SCRAPS = (
    *("{{", "}}", "{{ ", "{% if %}", "{# x", "*a", "&a", "<<: *a", "!!python/object:os.system", "!!binary x", "!!set"),
    *("---", "...", "- - - -", "? ", ": : ", "|", ">-", "%YAML 1.1", "0x", "1e999", "-.inf", ".nan", "2026-99-99"),
    *("2026-11-21 10:00:00.5 +99:99", "9" * 5000, "0o9", "1_000", "null", "~", "yes", "on", "{{ steps.a.output", "''"),
    *(
        "{{ inputs",
        "{{ a.b.c[0]['x'] | join(',') }}",
        "steps: ",
        "id: ",
        "needs: [x]",
        "{{ 9 ** 9 ** 9 }}",
        "((((((",
        "]]",
    ),
)
VALUES: tuple[Any, ...] = (
    *(
        None,
        True,
        False,
        0,
        -1,
        10**30,
        1.5,
        float("inf"),
        float("nan"),
        "",
        " ",
        "x",
        "none",
        "goto x",
        "5m",
        "a" * 70,
    ),
    *([], {}, [None], {"": ""}, {"x": {"y": {"z": []}}}, "{{ inputs.x }}", "{{ steps.a.output }}", "{{", "1 +", "item"),
    *(["a", "a"], [["a"]], {"a": [{"id": "a", "run": "x"}]}, [{"id": "b", "run": "y"}], "é" * 40, "\x07", "'", '"'),
)


@cache
def real() -> tuple[str, ...]:
    """Every workflow that ships, and those of the docs."""
    shipped = [path.read_text() for path in sorted((ROOT / "workflows").rglob("*.yaml"))]
    page = (ROOT / "docs/workflows.md").read_text()
    return (*shipped, *re.findall(r"```yaml\n(schema:.*?)```", page, re.DOTALL))


def text(chooser: random.Random) -> str:
    """One file."""
    made: Callable[[random.Random], str] = chooser.choice((_of_letters, _of_letters, _of_parts, _of_parts, _made_up))
    return made(chooser)


def verdict(path: Path, content: str) -> str:
    """`right`, `faulty` or `unreadable`; asserts that it is answered as it should be."""
    path.write_bytes(content.encode(errors="surrogatepass"))
    refused = ""
    try:
        found = faults(path, KNOWN)
    except UsageError as error:
        refused = error.message
    if refused:
        assert PLACE.match(refused) or "UTF-8" in refused, refused
        assert len(refused) < 600
        return "unreadable"
    for fault in found:
        assert PLACE.fullmatch(fault.place) and fault.message and fault.path
        assert len(fault.message) < 600
        assert int(fault.place.rpartition(":")[2]) <= len(content.splitlines()) + 1
    if [fault for fault in found if fault.path != "name"]:
        return "faulty"
    if not found:
        advance(load(path, KNOWN)[1], {}, {"inputs": {}}, 0.0)
    return "right"


def _of_letters(chooser: random.Random) -> str:
    """A real one whose letters and lines have been changed."""
    changed: str = chooser.choice(real())
    for _ in range(chooser.randrange(1, 5)):
        change = chooser.choice(LETTERS)
        changed = change(changed, chooser)
    return changed


def _inserted(content: str, chooser: random.Random) -> str:
    at, scrap = chooser.randrange(len(content) + 1), str(chooser.choice((*SIGNS, *SCRAPS)))
    return content[:at] + scrap + content[at:]


def _cut(content: str, chooser: random.Random) -> str:
    first, last = sorted(chooser.randrange(len(content) + 1) for _ in range(2))
    return content[:first] + content[min(last, first + 40) :]


def _of_lines(content: str, chooser: random.Random) -> str:
    lines = content.splitlines(keepends=True) or [""]
    at = chooser.randrange(len(lines))
    match chooser.randrange(5):
        case 0:
            del lines[at]
        case 1:
            lines.insert(at, chooser.choice(lines))
        case 2:
            lines[at] = " " * chooser.randrange(9) + lines[at].lstrip()
        case 3:
            lines[at] = lines[at].rstrip("\n")
        case _:
            chooser.shuffle(lines)
    return "".join(lines)


LETTERS: tuple[Callable[[str, random.Random], str], ...] = (_inserted, _inserted, _cut, _of_lines, _of_lines)


def _of_parts(chooser: random.Random) -> str:
    """A real one in which whole values have been changed."""
    content = yaml.safe_load(chooser.choice(real()))
    for _ in range(chooser.randrange(1, 4)):
        if not content:
            break
        holder, key = _somewhere(content, chooser)
        match chooser.randrange(5):
            case 0 if isinstance(holder, dict):
                holder[_near(str(key), chooser)] = holder.pop(key)
            case 1:
                del holder[key]
            case 2 if isinstance(holder[key], str):
                holder[key] = _inserted(holder[key], chooser).encode(errors="replace").decode()
            case 3 if isinstance(holder, list):
                holder.append(deepcopy(holder[key]))
            case _:
                holder[key] = deepcopy(chooser.choice(VALUES))
    made: str = yaml.dump(content, sort_keys=False, default_flow_style=chooser.choice((None, False, True)))
    return made


def _somewhere(content: Any, chooser: random.Random) -> tuple[Any, Any]:
    """A holder in the content, and a key or place in it."""
    holders = [content]
    for holder in holders:
        parts = holder.values() if isinstance(holder, dict) else holder
        holders += [part for part in parts if isinstance(part, dict | list) and part]
    holder = chooser.choice([holder for holder in holders if holder])
    return holder, chooser.choice(list(holder) if isinstance(holder, dict) else range(len(holder)))


def _near(key: str, chooser: random.Random) -> str:
    at = chooser.randrange(len(key) + 1)
    return key[:at] + chooser.choice("xe_-1") + key[at + chooser.randrange(2) :]


def _made_up(chooser: random.Random) -> str:
    """YAML of keys that workflows know, in any place."""
    keys = ("schema", "name", "description", "steps", "phases", "id", "run", "needs", "with", "do", "cases", "parallel")

    def value(depth: int) -> Any:
        if depth > 4 or chooser.random() < 0.3:
            return chooser.choice(VALUES)
        if chooser.random() < 0.5:
            return [value(depth + 1) for _ in range(chooser.randrange(4))]
        return {chooser.choice(keys): value(depth + 1) for _ in range(chooser.randrange(5))}

    head = {"schema": 1, "name": "w", "description": "x"} if chooser.random() < 0.7 else {}
    made: str = yaml.dump({**head, chooser.choice(("steps", "phases", "x")): value(0)}, sort_keys=False)
    return made

"""Writes a site file: from what can be seen and a few answers, or from an example. Never over one that is there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from firstmate import documents
from firstmate.errors import UsageError
from firstmate.problems import nearest
from firstmate.sites import draft
from firstmate.text import plural

Entry = dict[str, Any]
"""A node, cluster or service, by the keys of the site file."""
ODD = re.compile(r"[^a-z0-9.-]+")


@dataclass(frozen=True)
class Seen:
    """What was found by looking, and sentences on what could not be seen."""

    nodes: tuple[Entry, ...] = ()
    clusters: tuple[Entry, ...] = ()
    services: tuple[Entry, ...] = ()
    unknown: tuple[str, ...] = ()

    def __add__(self, other: Seen) -> Seen:
        """Both; of what has one name, the first."""
        return Seen(
            _by_name(self.nodes + other.nodes),
            _by_name(self.clusters + other.clusters),
            _by_name(self.services + other.services),
            self.unknown + other.unknown,
        )


@dataclass(frozen=True)
class Answers:
    """What nobody can see: how the site is called, what its UPS carries (0: none is known), who approves."""

    name: str
    ups_watts: float = 0.0
    owner: str = ""


def name_of(text: str) -> str:
    """A name as the site file takes it; "" when nothing of the text can be one."""
    return ODD.sub("-", text.lower()).strip("-.")[:63].strip("-.")


def known(entry: Entry) -> Entry:
    """The entry without what nobody could tell."""
    return {key: value for key, value in entry.items() if value}


def text_of(seen: Seen, answers: Answers) -> str:
    """The site file: what is known, and as comments what it could say beside that."""
    blocks = [
        ["# What could be seen, written by `firstmate init`. Complete it; `firstmate site check` tells what is amiss."],
        ["schema: 1", f"name: {draft.scalar(answers.name)}"],
        draft.section("nodes", seen.nodes) or ["# nodes: [{name: one, address: 192.168.0.2, ssh: one}]"],
        _power(answers),
        draft.section("clusters", seen.clusters),
        draft.section("services", seen.services) or ["# services: [{name: web, node: one, port: 80}]"],
        ["# phases: [{number: 1, name: first, goal: what is reached, gate: [{text: it is up, services: [web]}]}]"],
        _owner(answers),
        [draft.comment(each) for each in seen.unknown],
    ]
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def write(path: Path, text: str) -> None:
    """A new file. Raises UsageError when it is there already, or cannot be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as error:
        raise taken(path) from error
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}.") from error


def taken(path: Path) -> UsageError:
    """What is said of a file that is there already."""
    return UsageError(f"{path} is there already.", hint="edit it, or name another one with --site FILE")


def example(name: str, folder: Path) -> str:
    """An example that ships, with its comments. Raises UsageError with the nearest name."""
    known = {path.stem: path for path in folder.glob("*.yaml")}
    if name not in known:
        raise UsageError(f"There is no example `{name}`.", hint=nearest(name, known))
    return documents.text_of(known[name])


def _by_name(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    first: dict[str, Entry] = {}
    for entry in entries:
        first.setdefault(entry["name"], entry)
    return tuple(first.values())


def _power(answers: Answers) -> list[str]:
    if answers.ups_watts:
        return ["power:", f"  ups_watts: {answers.ups_watts:g}", "  # possible_watts: what may be drawn together"]
    return ["# power: {ups_watts: 1500, possible_watts: 1200} # what the UPS carries, what may be drawn together"]


def _owner(answers: Answers) -> list[str]:
    if answers.owner:
        return ["owners:", f"  - name: {draft.scalar(answers.owner)}", "    # reached: how they are asked at night"]
    return ["# owners: [{name: who approves, reached: how they are asked at night}]"]


def told(seen: Seen) -> Iterator[str]:
    """What was seen, in a few words each."""
    for what, entries in (("node", seen.nodes), ("cluster", seen.clusters), ("service", seen.services)):
        if entries:
            yield f"{plural(len(entries), what)}: {', '.join(entry['name'] for entry in entries)}"

"""What of a site is written for Claude Code: the block in CLAUDE.md, and a slash command for each phase.

Only what is Firstmate's is ever written or taken away. A record names it, with the hashes of what was put there, and is
written before the files: whatever instant a process is killed at, the next one knows what is its own.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from firstmate.adapters import kept_files, managed_block
from firstmate.digest import sha256
from firstmate.errors import UsageError
from firstmate.services import site_pages
from firstmate.sites.values import Site

SCHEMA = 1
ASIDE = ".user-changed"


@dataclass(frozen=True)
class Places:
    """The site file, the CLAUDE.md, the folder of Claude Code, our record, and how a command calls the program."""

    source: Path
    claude_md: Path
    claude: Path
    record: Path
    firstmate: str = "firstmate"


@dataclass(frozen=True)
class Change:
    """A file before and after; None: it is not there. `aside`: what stands there is the user's, and is kept."""

    path: Path
    before: bytes | None
    after: bytes | None
    aside: bool = False

    @property
    def diff(self) -> str:
        contents = (self.before, self.after)
        old, new = ((content or b"").decode("utf-8", "replace").splitlines() for content in contents)
        was, will_be = ("/dev/null" if content is None else str(self.path) for content in contents)
        return "\n".join(difflib.unified_diff(old, new, was, will_be, lineterm=""))


@dataclass(frozen=True)
class Record:
    """What is ours: hashes of the commands; the files that have a block of ours, each with the site file that it is
    about; what was not there before we made it.
    """

    files: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    blocks: Mapping[str, str] = field(default_factory=dict)
    made: tuple[str, ...] = ()

    def has(self, path: Path, content: bytes) -> bool:
        return sha256(content) in self.files.get(str(path), ())

    def or_else(self, other: Record) -> Record:
        """What is ours by one of the two: while files are being written, either may stand there."""
        names = {*self.files, *other.files}
        files = {name: tuple({*self.files.get(name, ()), *other.files.get(name, ())}) for name in names}
        return Record(files, {**self.blocks, **other.blocks}, _once(self.made, other.made))


@dataclass(frozen=True)
class Plan:
    """What is to be changed, what is in the way and stays, and what is ours once that is done."""

    changes: tuple[Change, ...]
    left_alone: tuple[str, ...]
    record: Record


def planned(site: Site, places: Places) -> Plan:
    """What rendering would do. Raises UsageError for a CLAUDE.md that the block cannot be put into."""
    folder = places.claude / "commands" / "project"
    commands = {
        folder / f"{site_pages.command_name(phase)}.md": site_pages.command(site, phase, places.firstmate).encode()
        for phase in site.phases
    }
    record = load(places.record)
    others = {name: source for name, source in record.blocks.items() if source != str(places.source)}
    plan = _plan(record, commands, {places.claude_md: site_pages.block(site)}, others)
    blocks = {**others, str(places.claude_md): str(places.source)}
    return replace(plan, record=replace(plan.record, blocks=blocks))


def removal(record: Path) -> Plan:
    """What would take away again all that was ever rendered."""
    return _plan(load(record), {}, {}, ())


def carry_out(plan: Plan, record: Path) -> list[str]:
    """Do it; answers what was kept aside. Can be run again after being killed anywhere."""
    before = load(record)
    if not plan.changes and before == plan.record:
        return []
    folders = _missing([record, *(change.path for change in plan.changes if change.after is not None)])
    ours = replace(plan.record, made=_once(plan.record.made, map(str, folders)))
    kept_files.make_folders([folder for folder in folders if folder in record.parents])
    either = before.or_else(ours)
    _save(record, either)
    kept_files.make_folders(folders)
    kept_files.sweep([record, *map(Path, either.files), *map(Path, either.blocks)])
    told = [line for change in plan.changes if (line := _carry_out(change))]
    _save(record, ours)
    return told


def forget(record: Path) -> None:
    """After a removal: the record, and the folders that we made and nobody has put anything into."""
    made = [path for name in load(record).made if (path := Path(name)).is_dir()]
    kept_files.remove_empty(made)
    kept_files.remove(record)  # last: until here, this can be run again
    kept_files.remove_empty(made)


def load(path: Path) -> Record:
    """The record; an empty one where there is none. Raises UsageError for one that cannot be understood."""
    content = kept_files.read(path)
    if content is None:
        return Record()
    try:
        found = json.loads(content)
        if found.pop("schema") != SCHEMA:
            raise UsageError(f"{path} was written by another version of Firstmate.", hint="render with that one")
        files = {name: tuple(hashes) for name, hashes in found["files"].items()}
        return Record(files, dict(found["blocks"]), tuple(found["made"]))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        hint = "move it away; what was rendered before then counts as yours"
        raise UsageError(f"{path} cannot be understood.", hint=hint) from error


def _save(path: Path, record: Record) -> None:
    content = json.dumps({"schema": SCHEMA, **asdict(record)}, indent=1, sort_keys=True).encode()
    before = kept_files.read(path)
    if before != content:
        kept_files.write(path, before, content, 0o600)


# ---- what is to be done --------------------------------------------------------------------------------------------


def _plan(record: Record, commands: Mapping[Path, bytes], blocks: Mapping[Path, str], stay: Iterable[str]) -> Plan:
    """`stay`: the files whose block is of another site."""
    chosen = {path: content for path, content in commands.items() if _may_write(record, path, content)}
    gone = [Path(name) for name in record.files if Path(name) not in commands]
    changes = [
        *_blocks_put(blocks),
        *_blocks_taken(record, [Path(name) for name in record.blocks if name not in {*map(str, blocks), *stay}]),
        *_commands_put(record, chosen),
        *(Change(path, there, None) for path in gone if (there := _file(path)) and record.has(path, there)),
    ]
    alone = [
        *(f"{path}: this is yours, and stays; the phase has no command" for path in commands if path not in chosen),
        *(f"{path}: you have changed it, so it stays" for path in gone if not _is_ours_or_gone(record, path)),
    ]
    files = {str(path): (sha256(content),) for path, content in chosen.items()}
    made = _once(record.made, (str(each.path) for each in changes if each.before is None and each.path in blocks))
    return Plan(tuple(changes), tuple(alone), Record(files, {}, made))


def _may_write(record: Record, path: Path, content: bytes) -> bool:
    """Never over something that is not ours; a folder or a link to nowhere is not."""
    if not kept_files.is_there(path):
        return True
    there = _file(path)
    return there is not None and (there == content or str(path) in record.files)


def _is_ours_or_gone(record: Record, path: Path) -> bool:
    there = _file(path)
    return not kept_files.is_there(path) or (there is not None and record.has(path, there))


def _commands_put(record: Record, chosen: Mapping[Path, bytes]) -> Iterator[Change]:
    for path, content in chosen.items():
        there = _file(path)
        if there != content:
            yield Change(path, there, content, there is not None and not record.has(path, there))


def _blocks_put(blocks: Mapping[Path, str]) -> Iterator[Change]:
    for path, body in blocks.items():
        before = kept_files.read(path)
        after = managed_block.put(str(path), before or b"", body)
        if before != after:
            yield Change(path, before, after)


def _blocks_taken(record: Record, paths: Iterable[Path]) -> Iterator[Change]:
    """A file that was not there before us, and has nothing but the block, goes with it."""
    for path in paths:
        before = kept_files.read(path)
        after = managed_block.without(str(path), before or b"")
        if before is not None and before != after:
            yield Change(path, before, None if not after and str(path) in record.made else after)


def _file(path: Path) -> bytes | None:
    """Its content; None also for what is no file that can be read."""
    try:
        return kept_files.read(path)
    except UsageError:
        return None


# ---- doing it ------------------------------------------------------------------------------------------------------


def _carry_out(change: Change) -> str:
    """One change; what is to be told of it."""
    before, told = change.before, ""
    if change.aside:
        aside = kept_files.move_aside(change.path, ASIDE)
        before, told = None, f"{change.path}: your changes to it are kept as {aside.name}"
    if change.after is None:
        kept_files.remove(change.path)
    else:
        kept_files.write(change.path, before, change.after)
    return told


def _missing(paths: Iterable[Path]) -> list[Path]:
    """The folders that have to be made for these files."""
    return [folder for folder in {parent for path in paths for parent in path.parents} if not folder.exists()]


def _once(*names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({name for some in names for name in some}))

"""The bundle in ~/.claude: which files, put there and taken away without touching anything that is not Firstmate's.

The record (state folder, install.json) is written before the files that it names: whatever instant an install is
killed at, the next run knows what is its own. settings.json comes last, its first content kept in the record.
"""

from __future__ import annotations

import base64
import difflib
import hashlib
import json
import os
import re
import shlex
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from installer import settings as claude_settings
from installer.disk import Disk, InstallError

SCHEMA = 1
ASIDE = ".user-changed"


@dataclass
class Record:
    """What was installed where: the paths and hashes of our files, the folders we made, settings as they were."""

    claude_dir: str = ""
    files: dict[str, list[str]] = field(default_factory=dict)
    folders: list[str] = field(default_factory=list)
    settings: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def load(cls, path: Path) -> Record:
        """The record, or an empty one. Raises InstallError on one that cannot be understood."""
        if not path.exists():
            return cls()
        try:
            data = json.loads(path.read_bytes())
            if data.pop("schema") != SCHEMA:
                raise InstallError(
                    f"{path} was written by another version of the installer.", "use that one to uninstall"
                )
            return cls(**data)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise InstallError(f"{path} cannot be understood ({error}).", "move it away to install anew") from error

    def save(self, path: Path, disk: Disk) -> None:
        disk.write(path, json.dumps({"schema": SCHEMA, **self.__dict__}, indent=1, sort_keys=True).encode(), 0o600)

    def is_ours(self, path: Path, content: bytes) -> bool:
        """Whether this is a file that we wrote, unchanged (two hashes stand there while an upgrade is under way)."""
        return _hash(content) in self.files.get(str(path), [])


@dataclass
class Outcome:
    """What a run has to tell."""

    changed: list[str] = field(default_factory=list)
    left_alone: list[str] = field(default_factory=list)
    diffs: list[str] = field(default_factory=list)
    folders: list[Path] = field(default_factory=list)


def bundle_files(checkout: Path, claude_dir: Path, launcher: str) -> dict[Path, bytes]:
    """Where each file of the bundle goes, and what it says there."""
    found: dict[Path, bytes] = {}
    for source in sorted((checkout / "commands").glob("*.md")):
        found[claude_dir / "commands" / "project" / source.name] = _rendered(source, launcher)
    for folder in ("agents", "skills"):
        for source in sorted(p for p in (checkout / folder).rglob("*") if p.is_file()):
            found[claude_dir / source.relative_to(checkout)] = _rendered(source, launcher)
    return found


def _rendered(source: Path, launcher: str) -> bytes:
    """~/.local/bin may not be on the PATH of whoever runs a command out of these pages: they name the launcher."""
    if source.suffix != ".md":
        return source.read_bytes()
    quoted = shlex.quote(launcher)
    text = re.sub(r"`firstmate (?=[a-z-])", lambda _: f"`{quoted} ", source.read_text(encoding="utf-8"))
    return re.sub(r"Bash\(firstmate ([^)]*)\)", lambda m: f"{m.group(0)}, Bash({quoted} {m.group(1)})", text).encode()


def begin(record_path: Path, places: Iterable[Path], disk: Disk) -> None:
    """Note the folders that an install will make for these files, before it makes them, and make them."""
    record = Record.load(record_path)
    wanted = _folders_to_make([record_path, *places])
    record.folders = sorted({*record.folders, *map(str, wanted)})
    for folder in sorted(_folders_to_make([record_path])):
        disk.make_folder(folder)
    record.save(record_path, disk)
    for folder in sorted(wanted):
        disk.make_folder(folder)


def install(files: dict[Path, bytes], claude_dir: Path, record_path: Path, launcher: str, disk: Disk) -> Outcome:
    """Put the bundle and the settings in place; can be run again after being killed anywhere."""
    outcome = Outcome()
    record = Record.load(record_path)
    if record.claude_dir not in ("", str(claude_dir)):
        raise InstallError(
            f"Firstmate is installed in {record.claude_dir} already.", "run install.py --uninstall first"
        )
    record.claude_dir = str(claude_dir)
    chosen = {path: content for path, content in files.items() if _may_write(path, record, outcome, disk)}
    gone = [Path(path) for path in record.files if Path(path) not in files]
    for path, content in chosen.items():
        record.files[str(path)] = sorted({*record.files.get(str(path), []), _hash(content)})
    settings = claude_dir / "settings.json"
    plan = _plan_settings(settings, record, launcher, outcome)
    record.save(record_path, disk)
    begin(record_path, [*chosen, settings], disk)
    for path, content in chosen.items():
        _write_changed(path, content, disk, outcome)
    for path in gone:
        _remove_ours(path, record, outcome, disk)
    if plan is not None:
        _write_changed(settings, plan, disk, outcome)
    _settle(record_path, chosen, disk)
    return outcome


def _settle(record_path: Path, chosen: dict[Path, bytes], disk: Disk) -> None:
    """All is in place: only the hashes that stand on the disk count from now on."""
    record = Record.load(record_path)
    record.files = {str(path): [_hash(content)] for path, content in chosen.items()}
    record.save(record_path, disk)


def uninstall(record_path: Path, disk: Disk) -> Outcome:
    """Take away what the record names, settings first. The folders stay until `remove_folders`."""
    outcome = Outcome()
    record = Record.load(record_path)
    outcome.folders = [Path(folder) for folder in record.folders]
    _restore_settings(record, outcome, disk)
    for path in map(Path, record.files):
        disk.sweep(path)
        _remove_ours(path, record, outcome, disk)
    if record_path.exists():  # what the user puts there from now on is not ours
        Record(folders=record.folders).save(record_path, disk)
    return outcome


def remove_folders(folders: Iterable[Path], disk: Disk) -> None:
    """The folders that an install made, deepest first, unless the user has put something there."""
    for folder in sorted(folders, key=lambda f: -len(f.parts)):
        disk.remove_folder_if_empty(folder)


# ---- files ---------------------------------------------------------------------------------------------------------


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _may_write(path: Path, record: Record, outcome: Outcome, disk: Disk) -> bool:
    """Never over something that is not ours; ours that the user changed is kept aside first."""
    if not os.path.lexists(path):
        return True
    if str(path) not in record.files or not path.is_file():
        outcome.left_alone.append(f"{path}: this is yours, and stays; Firstmate's file of that name was not installed")
        return False
    if not record.is_ours(path, path.read_bytes()):
        aside = _free_name(path)
        disk.rename(path, aside)
        outcome.left_alone.append(f"{path}: your changes to it are kept as {aside.name}")
    return True


def _free_name(path: Path) -> Path:
    """Where a changed file is kept: never over one that was kept before."""
    names = (path.with_name(f"{path.name}{ASIDE}{number}") for number in ("", *range(2, 10_000)))
    return next(name for name in names if not os.path.lexists(name))


def _folders_to_make(paths: list[Path]) -> set[Path]:
    return {folder for path in paths for folder in path.parents if not folder.exists()}


def _write_changed(path: Path, content: bytes, disk: Disk, outcome: Outcome) -> None:
    before = path.read_bytes() if path.is_file() else b""
    if before == content:
        return
    outcome.changed.append(str(path))
    outcome.diffs.append(_diff(path, before, content))
    disk.write(path, content)


def _diff(path: Path, before: bytes, after: bytes) -> str:
    old, new = (content.decode("utf-8", "replace").splitlines() for content in (before, after))
    return "\n".join(difflib.unified_diff(old, new, str(path) if before else "/dev/null", str(path), lineterm=""))


def _remove_ours(path: Path, record: Record, outcome: Outcome, disk: Disk) -> None:
    if not os.path.lexists(path):
        return
    if path.is_file() and record.is_ours(path, path.read_bytes()):
        disk.remove(path)
        outcome.changed.append(str(path))
    else:
        outcome.left_alone.append(f"{path}: you have changed it, so it stays")


# ---- settings.json -------------------------------------------------------------------------------------------------


def _plan_settings(path: Path, record: Record, launcher: str, outcome: Outcome) -> bytes | None:
    """The settings to write, with the first content and our entries noted in the record; None to leave them alone."""
    wanted = claude_settings.entries(launcher)
    by_hand = f"the guard is NOT on, until you add by hand what {Path(launcher).with_name('settings.json')} shows"
    if os.path.lexists(path) and not path.is_file():
        outcome.left_alone.append(f"{path}: not a file that can be read; {by_hand}")
        return None
    now = path.read_bytes() if path.is_file() else None
    if now is not None and not os.stat(path).st_mode & 0o200:
        outcome.left_alone.append(f"{path}: read-only; {by_hand}")
        return None
    try:
        base = _base(now, record)
        planned = claude_settings.with_entries(base or b"", wanted)
        added = claude_settings.absent(base or b"", wanted)
    except claude_settings.NotPlainJsonError as error:
        outcome.left_alone.append(f"{path}: not plain JSON ({error}); {by_hand}")
        return None
    written = {_hash(planned), *record.settings.get("written", [])}
    record.settings = {
        "before": None if base is None else base64.b64encode(base).decode(),
        "written": sorted(written),
        "entries": [[list(keys), values] for keys, values in added.items()],
    }
    return planned


def _base(now: bytes | None, record: Record) -> bytes | None:
    """The settings without us: as recorded when nobody changed them since, else what the user has made of them."""
    if now is None or not record.settings:
        return now
    before = _before(record)
    if now == before or _hash(now) in record.settings["written"]:
        return before
    return claude_settings.without_entries(now, _noted(record))


def _before(record: Record) -> bytes | None:
    recorded = record.settings["before"]
    return None if recorded is None else base64.b64decode(recorded)


def _noted(record: Record) -> claude_settings.Entries:
    return {tuple(keys): values for keys, values in record.settings.get("entries", [])}


def _restore_settings(record: Record, outcome: Outcome, disk: Disk) -> None:
    """Byte for byte as before when nobody changed them since; else only our entries go."""
    path = Path(record.claude_dir) / "settings.json"
    if not record.settings:
        return
    disk.sweep(path)
    if not path.is_file():
        return
    now = path.read_bytes()
    before = _before(record)
    if now == before:
        return
    if _hash(now) in record.settings["written"]:
        if before is None:
            disk.remove(path)
        else:
            disk.write(path, before)
        outcome.changed.append(str(path))
        return
    try:
        without = claude_settings.without_entries(now, _noted(record))
        if without != now:
            disk.write(path, without)
            outcome.changed.append(f"{path} (only our entries: you have edited it since)")
    except claude_settings.NotPlainJsonError as error:
        outcome.left_alone.append(f"{path}: not plain JSON ({error}); our entries stay")

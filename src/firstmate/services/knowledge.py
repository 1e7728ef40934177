"""The pages of knowledge: found by name, read whole. The user's own win over those that ship."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from firstmate.errors import UsageError
from firstmate.problems import nearest

INDEX = "README"


@dataclass(frozen=True)
class Page:
    """A page by its name (`databases`, `reference/cli`); its title says in one line what it is about."""

    name: str
    title: str
    path: Path


def pages(folders: Sequence[Path]) -> Iterator[Page]:
    """Every page with its title."""
    for name, path in _paths(folders).items():
        try:
            first = _text(path).partition("\n")[0]
        except UsageError as error:
            first = f"cannot be read: {error.message}"
        yield Page(name, first.lstrip("# ").replace("`", ""), path)


def read(name: str, folders: Sequence[Path]) -> str:
    """The page's text. Raises UsageError with the nearest name."""
    known = _paths(folders)
    if name not in known:
        raise UsageError(f"There is no knowledge page `{name}`.", hint=nearest(name, known) or "firstmate knowledge")
    return _text(known[name])


def _paths(folders: Sequence[Path]) -> dict[str, Path]:
    """Pages by name: those at the top before those in folders. One that was just opened to be written is none yet."""
    found: dict[str, Path] = {}
    for folder in folders:
        for path in sorted(folder.rglob("*.md"), key=lambda path: (len(path.parts), path)):
            if path.stem != INDEX and path.is_file() and path.stat().st_size:
                found.setdefault(path.relative_to(folder).with_suffix("").as_posix(), path)
    return found


def _text(path: Path) -> str:
    """What the file says, without what a terminal would take for a command."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is not UTF-8 text.") from error
    return "".join(char for char in text if char.isprintable() or char in "\n\t")

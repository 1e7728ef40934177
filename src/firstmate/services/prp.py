"""Begins a PRP from the template, and finds what those that are written still lack."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from firstmate import documents, prps
from firstmate.documents import Fault
from firstmate.errors import UsageError
from firstmate.prps import Gap, TierOf

FOLDER = Path("PRPs")
TEMPLATE = "TEMPLATE.md"


def begin(name: str, template: Path) -> Path:
    """A new PRP below the current folder. Raises UsageError when it cannot be called that, or is there already."""
    if problem := prps.name_problem(name):
        raise UsageError(
            f"A PRP cannot be called `{name}`: it {problem}.", hint="for example: firstmate prp new move-logs"
        )
    path = FOLDER / f"{name}.md"
    text = prps.named(documents.text_of(template), name)
    try:
        FOLDER.mkdir(exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as error:
        raise UsageError(f"{error.filename} is there already.", hint="choose another name") from error
    except OSError as error:
        raise UsageError(f"{error.filename or path} cannot be written: {error.strerror}.") from error
    return path


def here() -> list[Path]:
    """The PRPs below the current folder. Raises UsageError when there is none."""
    found = sorted(path for path in FOLDER.glob("*.md") if path.name != TEMPLATE)
    if not found:
        raise UsageError(f"There is no PRP in {FOLDER}/ here.", hint="begin one: firstmate prp new NAME")
    return found


def faults(paths: Sequence[Path], tier_of: TierOf) -> list[Fault]:
    """What each file lacks; one that cannot be read lacks everything."""
    return [fault for path in paths for fault in _of_file(path, tier_of)]


def _of_file(path: Path, tier_of: TierOf) -> list[Fault]:
    try:
        found = prps.gaps(documents.text_of(path), tier_of)
    except UsageError as error:
        return [Fault(str(path), "the file", error.message, error.hint)]
    return [_told(path, gap) for gap in found]


def _told(path: Path, gap: Gap) -> Fault:
    return Fault(f"{path}:{gap.line}", gap.section, gap.message, gap.hint)

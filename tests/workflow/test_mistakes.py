"""The gallery of mistakes: each is answered with file, line, path, and the nearest thing that would be right."""

from __future__ import annotations

from pathlib import Path

import pytest
from ruamel.yaml import YAML

from firstmate.errors import UsageError
from firstmate.services.workflows import catalogue, faults

ROOT = Path(__file__).parents[2]
KNOWN = catalogue([ROOT / "workflows"], [ROOT / "agents"])
GALLERY = YAML(typ="safe").load(Path(__file__).with_name("mistakes.yaml"))


def answers(file: Path) -> list[str]:
    """`LINE: PATH: MESSAGE (HINT)` of everything that is wrong with it."""
    try:
        found = faults(file, KNOWN)
    except UsageError as error:
        return [error.message.removeprefix(f"{file}:") + (f" ({error.hint})" if error.hint else "")]
    assert all(fault.place.startswith(f"{file}:") for fault in found)
    told = [(fault.place.rpartition(":")[2], fault) for fault in found]
    return [f"{line}: {f.path}: {f.message}" + (f" ({f.hint})" if f.hint else "") for line, f in told]


def test_nothing_is_wrong_before_the_mistake(tmp_path):
    """The file that all of them are made in."""
    file = tmp_path / "w.yaml"
    file.write_text(GALLERY["right"])

    assert answers(file) == []


def test_the_gallery_is_large():
    """Every mistake once."""
    assert len({entry["mistake"] for entry in GALLERY["mistakes"]}) == len(GALLERY["mistakes"]) >= 60


@pytest.mark.parametrize("entry", GALLERY["mistakes"], ids=lambda entry: entry["mistake"])
def test_a_mistake_is_answered(tmp_path, entry):
    """With just what the gallery says, and nothing else."""
    assert GALLERY["right"].count(entry["old"]) == 1
    file = tmp_path / "w.yaml"
    file.write_text(GALLERY["right"].replace(entry["old"], entry["new"]))

    assert answers(file) == entry["answer"]

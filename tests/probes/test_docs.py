"""docs/verification.md names every kind, key and verdict, and its example is a site file."""

from __future__ import annotations

import re
from pathlib import Path

from firstmate.adapters import site_file
from firstmate.probes import KINDS, Verdict

PAGE = Path(__file__).parents[2] / "docs" / "verification.md"


def test_every_kind_has_its_row_with_all_of_its_keys() -> None:
    """And no key that it does not have."""
    rows = dict(re.findall(r"^\| `([a-z]+)` \| ([^|]*) \|", PAGE.read_text(), re.MULTILINE))
    for kind, (_, shape) in KINDS.items():
        assert set(re.findall(r"`([a-z]+)`", rows[kind])) == set(shape), kind


def test_every_verdict_has_its_row() -> None:
    """As it is printed."""
    assert [verdict for verdict in Verdict if f"| `{verdict}` |" not in PAGE.read_text()] == []


def test_the_example_is_a_site_file(tmp_path: Path) -> None:
    """It can be copied."""
    (tmp_path / "site.yaml").write_text(PAGE.read_text().partition("```yaml\n")[2].partition("```")[0])
    assert [service.name for service in site_file.load(tmp_path / "site.yaml").site.services] == ["postgres", "plex"]

"""site.yaml: what is wrong with it is said with file and line, and what is right becomes a frozen value."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from firstmate.adapters.site_file import load
from firstmate.errors import UsageError
from firstmate.sites import Site, Suppression

GOOD = """\
schema: 1
suppressions:
  - code: oom-killed
    object: Deployment/media/*
    until: 2027-01-31
    why: the transcoder is known to be greedy
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "site.yaml"
    path.write_text(text)
    return path


def test_a_suppression_is_read_whole(tmp_path: Path) -> None:
    """Code, object, last day and reason, as the user wrote them."""
    expected = Suppression(
        "oom-killed", "Deployment/media/*", date(2027, 1, 31), "the transcoder is known to be greedy"
    )

    assert load(written(tmp_path, GOOD)) == Site((expected,))


@pytest.mark.parametrize(
    ("text", "where", "what"),
    [
        ("schema: 1\nsupressions: []\n", "site.yaml:2", "no key `supressions`"),
        (GOOD.replace("    why", "    reason"), "site.yaml:6", "no key `reason`"),
        (GOOD.replace("    until: 2027-01-31\n", ""), "site.yaml:3", "lacks `until`"),
        (GOOD.replace("2027-01-31", "forever"), "site.yaml:5", "must be a day"),
        ("schema: 2\n", "site.yaml", "schema: 1"),
        ("schema: 1\nsuppressions: all\n", "site.yaml:2", "must be a list"),
        ("schema: 1\nsuppressions:\n- all\n", "site.yaml:3", "is a mapping"),
        ("schema: [1\n", "site.yaml:2", "not valid YAML"),
        ("- 1\n", "site.yaml", "must hold a mapping"),
        ("schema: 1\nschema: 1\n", "site.yaml:2", "not valid YAML"),
        ("a: &a [x,x]\nb: &b [*a,*a]\n" * 1, "site.yaml:1", "no key `a`"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(text: str, where: str, what: str, tmp_path: Path) -> None:
    """One sentence, no traceback."""
    with pytest.raises(UsageError) as caught:
        load(written(tmp_path, text))

    assert where in caught.value.message
    assert what in caught.value.message


def test_a_misspelt_key_gets_the_nearest_one(tmp_path: Path) -> None:
    """The next step is in the hint."""
    with pytest.raises(UsageError) as caught:
        load(written(tmp_path, "schema: 1\nsupressions: []\n"))

    assert "suppressions" in caught.value.hint

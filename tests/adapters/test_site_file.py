"""site.yaml: what is wrong with it is said with file and line, and what is right becomes a frozen value."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from firstmate.adapters.site_file import load
from firstmate.errors import UsageError
from firstmate.sites.values import Forge, Site, Suppression

GOOD = """\
schema: 1
suppressions:
  - code: oom-killed
    object: Deployment/media/*
    until: 2027-01-31
    why: the transcoder is known to be greedy
"""
FORGES = """\
schema: 1
forges:
  - kind: gitea
    url: https://git.lan/
    token: GIT_TOKEN
    known_as: [http://gitea.git.svc:3000/]
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

    assert load(written(tmp_path, GOOD)).site == Site(suppressions=(expected,))


def test_a_forge_is_read_with_the_name_of_its_token(tmp_path: Path) -> None:
    """The token itself is never in the file; without a name it is in FIRSTMATE_FORGE_TOKEN."""
    expected = Forge("gitea", "https://git.lan", "GIT_TOKEN", ("http://gitea.git.svc:3000",))
    plain = "schema: 1\nforges: [{kind: forgejo, url: 'https://git.lan'}]\n"

    assert load(written(tmp_path, FORGES)).site.forges == (expected,)
    assert load(written(tmp_path, plain)).site.forges == (Forge("gitea", "https://git.lan", "FIRSTMATE_FORGE_TOKEN"),)


def test_a_password_in_an_address_is_not_repeated(tmp_path: Path) -> None:
    """An error goes into logs."""
    with pytest.raises(UsageError) as caught:
        load(written(tmp_path, FORGES.replace("https://", "https://me:hunter2@")))

    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "where", "what"),
    [
        ("schema: 1\nsupressions: []\n", "site.yaml:2", "`supressions` is not a key"),
        (GOOD.replace("    why", "    reason"), "site.yaml:3", "`why` is missing"),
        (GOOD.replace("    until: 2027-01-31\n", ""), "site.yaml:3", "`until` is missing"),
        (GOOD.replace("2027-01-31", "forever"), "site.yaml:5", "`forever` does not fit"),
        (GOOD.replace("2027-01-31", "2027-02-31"), "site.yaml:5", "no 2027-02-31 in the calendar"),
        ("schema: 2\n", "site.yaml:1", "has to be 1"),
        ("schema: 1\nsuppressions: all\n", "site.yaml:2", "has to be a list"),
        ("schema: 1\nsuppressions:\n- all\n", "site.yaml:3", "has to be a mapping"),
        ("schema: [1\n", "site.yaml:2", "not valid YAML"),
        ("- 1\n", "site.yaml:1", "has to be a mapping"),
        ("schema: 1\nschema: 1\n", "site.yaml:2", "not valid YAML"),
        (FORGES.replace("gitea", "svn"), "site.yaml:3", "`svn` is none of its values"),
        (FORGES.replace("https://", "https://me:pass@"), "site.yaml:4", "forges[0].url: what stands there"),
        (FORGES.replace("GIT_TOKEN", "abc-123"), "site.yaml:5", "forges[0].token: what stands there does not fit"),
        (FORGES.replace("[http://gitea.git.svc:3000/]", "gitea"), "site.yaml:6", "has to be a list"),
        (FORGES.replace("    url: https://git.lan/\n", ""), "site.yaml:3", "`url` is missing"),
        ("a: &a [x,x]\nb: &b [*a,*a]\n", "site.yaml:1", "anchors"),
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

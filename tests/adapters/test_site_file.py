"""site.yaml: what is wrong with it is said with file and line, and what is right becomes a frozen value."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from firstmate.adapters.site_file import load
from firstmate.errors import UsageError
from firstmate.sites import Forge, Site, Suppression

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

    assert load(written(tmp_path, GOOD)) == Site((expected,))


def test_a_forge_is_read_with_the_name_of_its_token(tmp_path: Path) -> None:
    """The token itself is never in the file; without a name it is in FIRSTMATE_FORGE_TOKEN."""
    expected = Forge("gitea", "https://git.lan", "GIT_TOKEN", ("http://gitea.git.svc:3000",))
    plain = "schema: 1\nforges: [{kind: forgejo, url: 'https://git.lan'}]\n"

    assert load(written(tmp_path, FORGES)).forges == (expected,)
    assert load(written(tmp_path, plain)).forges == (Forge("gitea", "https://git.lan", "FIRSTMATE_FORGE_TOKEN"),)


def test_a_password_in_an_address_is_not_repeated(tmp_path: Path) -> None:
    """An error goes into logs."""
    with pytest.raises(UsageError) as caught:
        load(written(tmp_path, FORGES.replace("https://", "https://me:hunter2@")))

    assert "hunter2" not in str(caught.value)


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
        (FORGES.replace("gitea", "svn"), "site.yaml:3", "one of gitea, forgejo, github"),
        (FORGES.replace("https://", "https://me:pass@"), "site.yaml:4", "`url` is not the address"),
        (FORGES.replace("GIT_TOKEN", "abc-123"), "site.yaml:5", "has to name an environment variable"),
        (FORGES.replace("[http://gitea.git.svc:3000/]", "gitea"), "site.yaml:6", "must be a list"),
        (FORGES.replace("    url: https://git.lan/\n", ""), "site.yaml:3", "lacks `url`"),
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

"""One value in a YAML file is changed, and nothing else: what cannot be seen whole is refused."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from firstmate.adapters.yaml_edit import EditError, documents, replaced

FILE = """\
# The web server.
kind: Deployment
metadata: {name: web, labels: {app: web}}  # flow
spec:
  replicas: 2   # two
  paused:
  containers:
    - name: web
      image: "web:1.0"   # pinned
      resources:
          limits:
              memory: 512Mi
    - {name: side, image: 'side:1'}
    - resources:
        limits:
          cpu: 1
      name: last
  text: |
    a block
  shared: &shared
    key: 1
  other: *shared
"""
TWO = "a: 1\n---\na: 2\nb: {}\n"


def changed(where: str, value: object, text: str = FILE, number: int = 0) -> str:
    return replaced(documents("f.yaml", text)[number], tuple(where.split("/")), value)


@pytest.mark.parametrize(
    ("where", "value", "before", "after"),
    [
        ("spec/replicas", 3, "replicas: 2   # two", "replicas: 3   # two"),
        ("spec/paused", True, "paused:\n", "paused: true\n"),
        ("spec/containers/web/image", "web:2.0", '"web:1.0"   # pinned', '"web:2.0"   # pinned'),
        ("spec/containers/0/image", "web:2.0", '"web:1.0"   # pinned', '"web:2.0"   # pinned'),
        ("spec/containers/side/image", "it's", "'side:1'", "'it''s'"),
        ("spec/containers/web/resources/limits/memory", "768Mi", "512Mi", "768Mi"),
        ("metadata/labels/tier", "front", "{app: web}", "{app: web, tier: front}"),
        ("metadata/annotations/a.b", "c", "{app: web}}", "{app: web}, annotations: {a.b: c}}"),
        (
            "spec/containers/web/resources/limits/cpu",
            "1",
            "              memory: 512Mi\n",
            '              memory: 512Mi\n              cpu: "1"\n',
        ),
        (
            "spec/containers/web/resources/requests/memory",
            "1Gi",
            "          limits:\n              memory",
            "          requests:\n            memory: 1Gi\n          limits:\n              memory",
        ),
        ("spec/containers/last/image", "x", "      name: last\n", "      name: last\n      image: x\n"),
    ],
)
def test_one_value_changes_and_no_other_byte(where: str, value: object, before: str, after: str) -> None:
    """Comments, quotes and indentation stay as a person wrote them; what is missing is added below its kin."""
    assert FILE.count(before) == 1
    assert changed(where, value) == FILE.replace(before, after)


def test_documents_of_a_file_are_changed_one_at_a_time() -> None:
    """The marks of the second are those of the file."""
    assert changed("a", 3, TWO, 1) == "a: 1\n---\na: 3\nb: {}\n"
    assert changed("b/c", "d", TWO, 1) == "a: 1\n---\na: 2\nb: {c: d}\n"


def test_line_ends_of_windows_stay() -> None:
    """A file is as its writer's editor left it."""
    assert changed("b", 2, "a: 1\r\nc: 3") == "a: 1\r\nc: 3\r\nb: 2"


@pytest.mark.parametrize(
    ("where", "value", "why"),
    [
        ("spec", "x", "is not one value"),
        ("spec/text", "x", "is a block of text"),
        ("spec/shared/key", 2, "behind an anchor"),
        ("spec/other/key", 2, "behind an anchor"),
        ("spec/replicas/more", 2, "nothing there that a key can be added to"),
        ("spec/containers/9/image", "x", "nothing there"),
        ("spec/containers/nobody/image", "x", "nothing there"),
        ("spec/replicas", [1], "one value is set at a time"),
        ("spec/replicas", float("nan"), "one value is set at a time"),
        ("spec/replicas", "a\x00b", "cannot be written"),
        ("spec/replicas", "a\u202eb", "cannot be written"),
    ],
)
def test_what_cannot_be_seen_whole_is_refused(where: str, value: object, why: str) -> None:
    """Rather no change than another one."""
    with pytest.raises(EditError, match=why):
        changed(where, value)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("a: [1\n", "f.yaml:2: not valid YAML"),
        ("[" * 2000, "f.yaml"),
        ("a: 1\na: 2\n", "`a` stands there twice"),
    ],
)
def test_files_that_are_not_what_they_seem_are_refused(text: str, why: str) -> None:
    """With the line, where there is one."""
    with pytest.raises(EditError, match=why):
        changed("a", 1, text)


def test_aliases_that_make_much_of_little_are_not_written_out() -> None:
    """Nine levels of nine are more than a machine has."""
    bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12)
    )

    with pytest.raises(EditError, match="once its aliases are written out"):
        documents("f.yaml", bomb)[0].get("a11")


AWKWARD = ["on", "no", "Y", "null", "~", "", " ", "1e3", "0x1f", "1_000", "12:30", "2026-01-01", ".5", "- a", "a: b"]
AWKWARD += [
    "a #b",
    "#",
    "{x}",
    "[x]",
    "&a",
    "*a",
    "!x",
    "| x",
    "> x",
    "%x",
    "@x",
    "`x`",
    "'",
    '"',
    "\\",
    "a\nb: c",
    "=",
    "<<",
]


@given(st.one_of(st.text(st.characters(codec="utf-8"), max_size=30), st.sampled_from(AWKWARD)))
def test_any_text_is_that_text_and_nothing_else(value: str) -> None:
    """For readers of YAML 1.1 and 1.2 alike, in every place; a value never becomes a key, a comment or a number."""
    for where in ("spec/replicas", "spec/paused", "metadata/name", "spec/containers/side/image", "spec/new"):
        try:
            text = changed(where, value)
        except EditError as error:
            assert "cannot be written" in str(error)  # noqa: PT017 - most values are written
            continue
        for read in (yaml.safe_load(text), YAML(typ="safe", pure=True).load(text)):
            found = read
            for part in where.split("/"):
                found = found[{"side": 1}.get(part, part)]
            assert found == value

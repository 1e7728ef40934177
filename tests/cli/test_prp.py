"""`firstmate prp`: a plan is begun from the template, and what it lacks is told with its line."""

from __future__ import annotations

import json

import pytest

from tests.test_prps import GOOD


@pytest.fixture(autouse=True)
def _here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def test_a_new_one_is_the_template(firstmate, tmp_path):
    """Every section is there, and every one of them is still to be written."""
    ran = firstmate("prp", "new", "move-logs")
    checked = firstmate("prp", "check", "--json")

    text = (tmp_path / "PRPs/move-logs.md").read_text()
    assert ran.code == 0 and "PRPs/move-logs.md is begun" in ran.out
    assert text.startswith("# FILL IN (move-logs)")
    found = json.loads(checked.out)
    sections = {line.removeprefix("## ") for line in text.splitlines() if line.startswith("## ")}
    assert checked.code == 1 and {fault["path"] for fault in found} == {"title", *sections}
    assert all(fault["place"].startswith("PRPs/move-logs.md:") and fault["hint"] for fault in found)


def test_each_section_of_the_template_tells_what_belongs_there(firstmate, tmp_path):
    """In a comment, right below its heading."""
    firstmate("prp", "new", "move-logs")

    for part in (tmp_path / "PRPs/move-logs.md").read_text().split("\n## ")[1:]:
        assert part.splitlines()[2].startswith("<!-- ")


def test_one_that_is_there_is_left_alone(firstmate, tmp_path):
    """Whatever it is."""
    folder = tmp_path / "PRPs"
    folder.mkdir()
    (folder / "a.md").write_text("mine")
    (folder / "b.md").symlink_to(tmp_path / "elsewhere")

    for name in ("a", "b"):
        ran = firstmate("prp", "new", name)
        assert ran.code == 2 and f"PRPs/{name}.md is there already" in ran.err

    assert (folder / "a.md").read_text() == "mine" and not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize("name", ["../x", "/tmp/x", "Move", "template", "a" * 300, ""])
def test_a_name_that_leads_elsewhere_is_refused(firstmate, tmp_path, name):
    """Nothing is written."""
    ran = firstmate("prp", "new", name)

    assert ran.code == 2 and "cannot be called" in ran.err and not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_made_is_told(firstmate, tmp_path):
    """A file stands where it should be."""
    (tmp_path / "PRPs").write_text("")

    ran = firstmate("prp", "new", "move-logs")

    assert ran.code == 2 and "PRPs is there already" in ran.err


def test_a_whole_one_passes(firstmate, tmp_path):
    """Exit code 0."""
    (tmp_path / "plan.md").write_text(GOOD)

    ran = firstmate("prp", "check", "plan.md")

    assert (ran.code, ran.out) == (0, "1 PRP checked, nothing is missing.\n")


def test_the_guard_is_asked_what_a_step_risks(firstmate, tmp_path):
    """By the standing orders, as `firstmate guard check` would say it."""
    (tmp_path / "a.md").write_text(GOOD.replace("Risk: risky", "Risk: safe").replace("patch pvc", "delete pvc"))
    (tmp_path / "b.md").write_text(GOOD.replace("kubectl patch pvc loki -n logs -p '{}'", "firstmate thaw"))

    ran = firstmate("prp", "check", "a.md", "b.md")

    assert ran.code == 1 and [line.partition(";")[0] for line in ran.out.splitlines()] == [
        "a.md:23: Steps: `1: Raise the claim` says safe, and the guard says risky",
        "b.md:23: Steps: `1: Raise the claim` is forbidden to the guard",
    ]


def test_what_is_missing_is_one_line_each(firstmate, tmp_path):
    """File, line, section, what, and what to do; the template itself is not asked about."""
    folder = tmp_path / "PRPs"
    folder.mkdir()
    (folder / "TEMPLATE.md").write_text("")
    (folder / "logs.md").write_text(
        GOOD.replace("## Verification\n", "## Verification\nLook at it:\n").replace("kubectl get pvc", "# kubectl")
    )

    ran = firstmate("prp", "check")

    assert ran.code == 1
    assert ran.out == (
        "PRPs/logs.md:32: Verification: there is no command; what shows that it is done is a command and its answer, "
        "in a block that begins with ```sh\n"
    )


@pytest.mark.parametrize(
    ("content", "told"),
    [(None, "No such file"), (b"\xff\xfe", "is not UTF-8 text"), (b"a" * 200_000, "more than 128 KiB")],
)
def test_a_file_that_cannot_be_read_lacks_everything(firstmate, tmp_path, content, told):
    """One sentence, and the others are told all the same."""
    if content is not None:
        (tmp_path / "bad.md").write_bytes(content)
    (tmp_path / "empty.md").write_text("")

    ran = firstmate("prp", "check", "bad.md", "empty.md")

    assert ran.code == 1 and told in ran.out and "empty.md:1: title" in ran.out and "Traceback" not in ran.err


def test_where_there_is_none_the_next_step_is_told(firstmate):
    """Exit code 2."""
    ran = firstmate("prp", "check")

    assert ran.code == 2 and "firstmate prp new NAME" in ran.err


def test_what_a_file_says_cannot_steer_the_terminal(firstmate, tmp_path):
    """Escapes in a heading are not printed."""
    (tmp_path / "a.md").write_text(GOOD.replace("### B: Object storage\n- Pros", "### B: \x1b[2JObject\n- Prs"))

    ran = firstmate("prp", "check", "a.md")

    assert ran.code == 1 and "has no pros" in ran.out and "\x1b" not in ran.out

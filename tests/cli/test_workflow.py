"""`firstmate workflow`: what is wrong with a file is told with its line, whatever the file is."""

from __future__ import annotations

import json
import random

import pytest

GOOD = """\
schema: 1
name: heal
description: Heals a workload.
inputs: {ns: {type: string}}
steps:
  - id: look
    run: kubectl get pods -n {{ inputs.ns }}
  - id: judge
    agent: k8s-diagnostician
    prompt: "Why? {{ steps.look.output.stdout }}"
"""


@pytest.fixture
def write(tmp_path):
    """Writes a workflow's file and gives its path."""

    def write(text: str, name: str = "heal.yaml") -> str:
        path = tmp_path / name
        path.write_text(text)
        return str(path)

    return write


def test_a_good_file_has_nothing_wrong(firstmate, write):
    """Exit code 0."""
    ran = firstmate("workflow", "validate", write(GOOD))

    assert (ran.code, ran.out) == (0, "1 checked, nothing is wrong.\n")


def test_what_is_wrong_is_told_with_file_and_line(firstmate, write):
    """Every fault, in the order of the lines, with the nearest thing that would be right."""
    path = write(GOOD.replace("run:", "rnu:").replace("prompt", "promt"))

    ran = firstmate("workflow", "validate", path)

    assert ran.code == 1
    assert ran.out.splitlines() == [
        f"{path}:7: steps[0].rnu: `rnu` is not a key here; did you mean `run`?",
        f"{path}:10: steps[1].promt: `promt` is not a key here; did you mean `prompt`?",
    ]


def test_an_agent_that_is_not_there_is_told(firstmate, write):
    """With the nearest one that ships."""
    ran = firstmate("workflow", "validate", write(GOOD.replace("diagnostician", "diagnostican")), "--json")

    (fault,) = json.loads(ran.out)
    assert ran.code == 1 and fault["path"] == "steps[1].agent"
    assert fault["hint"] == "did you mean `k8s-diagnostician`?"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a: [", "heal.yaml:1: not valid YAML"),
        ("- a", "heal.yaml:1: it has to be a mapping"),
        ("a: &x 1\nb: *x", "heal.yaml:1: anchors (`&x`) are not read here"),
        ("a: " + "[" * 100, "heal.yaml:1: more than 40 levels deep"),
        ("a: \0", "not valid YAML"),
        (
            GOOD.replace("name: heal", "name: cure"),
            "heal.yaml:2: name: `cure` is in a file called heal.yaml; call it heal",
        ),
    ],
)
def test_what_is_no_workflow_at_all_gets_one_sentence(firstmate, write, text, told):
    """With its line."""
    ran = firstmate("workflow", "validate", write(text))

    assert ran.code == 1 and told in ran.out and "Traceback" not in ran.err


def test_a_markdown_workflow_is_one_agent_step(firstmate, write):
    """Its prompt is the text below the front matter; its lines count from the top of the file."""
    head = "---\ndescription: A report.\nagent: k8s-diagnostician\nmodel: haiku\n---\nLook at {{ inputs.ns }}.\n"
    good = write(head.replace("model:", "inputs: {ns: {type: string}}\nmodel:"), "report.md")
    bad = write(head, "morning.md")

    assert firstmate("workflow", "validate", good).code == 0
    ran = firstmate("workflow", "validate", bad)
    assert "steps[0].prompt: there is no input `ns`" in ran.out


def test_one_that_is_not_there(firstmate, tmp_path):
    """By name and by path: one sentence, exit code as for a fault."""
    assert firstmate("workflow", "validate", "nothing").code == 2
    ran = firstmate("workflow", "validate", str(tmp_path / "none.yaml"))
    assert ran.code == 1 and "cannot be read: No such file" in ran.out


def test_the_users_own_win_by_name(firstmate, home):
    """From the config folder."""
    folder = home / ".config/firstmate/workflows"
    folder.mkdir(parents=True)
    (folder / "heal.yaml").write_text(GOOD)

    listed = json.loads(firstmate("workflow", "list", "--json").out)

    assert [one["file"] for one in listed if one["name"] == "heal"] == [str(folder / "heal.yaml")]
    assert firstmate("workflow", "validate", "heal").code == 0


def test_the_schema_is_printed(firstmate):
    """As a JSON Schema."""
    assert json.loads(firstmate("workflow", "schema").out)["title"] == "Firstmate workflow"


@pytest.mark.parametrize("seed", range(150))
def test_whatever_a_file_holds_it_gets_lines_and_no_traceback(firstmate, write, seed):
    """Characters lost, doubled, replaced, lines in disorder."""
    chooser = random.Random(seed)
    text = list(GOOD)
    for _ in range(chooser.randint(1, 12)):
        place = chooser.randrange(len(text))
        text[place] = chooser.choice(
            ["", text[place] * 2, "{", "[", ":", "\n", "- ", "&a ", "!!x ", "\t", "é", "{{", "0"]
        )
    path = write("".join(text))

    ran = firstmate("workflow", "validate", path)

    assert ran.code in (0, 1) and ran.err == ""
    assert all(line.startswith(f"{path}:") for line in ran.out.splitlines() if ran.code)

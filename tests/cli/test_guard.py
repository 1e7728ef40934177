"""`firstmate guard check`: one command, or a batch in the form that others judge by."""

from __future__ import annotations

import io
import json
import sys

import pytest

BATCH = """{"id": 1, "command": "kubectl get pods"}
{"id": "b", "command": "kubectl frobnicate", "agent": "firstmate:k8s-diagnostician"}

{"id": null, "command": "ls", "cwd": "/tmp", "env": {"A": "b"}, "permission_mode": "plan"}
"""


def test_a_batch_answers_a_line_for_each(firstmate, tmp_path):
    """The id as it came, tier, decision, rule and reasons; blank lines count for nothing."""
    (tmp_path / "batch").write_text(BATCH)

    ran = firstmate("guard", "check", "--batch", tmp_path / "batch")
    told = [json.loads(line) for line in ran.out.splitlines()]

    assert ran.code == 0 and ran.err == ""
    assert [line["id"] for line in told] == [1, "b", None]
    assert [line["tier"] for line in told] == ["read", "risky", "none"]
    assert [set(line) for line in told] == [{"id", "tier", "decision", "rule", "reasons"}] * 3


def test_a_batch_comes_from_standard_input_too(firstmate, monkeypatch):
    """`-` is standard input."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(BATCH.encode())))

    assert len(firstmate("guard", "check", "--batch", "-").out.splitlines()) == 3


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (b"nonsense", "not JSON"),
        (b"\xff\xfe", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"[1]", "no JSON object"),
        (b'{"id": 1}', "no `command`"),
        (b'{"command": null}', "`command` must be text"),
        (b'{"command": 1}', "`command` must be text"),
        (b'{"command": "ls", "env": []}', "`env` must be an object"),
        (b'{"command": "ls", "env": {"A": 1}}', "values of `env`"),
        (b'{"command": "ls", "agent": 1}', "`agent` must be text"),
    ],
)
def test_a_bad_line_is_told_by_its_place_and_the_others_are_judged(firstmate, tmp_path, line, why):
    """One sentence with file:line, and exit code 2."""
    path = tmp_path / "batch"
    path.write_bytes(b'{"id": 1, "command": "ls"}\n' + line + b'\n{"id": 3, "command": "ls"}\n')

    ran = firstmate("guard", "check", "--batch", path)

    assert ran.code == 2 and [json.loads(told)["id"] for told in ran.out.splitlines()] == [1, 3]
    assert len(ran.err.splitlines()) == 1 and f"{path}:2: " in ran.err and why in ran.err


@pytest.mark.parametrize("arguments", [[], ["ls", "--batch", "-"], ["--batch", "/nowhere"]])
def test_what_is_to_be_judged_has_to_be_said(firstmate, arguments):
    """A command or a batch that is there; anything else is wrong usage."""
    ran = firstmate("guard", "check", *arguments)

    assert ran.code == 2 and ran.out == "" and ran.err.startswith("firstmate: ")


def test_one_command_is_explained(firstmate):
    """Decision, tier, rule and reason for a person; the same and the safer form as JSON."""
    told = firstmate("guard", "check", "kubectl frobnicate")
    json_ = json.loads(firstmate("guard", "check", "kubectl frobnicate", "--json").out)

    assert told.code == 0 and told.out.startswith("ask (risky)  kubectl.unknown\n")
    assert (json_["tier"], json_["decision"]) == ("risky", "ask") and "safer" in json_
    assert "no say" in firstmate("guard", "check", "ls").out

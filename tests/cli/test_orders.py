"""`firstmate orders`: shown, checked, edited."""

from __future__ import annotations

import json
import sys

import pytest


@pytest.fixture
def written(home):
    """Where the person's orders are; the folder is there."""
    folder = home / ".config" / "firstmate"
    folder.mkdir(parents=True)
    return folder / "standing-orders.yaml"


def test_without_a_file_the_defaults_are_shown(firstmate):
    """And that there is none."""
    ran = firstmate("orders", "show")
    told = json.loads(firstmate("orders", "show", "--json").out)

    assert ran.code == 0 and "standard" in ran.out and "1 to 10" in ran.out
    assert told["inForce"]["mode"] == "standard" and not told["written"] and told["problem"] == ""


def test_good_orders_are_in_force_at_once(firstmate, written):
    """`guard check` judges by them."""
    written.write_text("schema: 1\noverrides:\n- {tool: kubectl, verb: get, tier: forbidden, why: not now}\n")

    checked = firstmate("orders", "check")
    judged = json.loads(firstmate("guard", "check", "kubectl get pods", "--json").out)

    assert checked.code == 0 and "good and in force" in checked.out
    assert judged["decision"] == "deny" and "not now" in judged["reasons"][0]
    assert "forbidden: tool=kubectl verb=get (not now)" in firstmate("orders", "show").out


def test_bad_orders_are_told_and_the_last_good_ones_stay(firstmate, written):
    """Exit code 2 from check, 1 from show; the guard says so too and goes on by the last good ones."""
    written.write_text("schema: 1\nmode: observe\n")
    firstmate("orders", "check")
    written.write_text("schema: 1\nmood: standard\n")

    checked, shown = firstmate("orders", "check"), firstmate("orders", "show")
    judged = firstmate("guard", "check", "kubectl frobnicate", "--json")

    assert checked.code == 2 and f"{written}:2: " in checked.err and "did you mean `mode`?" in checked.err
    assert shown.code == 1 and "not as in the file" in shown.out and "observe" in shown.out
    assert f"{written}:2: " in judged.err and json.loads(judged.out)["decision"] == "deny"


def test_another_file_is_only_checked(firstmate, tmp_path):
    """It is not put in force."""
    (tmp_path / "draft.yaml").write_text("schema: 1\nmode: observe\n")

    assert firstmate("orders", "check", tmp_path / "draft.yaml").out.endswith("is good.\n")
    assert "standard" in firstmate("orders", "show").out


def test_edit_is_for_a_person(firstmate):
    """Without a terminal it refuses."""
    assert firstmate("orders", "edit").code == 4


def test_an_edit_begins_with_the_commented_file(firstmate, written, monkeypatch):
    """What is wrong is told, and the editor opens again with what was written."""
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    texts = iter(["schema: 1\nmood: x\n", "schema: 1\nmode: observe\n"])
    seen = []
    monkeypatch.setattr("click.edit", lambda text, **_: (seen.append(text), next(texts))[1])
    monkeypatch.setattr("click.confirm", lambda *_, **__: True)

    ran = firstmate("orders", "edit")

    assert ran.code == 0 and "standing-orders.yaml:2: " in ran.err and "good and in force" in ran.out
    assert seen[0].startswith("# Standing orders") and seen[1] == "schema: 1\nmood: x\n"
    assert written.read_text() == "schema: 1\nmode: observe\n"

"""`firstmate site check`: faults with their lines, for people and as JSON."""

from __future__ import annotations

import json

SITE = "schema: 1\nservices:\n- name: web\n  needs: [data]\n  probe: {kind: http, host: 127.0.0.1}\n"


def test_a_fault_is_one_line_with_file_and_line(firstmate, tmp_path):
    """Exit code 1, and how many there are."""
    path = tmp_path / "site.yaml"
    path.write_text(SITE)

    ran = firstmate("site", "check", path)

    assert ran.code == 1
    assert ran.out == (f"{path}:4: services[0].needs[0]: there is no service `data`; there is: web\n{path}: 1 fault.\n")


def test_machines_get_the_parts(firstmate, tmp_path):
    """Place, way inside the file, message, hint; an empty list when nothing is wrong."""
    path = tmp_path / "site.yaml"
    path.write_text(SITE)

    found = json.loads(firstmate("site", "check", "--json", "--site", path).out)
    path.write_text(SITE.replace("data", ""))

    assert [(fault["place"], fault["path"]) for fault in found] == [(f"{path}:4", "services[0].needs[0]")]
    assert json.loads(firstmate("site", "check", "--json", path).out) == []


def test_a_right_one_is_said_to_be(firstmate, tmp_path):
    """Exit code 0."""
    path = tmp_path / "site.yaml"
    path.write_text("schema: 1\n")

    ran = firstmate("site", "check", path)

    assert (ran.code, ran.out) == (0, f"{path}: nothing is wrong.\n")


def test_what_a_file_says_cannot_steer_the_terminal(firstmate, tmp_path):
    """Escapes in names are not printed."""
    path = tmp_path / "site.yaml"
    path.write_text('schema: 1\nknowledge: ["\\e[2Jpage"]\n')

    ran = firstmate("site", "check", path)

    assert ran.code == 1 and "\x1b" not in ran.out


def test_a_file_that_is_not_there_is_one_sentence(firstmate, tmp_path):
    """Exit code 2, and the next step."""
    path = tmp_path / "site.yaml"

    ran = firstmate("site", "check", path)

    assert ran.code == 2 and f"There is no site file {path}" in ran.err and "firstmate init" in ran.err

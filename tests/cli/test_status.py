"""`firstmate status` from files: exit codes, forms, options."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from firstmate.adapters.files import save
from firstmate.findings import ObjectRef
from firstmate.services.diagnose import diagnose
from firstmate.snapshot import Snapshot
from firstmate.snapshot.listing import Missing, Why
from tests.cli.test_markdown import HOSTILE, hostile_report
from tests.support.build import deployment, healthy_app, replicaset, waiting_pod
from tests.support.clusters import cluster_of, web_on_a_claim
from tests.support.shown import forms

SCHEMA = json.loads((Path(__file__).parent / "status.schema.json").read_text())
PAGE = Path(__file__).parents[2] / "docs" / "status-json.md"
FORBIDDEN = Missing(Why.FORBIDDEN, 'pods is forbidden: User "reader" cannot list resource "pods"')


def chain(**more: object) -> Snapshot:
    return cluster_of(deployment(ready=0), replicaset(), *web_on_a_claim(), **more)


CASES = {
    "healthy": (cluster_of(*healthy_app()), 0),
    "broken": (chain(), 1),
    "unread": (cluster_of(*healthy_app(), unread={"pods": FORBIDDEN}), 3),
    "broken and unread": (chain(unread={"nodes": FORBIDDEN}), 3),
    "unread without weight": (cluster_of(*healthy_app(), unread={"secrets": FORBIDDEN}), 0),
    "empty": (cluster_of(), 0),
}


@pytest.fixture(params=CASES.values(), ids=CASES.keys())
def case(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, int]:
    """A saved snapshot and the exit code that belongs to it."""
    snapshot, code = request.param
    save(snapshot, tmp_path / "snap.json")
    return tmp_path / "snap.json", code


@pytest.mark.parametrize("form", [(), ("--json",), ("--markdown",), ("--no-color",)])
def test_the_exit_code_is_that_of_the_verdict(firstmate, case, form):
    """0 healthy, 1 findings, 3 what matters could not be read, which beats 1; the form does not matter."""
    path, code = case

    ran = firstmate("status", "--from", path, *form)

    assert ran.code == code and ran.err == ""
    assert ("ealthy: nothing wrong" in ran.out or '"healthy": true' in ran.out) == (code == 0)


def test_json_is_what_its_schema_says(firstmate, case):
    """Of every kind of verdict."""
    path, code = case

    answer = json.loads(firstmate("status", "--from", path, "--json").out)

    Draft202012Validator(SCHEMA).validate(answer)
    assert answer["exitCode"] == code


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_does_not_get_out_of_any_form(text):
    """No escape for the terminal, no markup in the picture, no line of a megabyte."""
    shown = forms(hostile_report(text, 2))

    Draft202012Validator(SCHEMA).validate(json.loads(shown["json"]))
    for form, whole in shown.items():
        assert "\x1b" not in whole and "\x07" not in whole, form
        assert form == "json" or "x" * 2000 not in whole, form


def test_every_key_is_documented():
    """docs/status-json.md names each."""
    named = {key for part in (SCHEMA, *SCHEMA["$defs"].values()) for key in part.get("properties", {})}

    assert [key for key in sorted(named) if f"`{key}`" not in PAGE.read_text()] == []


def test_the_cause_comes_first_with_its_consequences_below(firstmate, tmp_path):
    """On the page, in Markdown and in JSON."""
    save(chain(), tmp_path / "snap.json")

    page = firstmate("status", "--from", tmp_path / "snap.json").out
    brief = firstmate("status", "--from", tmp_path / "snap.json", "--markdown").out
    (incident,) = json.loads(firstmate("status", "--from", tmp_path / "snap.json", "--json").out)["incidents"]

    assert ObjectRef(**incident["cause"]["object"]).kind == "PersistentVolumeClaim"
    assert incident["rank"] == 1 and incident["causeKnown"]
    for text in (page, brief):
        assert text.index("claim-class-missing") < text.index("Service shop/web")


def test_the_report_from_a_file_is_the_report(firstmate, tmp_path):
    """Byte for byte what the same snapshot gives without the file."""
    save(chain(), tmp_path / "snap.json")

    assert (
        firstmate("status", "--from", tmp_path / "snap.json", "--markdown").out == forms(diagnose(chain()))["markdown"]
    )


def test_only_and_severity_choose_what_is_told(firstmate, tmp_path):
    """After folding: what is left out was not told of anything else either."""
    save(chain(), path := tmp_path / "snap.json")

    assert firstmate("status", "--from", path, "--only", "claim-class-missing").code == 1
    assert firstmate("status", "--from", path, "--only", "oom-killed").code == 0
    assert firstmate("status", "--from", path, "--severity", "critical").code in (0, 1)


def test_a_filter_does_not_make_an_unread_cluster_healthy(firstmate, tmp_path):
    """What could not be read is not filtered away."""
    save(chain(unread={"nodes": FORBIDDEN}), path := tmp_path / "snap.json")

    assert firstmate("status", "--from", path, "--only", "oom-killed").code == 3


def test_the_picture_is_drawn(firstmate, tmp_path):
    """As SVG, or as a page when the name says so."""
    save(chain(), path := tmp_path / "snap.json")

    firstmate("status", "--from", path, "--graph", tmp_path / "why.svg")
    firstmate("status", "--from", path, "--graph", tmp_path / "why.html")

    assert (tmp_path / "why.svg").read_text().startswith("<svg")
    assert "<svg" in (page := (tmp_path / "why.html").read_text()) and page.startswith("<!doctype html>")


def test_a_snapshot_can_be_saved_again(firstmate, tmp_path):
    """And gives the same."""
    save(chain(), path := tmp_path / "snap.json")

    firstmate("status", "--from", path, "--save", tmp_path / "again.json")

    assert (tmp_path / "again.json").read_bytes() == path.read_bytes()


def test_a_time_to_judge_from_can_be_given(firstmate, tmp_path):
    """A year later the events are no evidence any more."""
    save(chain(), path := tmp_path / "snap.json")

    told = json.loads(firstmate("status", "--from", path, "--now", "2027-03-01T12:00:00Z", "--json").out)

    assert told["takenAt"] == "2027-03-01T12:00:00+00:00"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--only", "image-not-fuond"), "image-not-fuond"),
        (("--now", "tomorrow"), "--now tomorrow"),
        (("--severity", "bad"), "bad"),
        (("--watch",), "--watch"),
        (("--timeout", "0"), "0"),
        (("--odd",), "--odd"),
        (("--save", "absent/snap.json"), "absent/snap.json"),
        (("--site", "absent.yaml"), "absent.yaml"),
    ],
)
def test_a_wrong_option_is_one_sentence(firstmate, tmp_path, monkeypatch, arguments, words):
    """Exit code 2, what was wrong, and no traceback."""
    save(chain(), tmp_path / "snap.json")
    monkeypatch.chdir(tmp_path)

    ran = firstmate("status", "--from", "snap.json", *arguments)

    assert ran.code == 2 and words in ran.err and "Traceback" not in ran.err
    assert [p.name for p in tmp_path.iterdir()] == ["snap.json"]


def test_now_is_for_files_only(firstmate):
    """A live cluster is judged as of now."""
    assert (ran := firstmate("status", "--now", "2026-01-01T00:00:00Z")).code == 2 and "--from" in ran.err


def test_without_a_kubeconfig_the_next_step_is_told(firstmate):
    """The practice cluster is for those who have none."""
    ran = firstmate("status")

    assert ran.code == 2 and "no kubeconfig" in ran.err and "firstmate practice start" in ran.err


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "does not exist"),
        ("", "cannot be used"),
        ("{", "not valid YAML"),
        ("- a\n- b\n", "shape"),
        ("apiVersion: v1\nkind: Config\ncontexts: 5\n", ""),
        ("\x00\x01", ""),
        ("apiVersion: v1\nkind: Config\ncontexts: []\nusers: []\nclusters: []\n", "cannot be used"),
    ],
)
def test_a_kubeconfig_that_is_none_is_one_sentence(firstmate, tmp_path, content, words):
    """With its path, and no traceback."""
    path = tmp_path / "kubeconfig"
    if content is not None:
        path.write_text(content)

    ran = firstmate("status", "--kubeconfig", path)

    assert ran.code == 2 and str(path) in ran.err and words in ran.err
    assert "Traceback" not in ran.err and "bug" not in ran.err


def test_an_unknown_context_is_refused_by_name(firstmate, tmp_path):
    """The cluster that is meant is never guessed."""
    (tmp_path / "kubeconfig").write_text(
        "apiVersion: v1\nkind: Config\ncurrent-context: a\n"
        "contexts: [{name: a, context: {cluster: a, user: a}}]\n"
        "clusters: [{name: a, cluster: {server: 'http://127.0.0.1:1'}}]\nusers: [{name: a, user: {token: t}}]\n"
    )

    ran = firstmate("status", "--kubeconfig", tmp_path / "kubeconfig", "--context", "prod")

    assert ran.code == 2 and "'prod'" in ran.err


def test_a_missing_part_of_several_kubeconfigs_does_not_matter(firstmate, tmp_path, monkeypatch):
    """As for kubectl: one of them is enough."""
    (tmp_path / "kubeconfig").write_text(
        "apiVersion: v1\nkind: Config\ncurrent-context: a\n"
        "contexts: [{name: a, context: {cluster: a, user: a}}]\n"
        "clusters: [{name: a, cluster: {server: 'http://127.0.0.1:1'}}]\nusers: [{name: a, user: {token: t}}]\n"
    )
    monkeypatch.setenv("KUBECONFIG", f"{tmp_path / 'absent'}:{tmp_path / 'kubeconfig'}")

    ran = firstmate("status")

    assert ran.code == 3 and "127.0.0.1:1" in ran.err


def test_waiting_images_are_named_on_the_page(firstmate, tmp_path):
    """What people see first is what they need first."""
    missing = waiting_pod("ErrImagePull", "registry.example/web:1.0: not found")
    save(cluster_of(deployment(ready=0), replicaset(), missing), tmp_path / "snap.json")

    page = firstmate("status", "--from", tmp_path / "snap.json").out

    assert page.splitlines()[0].startswith("1 incident") and "registry.example/web:1.0" in page
    assert "firstmate explain image-not-found" in page.splitlines()[-1]

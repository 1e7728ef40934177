"""`explain`, `diff`, `completion` and the group itself."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from firstmate.adapters.files import save
from firstmate.analyzers import rules
from firstmate.snapshot import Identity
from tests.support.build import deployment, healthy_app, merged, obj, replicaset, waiting_pod
from tests.support.clusters import cluster_of


@pytest.fixture
def before_and_after(tmp_path):
    """A healthy snapshot, and one in which the image was changed to one that is not there."""
    save(cluster_of(*healthy_app(), obj("ConfigMap", "old")), tmp_path / "a.json")
    missing = waiting_pod("ErrImagePull", "registry.example/web:2.0: not found")
    changed = merged(deployment(ready=0), {"spec": {"replicas": 2}})
    save(cluster_of(changed, replicaset(), missing, obj("ConfigMap", "new")), tmp_path / "b.json")
    return tmp_path / "a.json", tmp_path / "b.json"


def test_every_finding_can_be_explained(firstmate):
    """What it means, how it is found, how it is cured, and where that is written."""
    listed = firstmate("explain")
    told = json.loads(firstmate("explain", "--json").out)

    assert listed.code == 0 and all(rule.code in listed.out for rule in rules())
    assert [rule["code"] for rule in told] == [rule.code for rule in rules()]
    assert all(rule[key] for rule in told for key in ("title", "meaning", "foundBy", "cure", "source", "reads"))


def test_one_finding_is_explained_in_words(firstmate):
    """With its severity and its cure."""
    ran = firstmate("explain", "image-not-found")

    assert ran.code == 0 and "critical" in ran.out and "Correct the image" in ran.out


@pytest.mark.parametrize(
    ("code", "hint"), [("image-not-fuond", "did you mean `image-not-found`?"), ("zzz", "lists all")]
)
def test_an_unknown_code_gives_the_nearest(firstmate, code, hint):
    """Or where to find them all."""
    ran = firstmate("explain", code)

    assert ran.code == 2 and code in ran.err and hint in ran.err


def test_a_difference_names_incidents_and_objects(firstmate, before_and_after):
    """What came, what was altered, added and removed; 1 when an incident came."""
    before, after = before_and_after

    ran = firstmate("diff", before, after)
    told = json.loads(firstmate("diff", before, after, "--json").out)

    assert ran.code == 1 and "came" in ran.out and "image-not-found" in ran.out
    assert told["objects"] == {
        "added": ["ConfigMap/shop/new"],
        "removed": ["ConfigMap/shop/old"],
        "altered": ["Deployment/shop/web"],
    }
    assert [i["code"] for i in told["incidents"]["came"]] == ["image-not-found"] and told["sameCluster"]


def test_back_again_is_no_bad_news(firstmate, before_and_after):
    """An incident that went does not count as a finding."""
    ran = firstmate("diff", *reversed(before_and_after))

    assert ran.code == 0 and "went" in ran.out


def test_nothing_changed_is_said(firstmate, before_and_after):
    """And that is exit code 0, also while an incident stays."""
    _, after = before_and_after

    assert (ran := firstmate("diff", after, after)).code == 0 and "still" in ran.out
    assert "Nothing changed." in firstmate("diff", before_and_after[0], before_and_after[0]).out


def test_two_clusters_are_told_apart(firstmate, tmp_path, before_and_after):
    """Somebody may have taken the wrong file."""
    other = replace(cluster_of(*healthy_app()), identity=Identity("another"))
    save(other, tmp_path / "c.json")

    assert "two different clusters" in firstmate("diff", before_and_after[0], tmp_path / "c.json").out


def test_what_was_not_read_in_both_is_not_compared(firstmate, tmp_path, before_and_after):
    """Objects of a kind that one of them did not read are neither new nor gone."""
    (tmp_path / "pods.json").write_text('{"kind": "List", "items": []}')

    told = json.loads(firstmate("diff", before_and_after[0], tmp_path / "pods.json", "--json").out)

    assert told["objects"]["removed"] == [] and "configmaps" in told["notCompared"]


def test_a_difference_of_what_is_not_there_is_one_sentence(firstmate, tmp_path):
    """Exit code 2 and the path."""
    ran = firstmate("diff", tmp_path / "a.json", tmp_path / "b.json")

    assert ran.code == 2 and "a.json" in ran.err and "Traceback" not in ran.err


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_for_each_shell(firstmate, shell):
    """A script that mentions the command."""
    ran = firstmate("completion", shell)

    assert ran.code == 0 and "firstmate" in ran.out


@pytest.mark.parametrize("arguments", [("--help",), ("status", "--help"), ("--version",), ("explain", "-h")])
def test_help_is_told_on_request(firstmate, arguments):
    """On standard output, with exit code 0."""
    assert (ran := firstmate(*arguments)).code == 0 and ran.out and ran.err == ""


@pytest.mark.parametrize("arguments", [("stauts",), ("status", "extra"), ("diff", "one")])
def test_wrong_usage_is_told_without_a_traceback(firstmate, arguments):
    """With exit code 2."""
    assert (ran := firstmate(*arguments)).code == 2 and "Error" in ran.err and "Traceback" not in ran.err

"""The file in which a value counts is found and changed: plain manifests, kustomize, Helm values."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from firstmate.adapters.git import GitError, Tree
from firstmate.adapters.yaml_edit import EditError
from firstmate.process import Ended
from firstmate.services.actions.manifests import Place, Wanted, computed, edited, image_parts
from firstmate.services.actions.sources import Source
from tests.services.actions.git_kit import DEPLOYMENT

SIDE = DEPLOYMENT.replace("      containers:\n", "      containers:\n        - {name: side, image: side:1}\n")
CRON = """\
apiVersion: batch/v1
kind: CronJob
metadata: {name: web}
spec:
  jobTemplate: {spec: {template: {spec: {containers: [{name: job, image: job:1}]}}}}
"""
BASE = {
    "base/kustomization.yaml": "resources: [deployment.yaml]\n",
    "base/deployment.yaml": DEPLOYMENT,
}
OVERLAY = "resources:\n  - ../../base\n"
VALUES = """\
replicaCount: 1
image:
  repository: registry.example/web
  tag: "1.0"   # released in May
resources:
  limits: {memory: 128Mi}
"""


def no_command(line: str) -> Ended:
    raise AssertionError(line)


def tree(folder: Path, files: Mapping[str, str]) -> Tree:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return Tree(folder, no_command)


def changes(folder: Path, files: Mapping[str, str], source: Source, **wanted: Any) -> dict[str, tuple[str, str]]:
    """File → the lines that went and the lines that came."""
    found = {}
    for name, text in edited(tree(folder, files), source, Wanted(**wanted)).items():
        before, after = files[name].splitlines(), text.splitlines()
        gone = "\n".join(line.strip() for line in before if line not in after)
        found[name] = (gone, "\n".join(line.strip() for line in after if line not in before))
    return found


def of(path: str = "apps/web", **more: Any) -> Source:
    return Source("https://git.lan/ops/home", path=path, app="web", **more)


# ---- plain manifests -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("files", "wanted", "expected"),
    [
        ({"a.yaml": DEPLOYMENT}, {"set": {"replicas": "+1"}}, "replicas: 3  # one a node"),
        ({"a.yaml": DEPLOYMENT}, {"set": {"spec.replicas": "5"}}, "replicas: 5  # one a node"),
        ({"a.yaml": DEPLOYMENT}, {"set": {"image": "web:2"}}, 'image: "web:2"'),
        ({"a.yaml": SIDE}, {"set": {"image": "web:2"}}, 'image: "web:2"'),
        ({"a.yaml": SIDE}, {"set": {"image": "side:2"}, "container": "side"}, "- {name: side, image: side:2}"),
        ({"a.yaml": f"---\nkind: Service\n---\n{DEPLOYMENT}"}, {"set": {"replicas": 3}}, "replicas: 3  # one a node"),
        (
            {"a.yaml": DEPLOYMENT},
            {"set": {r"metadata.annotations.example\.org/owner": "ann"}},
            "annotations:\nexample.org/owner: ann",
        ),
        (
            {"a.yaml": CRON},
            {"set": {"image": "job:2"}},
            "jobTemplate: {spec: {template: {spec: {containers: [{name: job, image: job:2}]}}}}",
        ),
        (
            {"a.yaml": DEPLOYMENT, "b.yaml": DEPLOYMENT.replace("name: web", "name: api")},
            {"set": {"replicas": 3}},
            "replicas: 3  # one a node",
        ),
        (
            {"a.yaml": DEPLOYMENT.replace("name: web", "name: other")},
            {"set": {"replicas": 3}},
            "replicas: 3  # one a node",
        ),
    ],
)
def test_a_value_of_the_workload_is_set_in_its_manifest(
    tmp_path: Path, files: dict[str, str], wanted: dict[str, Any], expected: str
) -> None:
    """Short keys are of the container, `spec.` and `metadata.` of the object."""
    found = changes(tmp_path, {f"apps/web/{name}": text for name, text in files.items()}, of(), **wanted)

    assert [after for _, after in found.values()] == [expected]


def test_folders_below_count_only_where_argo_cd_goes_there(tmp_path: Path) -> None:
    """`directory.recurse` of the Application."""
    files = {"apps/web/deep/a.yaml": DEPLOYMENT}

    assert changes(tmp_path, files, of(recurse=True), set={"replicas": 3})
    with pytest.raises(EditError, match="there is none"):
        changes(tmp_path, files, of(), set={"replicas": 3})


def test_several_values_of_one_file_are_set_together(tmp_path: Path) -> None:
    """Each is found in what the others have made of it."""
    wanted = {"replicas": 3, "resources.requests.memory": "64Mi", "resources.requests.cpu": "50m"}
    found = changes(tmp_path, {"apps/web/a.yaml": DEPLOYMENT}, of(), set=wanted)

    assert found["apps/web/a.yaml"][1] == "replicas: 3  # one a node\nrequests:\nmemory: 64Mi\ncpu: 50m"


# ---- kustomize -----------------------------------------------------------------------------------------------------

IMAGES = "images:\n  - name: registry.example/web\n    newTag: 1.0.1\n"
DIGEST = "images:\n  - name: registry.example/web\n    digest: sha256:abc\n"
REPLICAS = "replicas:\n  - name: web\n    count: 1\n"
PATCHED = "patches:\n  - path: memory.yaml\n"
PATCH = """\
kind: Deployment
metadata: {name: web}
spec: {template: {spec: {containers: [{name: web, resources: {limits: {memory: 1Gi}}}]}}}
"""


@pytest.mark.parametrize(
    ("overlay", "more", "wanted", "file", "after"),
    [
        (OVERLAY, {}, {"replicas": 3}, "base/deployment.yaml", "replicas: 3  # one a node"),
        (OVERLAY + REPLICAS, {}, {"replicas": 3}, "apps/web/kustomization.yaml", "count: 3"),
        (OVERLAY + IMAGES, {}, {"image": "registry.example/web:2.0"}, "apps/web/kustomization.yaml", 'newTag: "2.0"'),
        (
            OVERLAY + IMAGES,
            {},
            {"image": "other/web:v2"},
            "apps/web/kustomization.yaml",
            "newTag: v2\nnewName: other/web",
        ),
        (
            OVERLAY + DIGEST,
            {},
            {"image": "registry.example/web@sha256:d"},
            "apps/web/kustomization.yaml",
            "digest: sha256:d",
        ),
        (
            OVERLAY + PATCHED,
            {"apps/web/memory.yaml": PATCH},
            {"resources.limits.memory": "x2"},
            "apps/web/memory.yaml",
            "spec: {template: {spec: {containers: [{name: web, resources: {limits: {memory: 2Gi}}}]}}}",
        ),
        (
            OVERLAY + PATCHED,
            {"apps/web/memory.yaml": PATCH},
            {"replicas": 3},
            "base/deployment.yaml",
            "replicas: 3  # one a node",
        ),
    ],
)
def test_the_outermost_place_that_sets_it_is_changed(
    tmp_path: Path, overlay: str, more: dict[str, str], wanted: dict[str, Any], file: str, after: str
) -> None:
    """What a base says has no effect where an overlay says something else."""
    files = {**BASE, "apps/web/kustomization.yaml": overlay, **more}
    found = changes(tmp_path, files, of(), set=wanted)

    assert {name: came for name, (_, came) in found.items()} == {file: after}


@pytest.mark.parametrize(
    ("overlay", "wanted", "why"),
    [
        (OVERLAY + DIGEST, {"image": "registry.example/web:2.0"}, "has a digest for registry.example/web"),
        (OVERLAY + IMAGES, {"image": "registry.example/web"}, "has a tag for registry.example/web"),
        (
            OVERLAY + "patches:\n  - patch: 'memory: 1Gi'\n",
            {"resources.limits.memory": "1Gi"},
            "has a patch that may set",
        ),
        ("resources: ['https://github.com/x/y']\n", {"replicas": 3}, "there is none"),
        ("resources: ['../../../outside']\n", {"replicas": 3}, "is not a path inside of the repository"),
        ("resources: ['.']\n", {"replicas": 3}, "build on each other without an end"),
    ],
)
def test_what_cannot_be_told_from_the_files_is_refused(
    tmp_path: Path, overlay: str, wanted: dict[str, Any], why: str
) -> None:
    """Rather no change than one without effect."""
    with pytest.raises((EditError, GitError), match=why):
        changes(tmp_path, {**BASE, "apps/web/kustomization.yaml": overlay}, of(), set=wanted)


# ---- Helm ----------------------------------------------------------------------------------------------------------

CHART = {"apps/web/Chart.yaml": "name: web\n", "apps/web/values.yaml": VALUES}


@pytest.mark.parametrize(
    ("wanted", "after"),
    [
        ({"replicas": 3}, "replicaCount: 3"),
        ({"image": "registry.example/web:1.1"}, 'tag: "1.1"   # released in May'),
        ({"image.tag": "1.1"}, 'tag: "1.1"   # released in May'),
        ({"image": "ghcr.io/x/web:1.1"}, 'repository: ghcr.io/x/web\ntag: "1.1"   # released in May'),
        ({"resources.limits.memory": "x1.5"}, "limits: {memory: 192Mi}"),
    ],
)
def test_values_of_a_chart_are_set_in_its_file(tmp_path: Path, wanted: dict[str, Any], after: str) -> None:
    """By the names that charts have for them."""
    assert changes(tmp_path, CHART, of(), set=wanted)["apps/web/values.yaml"][1] == after


def test_the_last_file_of_values_that_says_it_counts(tmp_path: Path) -> None:
    """As Helm reads them; what only the chart's own defaults say is overridden in the last file."""
    own = "replicaCount: 2\n"
    files = {**CHART, "values/a.yaml": own, "values/b.yaml": "other: 1\n"}
    source = of(values=("values/a.yaml", "values/b.yaml"))

    assert changes(tmp_path, files, source, set={"replicas": 3}) == {
        "values/a.yaml": ("replicaCount: 2", "replicaCount: 3")
    }
    found = edited(Tree(tmp_path, no_command), source, Wanted({"image.tag": "v2"}))
    assert found == {"values/b.yaml": "other: 1\nimage:\n  tag: v2\n"}


def test_a_key_that_no_values_have_is_not_made_up(tmp_path: Path) -> None:
    """The chart would not heed it; the nearest one is named."""
    with pytest.raises(EditError, match="nothing says `replicacount` there; did you mean `replicaCount`"):
        changes(tmp_path, CHART, of(), set={"replicacount": 3})


@pytest.mark.parametrize("key", ["resources.limits.memory", "image.tag"])
def test_what_the_application_sets_itself_is_refused(tmp_path: Path, key: str) -> None:
    """It wins over every file."""
    with pytest.raises(EditError, match="is set by Application web itself"):
        changes(tmp_path, CHART, of(sets=frozenset({key})), set={key: "1Gi"})


# ---- values --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "old", "value", "new"),
    [
        ("memory", "512Mi", "x1.5", "768Mi"),
        ("memory", "1Gi", "x1.5", "1536Mi"),
        ("memory", "100M", "x1.25", "125M"),
        ("memory", "1G", "x0.1", "100M"),
        ("memory", 1000, "x1.5", 1500),
        ("cpu", "250m", "x2", "500m"),
        ("cpu", 1, "x1.5", "1500m"),
        ("cpu", "0.5", "x3", "1500m"),
        ("cpu", "1m", "x0.1", "1m"),
        ("replicas", 3, "x1.5", 5),
        ("replicas", 3, "-1", 2),
        ("replicas", 3, "7", 7),
        ("image", "a", "+1", "+1"),
        ("image", "1", "7", "7"),
        ("flag", True, "7", "7"),
    ],
)
def test_values_can_be_worked_out_from_what_is_there(key: str, old: object, value: object, new: object) -> None:
    """Quantities keep their unit, or take a smaller one; a number stays a number."""
    assert computed(old, value, Place("f.yaml", 0, ("limits", key))) == new


@pytest.mark.parametrize("old", [None, "web:1", True])
def test_what_is_no_number_cannot_be_multiplied(old: object) -> None:
    """It says what stands there."""
    with pytest.raises(EditError, match=r"`memory` in f.yaml is .*: that cannot be multiplied"):
        computed(old, "x2", Place("f.yaml", 0, ("memory",)))


@pytest.mark.parametrize(
    ("image", "parts"),
    [
        ("nginx", ("nginx", "", "")),
        ("nginx:1", ("nginx", "1", "")),
        ("localhost:5000/a/b", ("localhost:5000/a/b", "", "")),
        ("localhost:5000/a/b:1@sha256:x", ("localhost:5000/a/b", "1", "sha256:x")),
    ],
)
def test_an_image_is_taken_apart(image: str, parts: tuple[str, str, str]) -> None:
    """A port is no tag."""
    assert image_parts(image) == parts

"""Manifests as people write them: every object with its line, and one clear sentence for what is none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from firstmate.adapters import manifests
from firstmate.errors import UsageError

STREAM = """\
# two documents, the second a List
apiVersion: v1
kind: Service
metadata:
  name: web
---
---
kind: List
apiVersion: v1
items:
  - apiVersion: v1
    kind: ConfigMap
    metadata:
      name: &name env
    data: {a: *name}
  - {apiVersion: v1, kind: Secret,
     metadata: {name: token}}
"""


def test_every_object_of_a_stream_is_found_with_its_lines(tmp_path: Path):
    """Several documents, empty ones left out, Lists taken apart, aliases written out."""
    file = tmp_path / "app.yaml"
    file.write_text(STREAM)

    found = manifests.read(str(file))

    assert [(m.kind, m.name) for m in found] == [("Service", "web"), ("ConfigMap", "env"), ("Secret", "token")]
    assert [m.place(("metadata", "name")) for m in found] == [f"{file}:{line}" for line in (5, 14, 17)]
    assert found[0].place(("spec", "ports")) == f"{file}:2"
    assert found[1].content["data"] == {"a": "env"}


def test_a_folder_is_read_as_kubectl_reads_it(tmp_path: Path):
    """YAML and JSON beside each other by name, nothing else, and nothing below it."""
    (tmp_path / "b.json").write_text(json.dumps({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "b"}}))
    (tmp_path / "a.yml").write_text("{apiVersion: v1, kind: Pod, metadata: {name: a}}")
    (tmp_path / "notes.txt").write_text("kind: nothing")
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "c.yaml").write_text("not: one")

    assert [m.name for m in manifests.read(str(tmp_path))] == ["a", "b"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "there is no Kubernetes object in it"),
        ("# nothing\n---\n", "there is no Kubernetes object in it"),
        ("apiVersion: v1\nmetadata: {name: a}\n", "app.yaml:1: a Kubernetes object needs `kind`"),
        ("---\nkind: Pod\n", "app.yaml:2: a Kubernetes object needs `apiVersion`"),
        ("apiVersion: v1\nkind: Pod\nmetadata:\n  labels: {}\n", "app.yaml:3: Pod needs `metadata.name`"),
        ("- a\n- b\n", "app.yaml:1: a Kubernetes object has to be a mapping"),
        ("a: b\n---\njust text\n", "app.yaml:1: a Kubernetes object needs `apiVersion`"),
        ("apiVersion: v1\nkind: List\nitems:\n  - a\n", "app.yaml:4: an item of a List has to be an object"),
        ("apiVersion: v1\nkind: {{ .Values.kind }}\n", "app.yaml:2: a Kubernetes object needs `kind`"),
        ("apiVersion: v1\n{{- if .Values.a }}\nkind: Pod\n{{- end }}\n", "app.yaml:3: not valid YAML"),
        ("a: [1\n", "not valid YAML"),
        ("a: &a [1]\na: *b\n", "not valid YAML"),
        ("x: " + "[" * 100 + "]" * 100, "more than a manifest can"),
        ("x: " + "[" * 5000 + "]" * 5000, "nested too deeply"),
        ("x: 2020-13-45\n", "app.yaml"),
    ],
)
def test_what_is_no_manifest_is_answered_with_a_sentence_and_a_line(tmp_path: Path, text: str, sentence: str):
    """And never with a traceback."""
    file = tmp_path / "app.yaml"
    file.write_text(text)

    with pytest.raises(UsageError) as refused:
        manifests.read(str(file))

    assert sentence in refused.value.message


def test_a_few_lines_cannot_become_gigabytes(tmp_path: Path):
    """Aliases of aliases are counted as what they stand for."""
    bomb = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12))
    file = tmp_path / "bomb.yaml"
    file.write_text(f"apiVersion: v1\nkind: Pod\n{bomb}")

    with pytest.raises(UsageError, match="once its aliases are written out"):
        manifests.read(str(file))


@pytest.mark.parametrize(
    ("name", "content", "hint"),
    [("kustomization.yaml", "resources: [a.yaml]", "kubectl kustomize"), ("Chart.yaml", "name: web", "helm template")],
)
def test_what_has_to_be_rendered_first_is_named_with_the_command(tmp_path: Path, name: str, content: str, hint: str):
    """A kustomization and a chart are no manifests."""
    (tmp_path / name).write_text(content)

    with pytest.raises(UsageError) as refused:
        manifests.read(str(tmp_path))

    assert hint in refused.value.hint


def test_what_cannot_be_read_says_why(tmp_path: Path):
    """No file, not text, too much of it."""
    (tmp_path / "latin.yaml").write_bytes(b"a: \xff")
    (tmp_path / "huge.yaml").write_bytes(b"#" * (manifests.LARGEST + 1))
    for name, sentence in {"none": "cannot be read", "latin": "not UTF-8", "huge": "more than"}.items():
        with pytest.raises(UsageError, match=sentence):
            manifests.read(str(tmp_path / f"{name}.yaml"))

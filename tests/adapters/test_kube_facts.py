"""What the kubeconfig says, and what of it is kept beside."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from firstmate.adapters.kube_facts import answer

TEXT = """\
current-context: home
contexts:
- name: home
  context: {cluster: c, user: u, namespace: shop}
clusters:
- name: c
  cluster: {server: "https://10.0.0.1:6443"}
users:
- name: u
  user: {token: very-secret}
"""
FACTS = {"current": "home", "contexts": {"home": {"server": "https://10.0.0.1:6443", "namespace": "shop", "user": "u"}}}


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "config"
    path.write_text(TEXT)
    return path


@pytest.fixture
def sidecar(tmp_path: Path) -> Path:
    return tmp_path / "state" / "kubeconfigs.json"


def test_it_says_where_the_contexts_lead(config: Path, sidecar: Path):
    """Twice the same: read, and from beside."""
    assert answer(str(config), str(sidecar)) == FACTS
    assert answer(str(config), str(sidecar)) == FACTS


def test_what_is_kept_holds_no_credential_and_is_private(config: Path, sidecar: Path):
    """Only addresses and names."""
    answer(str(config), str(sidecar))

    assert "very-secret" not in sidecar.read_text()
    assert sidecar.stat().st_mode & 0o077 == 0
    assert [path.name for path in sidecar.parent.iterdir()] == [sidecar.name]


def test_a_changed_file_is_read_again(config: Path, sidecar: Path):
    """By its time, size and number."""
    answer(str(config), str(sidecar))
    config.write_text(TEXT.replace("current-context: home", "current-context: work"))

    found = answer(str(config), str(sidecar))

    assert found is not None and found["current"] == "work"


def test_files_that_are_not_there_are_left_out(config: Path, sidecar: Path):
    """As kubectl does; without any there is nothing to say."""
    assert answer(f"/nowhere:{config}", str(sidecar)) == FACTS
    assert answer("/nowhere", str(sidecar)) is None


@pytest.mark.parametrize("kept", ["", "[]", "{", '{"x": 1}', "[" * 100_000, '{"x": {"mark": 1}}'])
def test_a_spoiled_sidecar_is_no_matter(config: Path, sidecar: Path, kept: str):
    """It is made anew."""
    sidecar.parent.mkdir()
    sidecar.write_text(kept)

    assert answer(str(config), str(sidecar)) == FACTS
    assert str(config) in json.loads(sidecar.read_text())


def test_a_sidecar_that_cannot_be_written_is_no_matter(config: Path):
    """It costs time."""
    assert answer(str(config), "/proc/nowhere/kubeconfigs.json") == FACTS


@pytest.mark.parametrize("text", ["a: b: c", "\0", "[" * 5000, "- &a [*a", "x" * 2_000_000])
def test_what_is_no_kubeconfig_says_nothing(config: Path, sidecar: Path, text: str):
    """No YAML, too deep or too large."""
    config.write_text(text)

    assert answer(str(config), str(sidecar)) is None


def test_what_is_no_file_is_not_opened(tmp_path: Path, sidecar: Path):
    """A pipe would never end."""
    os.mkfifo(tmp_path / "pipe")

    assert answer(f"{tmp_path / 'pipe'}:{tmp_path}", str(sidecar)) is None


def test_json_is_a_kubeconfig_too(config: Path, sidecar: Path):
    """kubectl reads both."""
    config.write_text(json.dumps({"current-context": "home", "contexts": []}))

    assert answer(str(config), str(sidecar)) == {"current": "home", "contexts": {}}


def test_yaml_is_not_imported_when_it_is_kept(config: Path, sidecar: Path):
    """That is what it is kept for."""
    answer(str(config), str(sidecar))
    program = (
        "import sys; from firstmate.adapters.kube_facts import answer; "
        f"assert answer({str(config)!r}, {str(sidecar)!r}); assert 'yaml' not in sys.modules"
    )

    subprocess.run([sys.executable, "-I", "-c", program], check=True)

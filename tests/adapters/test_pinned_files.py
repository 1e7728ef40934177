"""Copies by content: they stay what they were, whatever becomes of the file."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from firstmate.adapters.pinned_files import LARGEST, pin


@pytest.fixture
def manifest(tmp_path):
    """A file that an act reads."""
    path = tmp_path / "web.yaml"
    path.write_text("kind: Pod\n")
    return path


def test_a_copy_stays_when_the_file_is_swapped(manifest, tmp_path):
    """And says by its hash what is in it; the name of the file stays."""
    pinned = pin(str(tmp_path / "state"), [str(manifest)])
    manifest.write_text("kind: Namespace\n")

    assert pinned
    copy, digest = pinned[str(manifest)]
    assert Path(copy).read_text() == "kind: Pod\n" and digest == hashlib.sha256(b"kind: Pod\n").hexdigest()
    assert os.path.basename(copy) == "web.yaml" and digest in copy
    assert os.stat(copy).st_mode & 0o777 == 0o400


def test_a_changed_copy_is_made_anew(manifest, tmp_path):
    """What is named by its content has this content."""
    (copy, _) = pin(str(tmp_path), [str(manifest)])[str(manifest)]
    os.chmod(copy, 0o600)
    Path(copy).write_text("kind: Namespace\n")

    assert Path(pin(str(tmp_path), [str(manifest)])[str(manifest)].copy).read_text() == "kind: Pod\n"


def test_a_script_stays_one(manifest, tmp_path):
    """A copy of what may be run may be run."""
    manifest.chmod(0o755)

    assert os.access(pin(str(tmp_path), [str(manifest)])[str(manifest)].copy, os.X_OK)


def test_what_cannot_be_copied_is_none(manifest, tmp_path):
    """Not there, a folder, a pipe, too large: then the act cannot be approved."""
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "large").write_bytes(b"x" * (LARGEST + 1))

    for name in ("nowhere", "", "large", "pipe"):
        assert pin(str(tmp_path), [str(manifest), str(tmp_path / name)]) is None

"""`firstmate gpu`: limits against the site's, the remedy, and the exit code. nvidia-smi is a fake on PATH."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Ran
from tests.support.ssh import script

SITE = """
schema: 1
nodes:
  - name: hydra-ai
    ssh: {ssh}
    os: NixOS
    gpus: [{{name: RTX 5090, watts: 575, limit_watts: 450}}, {{name: RTX 4090, watts: 450, limit_watts: 300}}]
  - name: hydra-storage
    gpus: [{{name: Arc A380, watts: 75}}]
"""
FAKE = """#!/bin/sh
# A fake nvidia-smi: two GPUs, as the query of its manual prints them.
echo '0, NVIDIA GeForce RTX 5090, {first}, 575.00, 61.20, 41, 1024, 32607'
echo '1, NVIDIA GeForce RTX 4090, 300.00, 450.00, 20.11, 38, 512, 24564'
"""


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    def written(first: str = "450.00", ssh: str = "local", text: str = FAKE) -> Path:
        script(tmp_path / "bin" / "nvidia-smi", text.replace("{first}", first))
        monkeypatch.setenv("PATH", f"{tmp_path}/bin:{os.environ['PATH']}")
        (tmp_path / "site.yaml").write_text(SITE.format(ssh=ssh))
        return tmp_path / "site.yaml"

    return written


def test_as_the_site_says(firstmate: Callable[..., Ran], site: Callable[..., Path]) -> None:
    """A line for each GPU; one of another maker is named as not looked at."""
    ran = firstmate("gpu", "--site", site())
    assert ran.code == 0
    assert "450 W" in ran.out and "RTX 4090" in ran.out
    assert "not looked at, since not of NVIDIA: Arc A380 (hydra-storage)" in ran.out


def test_over_the_limit(firstmate: Callable[..., Ran], site: Callable[..., Path]) -> None:
    """A finding, with the command that cures it and what keeps it cured."""
    ran = firstmate("gpu", "--site", site("575.00"))
    assert ran.code == 1
    assert "may draw 575 W, the site allows 450" in ran.out
    assert "remedy: sudo nvidia-smi -i 0 -pl 450;" in ran.out and "NixOS" in ran.out


def test_the_document(firstmate: Callable[..., Ran], site: Callable[..., Path]) -> None:
    """The same for machines."""
    told = json.loads(firstmate("gpu", "--json", "--site", site("575.00")).out)
    assert told["schema"] == 1 and told["exit_code"] == 1
    (node,) = told["nodes"]
    assert node["verdict"] == "wrong" and [gpu["site_limit"] for gpu in node["gpus"]] == [450, 300]
    assert node["findings"][0]["remedy"].startswith("sudo nvidia-smi -i 0 -pl 450")


def test_a_node_that_cannot_be_asked(firstmate: Callable[..., Ran], site: Callable[..., Path]) -> None:
    """No driver, or no way there: not known is exit code 3, never a good word."""
    broken = firstmate("gpu", "--site", site(text="#!/bin/sh\nexit 127\n"))
    assert broken.code == 3 and "hydra-ai: not checked" in broken.out
    nowhere = firstmate("gpu", "--site", site(ssh="'127.0.0.1'"))
    assert nowhere.code == 3 and "hydra-ai: unreachable: ssh 127.0.0.1" in nowhere.out


def test_a_driver_that_fails(firstmate: Callable[..., Ran], site: Callable[..., Path]) -> None:
    """nvidia-smi is there and sees no GPU: down, exit code 1."""
    ran = firstmate("gpu", "--site", site(text="#!/bin/sh\necho 'No devices were found'\nexit 6\n"))
    assert ran.code == 1 and "down: nvidia-smi: No devices were found" in ran.out

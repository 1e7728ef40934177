"""The commands about sites in the real client: what they read is in the prompt, what changes something needs a yes."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.client.client import Client
from tests.client.scripted_model import Part, Turn, serving
from tests.client.test_real_client import last, prompt_of
from tests.support.ports import free_ports

pytestmark = pytest.mark.claude

SITE = """
schema: 1
name: demo
phase: 0
nodes:
  - name: here
    address: 127.0.0.1
    ssh: local
    gpus: [{{name: RTX 5090, watts: 575, limit_watts: 450}}]
services:
  - {{name: cache, phase: 0, node: here, port: {up}, probe: {{kind: tcp}}}}
  - {{name: web, phase: 0, node: here, port: {down}, probe: {{kind: tcp}}}}
phases:
  - {{number: 0, name: base, gate: [{{text: the cache answers, services: [cache]}}]}}
  - {{number: 1, name: media}}
"""
FAKE_NVIDIA_SMI = """#!/bin/sh
echo '0, NVIDIA GeForce RTX 5090, 575.00, 575.00, 61.20, 48, 1024, 32607'
"""


@pytest.fixture
def site(home: Path) -> Iterator[Path]:
    """A site of one node, this one: a port that listens, and one that does not."""
    file = home / ".config" / "firstmate" / "site.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        file.write_text(SITE.format(up=listening.getsockname()[1], down=free_ports(1)))
        yield file


def said_to(client: Client, command: str, *steps: str) -> tuple[str, list[str]]:
    """What the model heard at the end of a session that runs these commands, and which of them were not let through."""
    turns = [Turn("", [("Bash", {"command": step, "description": "a step"})]) for step in steps]
    with serving(Part(command.split()[0], [*turns, Turn("done")])) as model:
        session = client.ask(model, command)
    return last(model.asked(command.split()[0])).text, [call["tool_input"]["command"] for call in session.denied]


@pytest.mark.parametrize("command", ["verify-phase", "gpu-status", "gap"])
def test_without_a_site_file_the_next_step_reaches_the_model(installed: Client, command: str) -> None:
    """Exit code 2 comes with the sentence that names `firstmate init`."""
    prompt = prompt_of(installed, f"/project:{command}")
    assert "There is no site file" in prompt
    assert "`firstmate init`" in prompt
    assert "exit code 2\n" in prompt


@pytest.mark.usefixtures("site")
def test_verify_phase_hands_verdicts_and_gate_to_the_small_model(installed: Client) -> None:
    """What is up and what is down is in the prompt, with the exit code that findings have."""
    with serving() as model:
        installed.ask(model, "/project:verify-phase")
    (request,) = model.asked("<command-message>")
    assert "haiku" in request.model
    assert "2 checks: 1 up, 1 down" in request.text
    assert "gate of phase 0 (base)" in request.text
    assert "exit code 1\n" in request.text


def test_looking_closer_needs_no_yes_but_the_next_phase_does(installed: Client, site: Path) -> None:
    """One service, and where the site stands, are looked at at once; `phase advance` waits for the user."""
    before = site.read_text()
    heard, denied = said_to(
        installed,
        "/project:verify-phase web",
        "firstmate verify --service web",
        "firstmate phase",
        "firstmate phase advance",
    )
    assert denied == ["firstmate phase advance"]
    assert "1 check: 1 down" in heard
    assert site.read_text() == before


@pytest.mark.usefixtures("site")
def test_a_gpu_over_its_limit_comes_with_a_remedy_that_is_not_run(installed: Client, home: Path) -> None:
    """A stand-in of nvidia-smi says 575 W where the site allows 450: the command is in the prompt, and needs a yes."""
    fake = home / ".local" / "bin" / "nvidia-smi"
    fake.write_text(FAKE_NVIDIA_SMI)
    os.chmod(fake, 0o755)
    heard, denied = said_to(installed, "/project:gpu-status", "nvidia-smi -i 0 -pl 450")
    assert "nvidia-smi -i 0 -pl 450" in heard.partition("exit code 1\n")[0]
    assert denied == ["nvidia-smi -i 0 -pl 450"]


def test_a_plan_is_begun_and_checked_without_a_yes(installed: Client, home: Path) -> None:
    """`prp new` writes only below PRPs/, `prp check` then says what is empty."""
    heard, denied = said_to(
        installed, "/project:prp move-logs", "firstmate prp new move-logs", "firstmate prp check PRPs/move-logs.md"
    )
    assert denied == []
    assert "There is no PRP in PRPs/ here" in heard
    assert (home / "PRPs" / "move-logs.md").is_file()
    assert "PRPs/move-logs.md:" in heard


def test_as_a_plugin_they_answer_to_its_prefix(plugged: Client) -> None:
    """The same lines run."""
    assert "There is no site file" in prompt_of(plugged, "/firstmate:verify-phase")

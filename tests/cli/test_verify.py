"""`firstmate verify`: what is printed, and the exit code."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Ran
from tests.support.ports import free_ports

SITE = """
schema: 1
name: demo
phase: 1
nodes: [{{name: here, address: 127.0.0.1, ssh: local}}]
services:
  - {{name: passwd, phase: 0, node: here, probe: {{kind: file, path: /etc/passwd, contains: root}}}}
  - {{name: web, phase: 1, node: here, port: {port}, probe: {{kind: {kind}}}}}
  - {{name: later, phase: 2, node: here}}
phases:
  - {{number: 0, name: base}}
  - {{number: 1, name: foundation, gate: [{{text: the web answers, services: [web]}}]}}
  - {{number: 2, name: media, blocked_by: [a disk that is not bought yet]}}
"""


@pytest.fixture
def site(tmp_path: Path) -> Callable[..., Path]:
    def written(port: int, kind: str = "tcp") -> Path:
        (tmp_path / "site.yaml").write_text(SITE.format(port=port, kind=kind))
        return tmp_path / "site.yaml"

    return written


def test_what_is_down_closes_the_gate(firstmate: Callable[..., Ran], site: Callable[..., Path]) -> None:
    """The gate names it, the next phase is blocked by it and by what the file says, exit code 1."""
    ran = firstmate("verify", "--site", site(free_ports(1)))
    assert ran.code == 1
    assert "2 checks: 1 up, 1 down" in ran.out
    assert "gate of phase 1 (foundation): closed" in ran.out
    assert "before phase 2 (media): web: down" in ran.out and "a disk that is not bought yet" in ran.out


def test_the_document(firstmate: Callable[..., Ran], site: Callable[..., Path]) -> None:
    """Its first key is its schema; every check has its verdict."""
    ran = firstmate("verify", "--json", "--site", site(free_ports(1)))
    told = json.loads(ran.out)
    assert next(iter(told)) == "schema" and told["schema"] == 1 and told["exit_code"] == ran.code == 1
    assert [check["verdict"] for check in told["checks"]] == ["up", "down"]
    assert told["gate"]["open"] is False and told["gate"]["asks"][0]["blocked_by"][0].startswith("web: down")
    assert told["next"] == {"number": 2, "name": "media"}


def test_not_knowing_beats_what_is_down(firstmate: Callable[..., Ran], site: Callable[..., Path]) -> None:
    """A service without a probe is not checked: exit code 3, though another is down."""
    ran = firstmate("verify", "--all", "--site", site(free_ports(1)))
    assert ran.code == 3
    assert "no probe is declared for it" in ran.out


def test_one_service(firstmate: Callable[..., Ran], site: Callable[..., Path]) -> None:
    """Nothing else is looked at, and no gate is judged by it."""
    ran = firstmate("verify", "--service", "passwd", "--site", site(free_ports(1)))
    assert ran.code == 0 and "1 check: 1 up" in ran.out and "gate" not in ran.out


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (("--phase", "foundatoin"), "foundation"),
        (("--service", "wep"), "did you mean `web`?"),
        (("--all", "--phase", "1"), "one of them"),
    ],
)
def test_what_the_site_does_not_have(
    firstmate: Callable[..., Ran], site: Callable[..., Path], words: tuple[str, ...], hint: str
) -> None:
    """Exit code 2, with the nearest name."""
    ran = firstmate("verify", *words, "--site", site(1))
    assert ran.code == 2 and hint in ran.err

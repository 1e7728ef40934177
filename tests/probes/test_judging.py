"""What answers mean, without anybody who gives them."""

from __future__ import annotations

import pytest

from firstmate.probes import judging
from firstmate.probes.values import Verdict

UP, DOWN, WRONG = Verdict.UP, Verdict.DOWN, Verdict.WRONG
NOW, DAY = 1_700_000_000.0, 86400.0


@pytest.mark.parametrize(
    ("wants", "status", "body", "verdict"),
    [
        ({}, 200, b"", UP),
        ({}, 302, b"", UP),
        ({}, 401, b"", WRONG),
        ({"status": 401}, 401, b"", UP),
        ({"status": 200}, 204, b"", WRONG),
        ({"contains": "ready"}, 200, b"all shards are ready", UP),
        ({"matches": "v[0-9]+"}, 200, b"v3", UP),
        ({"matches": "v[0-9]+"}, 200, b"none", WRONG),
        ({"matches": "("}, 200, b"(", WRONG),
        ({"json": {"a.b": 1}}, 200, b'{"a": {"b": 1}}', UP),
        ({"json": {"a.0.b": "x"}}, 200, b'{"a": [{"b": "x"}]}', UP),
        ({"json": {"a.1.b": "x"}}, 200, b'{"a": [{"b": "x"}]}', WRONG),
        ({"json": {"a": None}}, 200, b'{"a": null}', UP),
        ({"json": {"a": None}}, 200, b"{}", WRONG),
        ({"json": {"a": True}}, 200, b'{"a": 1}', WRONG),
        ({"json": {"a": 1}}, 200, b'{"a": true}', WRONG),
        ({"json": {"a": 1}}, 200, b"<html>", WRONG),
        ({"json": {"a": 1}}, 200, b"[" * 5000, WRONG),
    ],
)
def test_web_answers(wants: dict[str, object], status: int, body: bytes, verdict: Verdict) -> None:
    """Status, text and JSON; without a status wanted, 200 to 399 will do."""
    assert judging.http(wants, status, body, None, NOW).verdict is verdict


@pytest.mark.parametrize(("days", "ends", "verdict"), [(14, 15, UP), (14, 13, WRONG), (14, None, WRONG), (None, 1, UP)])
def test_certificates(days: int | None, ends: float | None, verdict: Verdict) -> None:
    """It has to last as long as wanted; without TLS there is none that could."""
    wants = {} if days is None else {"days": days}
    told = judging.http(wants, 200, b"", None if ends is None else NOW + ends * DAY, NOW)
    assert told.verdict is verdict


@pytest.mark.parametrize(
    ("state", "verdict"),
    [
        ('{"Status": "running"}', UP),
        ('{"Status": "running", "Health": null}', UP),
        ('{"Status": "running", "Health": {"Status": "healthy"}}', UP),
        ('{"Status": "running", "Health": {"Status": "starting"}}', WRONG),
        ('{"Status": "running", "Health": {"Status": "unhealthy"}}', WRONG),
        ('{"Status": "restarting", "ExitCode": 1}', DOWN),
        ('{"Status": "paused"}', DOWN),
        ("{}", WRONG),
        ("[]", WRONG),
        ("not json", WRONG),
    ],
)
def test_containers(state: str, verdict: Verdict) -> None:
    """It runs and, where it says so itself, is healthy."""
    assert judging.container(state).verdict is verdict


@pytest.mark.parametrize(
    ("state", "verdict"),
    [("active", UP), ("inactive", DOWN), ("failed", DOWN), ("activating", WRONG), ("reloading", WRONG)],
)
def test_units(state: str, verdict: Verdict) -> None:
    """Only active is up; what is on its way is neither up nor down."""
    assert judging.unit(f"LoadState=loaded\nActiveState={state}\nSubState=x", "web.service").verdict is verdict


def test_a_unit_that_nobody_knows() -> None:
    """It is down, whatever its state says; so is silence."""
    assert judging.unit("LoadState=not-found\nActiveState=inactive", "web.service").verdict is DOWN
    assert judging.unit("", "web.service").verdict is DOWN


@pytest.mark.parametrize(
    ("mounts", "verdict"),
    [
        ("192.168.1.244:/mnt/user/models nfs4\n", UP),
        ("192.168.1.244:/mnt/user/models/ nfs\n", UP),
        ("192.168.1.100:/mnt/user/models nfs4\n", WRONG),
        ("192.168.1.244:/mnt/user/media nfs4\n", WRONG),
        ("/dev/sda1 ext4\n", WRONG),
        ("systemd-1 autofs\n192.168.1.244:/mnt/user/models nfs4\n", UP),
        ("systemd-1 autofs\n", WRONG),
        ("", DOWN),
    ],
)
def test_mounts(mounts: str, verdict: Verdict) -> None:
    """From the right server and export; of several mounts the last one covers the others."""
    wants = {"path": "/mnt/models", "source": "192.168.1.244:/mnt/user/models"}
    assert judging.mount(wants, mounts).verdict is verdict


@pytest.mark.parametrize(
    ("value", "found", "verdict"),
    [
        (">= 1", ["1", "2"], UP),
        (">= 1", ["1", "0"], WRONG),
        ("< 0.5", ["0.4"], UP),
        ("== 0", ["NaN"], WRONG),
        ("!= 0", ["+Inf"], UP),
        (">=1", [], WRONG),
    ],
)
def test_samples(value: str, found: list[str], verdict: Verdict) -> None:
    """Every series is as wanted, and there is one."""
    assert judging.samples({"value": value}, [({"job": "x"}, each) for each in found]).verdict is verdict


def test_targets_of_a_job() -> None:
    """One that is not up, or a job without any, is wrong; other jobs do not matter."""
    up, lost = ({"job": "node", "instance": "a"}, "1"), ({"job": "node", "instance": "b"}, "0")
    assert judging.targets({"targets": ["node"]}, [up, ({"job": "other"}, "0")]).verdict is UP
    assert "node: b is not up" in judging.targets({"targets": ["node"]}, [up, lost]).detail
    assert judging.targets({"targets": ["node", "db"]}, [up]).verdict is WRONG


def test_commands() -> None:
    """Exit code first, then what it printed."""
    assert judging.command({}, 0, "fine\n").detail == "fine"
    assert judging.command({}, 1, "no").verdict is WRONG
    assert judging.command({"exit": 1}, 1, "no").verdict is UP
    assert judging.command({"contains": "yes"}, 0, "no").verdict is WRONG

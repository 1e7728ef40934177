"""`firstmate phase up`: phase 1 of hydra, rehearsed on loopback with local processes in place of containers."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.cli.test_run import Terminal
from tests.support import people
from tests.support.rehearsal import Hydra, hydra

SMALL = ["redis", "qdrant", "loki"]
ORDER = ["postgres", "redis", "qdrant", "minio", "prometheus", "loki", "alertmanager", "grafana", "uptime-kuma"]
ORDER += ["ollama.service", "litellm"]


class Captained(Terminal):
    """A terminal, and a person in another one who approves what waits."""

    @contextmanager
    def captain(self) -> Iterator[None]:
        """Somebody says yes to everything, as it comes."""
        over = threading.Event()

        def watch() -> None:
            while not over.wait(0.3):
                if (people.state_of(self.home) / "approvals.db").exists():
                    people.approve_all(self.home)

        watching = threading.Thread(target=watch, daemon=True)
        watching.start()
        try:
            yield
        finally:
            over.set()
            watching.join()

    def up(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """The whole of it."""
        with self.captain():
            process = self.start("phase", "up", *arguments)
            out, err = process.communicate(timeout=400)
        return subprocess.CompletedProcess(arguments, process.returncode, out, err)

    def dry(self, *arguments: str) -> dict[str, dict[str, Any]]:
        """What it would do, by service."""
        told = self("phase", "up", "--dry-run", "--json", *arguments)
        return {each["service"]: each for each in json.loads(told.stdout)["services"]}


class Bridge(Captained):
    """One from which the rehearsed machines are reached."""

    def __init__(self, home: Path, machines: Hydra) -> None:
        super().__init__(home)
        self.machines = machines
        self.env |= {"FIRSTMATE_SITE": str(machines.site), "PATH": f"{machines.folder}/here:{os.environ['PATH']}"}


@contextmanager
def bridged(home: Path, folder: Path, *only: str) -> Iterator[Bridge]:
    with hydra(folder, *only) as machines:
        made = Bridge(home, machines)
        yield made
        made.close()


@pytest.fixture
def bridge(home: Path, tmp_path: Path) -> Iterator[Bridge]:
    """To the whole of phase 1."""
    with bridged(home, tmp_path) as made:
        yield made


@pytest.fixture
def small(home: Path, tmp_path: Path) -> Iterator[Bridge]:
    """To three services of it: a real one, and two stand-ins."""
    with bridged(home, tmp_path, *SMALL) as made:
        yield made


def test_phase_1_comes_up_in_order_and_its_gate_opens(bridge):
    """Each after what it needs, with a person's yes to each; a second time nothing is touched."""
    ran = bridge.up("1")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert bridge.machines.asked("up", "start") == ORDER
    assert bridge.machines.running == set(ORDER)
    assert "✓ gate" in ran.stdout

    again = bridge("phase", "up", "1")
    assert again.returncode == 0, again.stdout + again.stderr
    assert again.stderr.count("  up  up") == len(ORDER)
    assert bridge.machines.asked("up", "start") == ORDER


def test_what_does_not_come_up_takes_back_what_this_run_has_started(small):
    """The last first; what was up before stays; what is left behind is listed, and no process is."""
    small.machines.start("redis")
    small.machines.change("loki", command=["sleep", "600"])
    ran = small.up("--within", "10s")
    assert ran.returncode == 1
    assert small.machines.asked("rm") == ["loki", "qdrant"]
    assert small.machines.running == {"redis"}
    assert "loki is not up within 10s: down" in ran.stdout
    left = ran.stdout.partition("left behind")[2]
    assert "volume stack_qdrant" in left and "image rehearsal/loki" in left and "redis" not in left


def test_a_container_that_ends_at_once_is_taken_away_too(small):
    """Its start failed, and it is there all the same."""
    small.machines.change("loki", command=["false"])
    ran = small.up()
    assert ran.returncode == 1 and "loki exited" in ran.stdout
    assert small.machines.asked("rm") == ["loki", "qdrant", "redis"]
    assert small.machines.running == set()


def has_begun(bridge: Bridge, step: str) -> bool:
    return any(each["path"] == (step,) for run in bridge.runs() for each in run["steps"])


@pytest.mark.parametrize(
    "moment",
    [
        pytest.param(lambda small: has_begun(small, "check_loki"), id="between two services"),
        pytest.param(lambda small: "qdrant" in small.machines.asked("up"), id="while one is started"),
    ],
)
def test_a_bring_up_that_was_killed_is_taken_up_where_it_stood(small, moment):
    """Nothing is started twice, nobody is asked again, and the gate opens."""
    first = small.start("phase", "up")
    with small.captain():
        small.wait(lambda _: moment(small))
        first.kill()
        first.communicate()
        assert "loki" not in small.machines.asked("up")
        again = small.start("run", "resume")
        out, err = again.communicate(timeout=200)
    assert again.returncode == 0, out + err
    assert small.machines.asked("up") == SMALL
    assert small.runs()[0]["state"] == "done" and len(small.runs()) == 1
    assert len(people.desk_of(small.home).store.all()) == len(SMALL)


def test_a_person_takes_a_bring_up_back(small):
    """By the run's name: what it has started, in reverse, and what stays is listed."""
    assert small.up().returncode == 0
    with small.captain():
        back = small.start("run", "rollback", small.runs()[0]["id"])
        out, _ = back.communicate(timeout=200)
    assert small.machines.asked("rm") == ["loki", "qdrant", "redis"]
    assert small.machines.running == set() and "volume stack_redis" in out


def test_a_dry_run_shows_order_commands_tiers_and_what_takes_them_back(small):
    """What is up already has no command; nothing is begun, nothing is asked of anybody, nothing is in the log."""
    small.machines.start("qdrant")
    told = small.dry()
    assert list(told) == SMALL
    assert (told["qdrant"]["state"], told["qdrant"]["command"]) == ("up", None)
    assert told["loki"]["state"] == "to be brought up"
    assert told["loki"]["command"]["tier"] == "risky" and "up --detach loki" in told["loki"]["command"]["command"]
    assert "rm --stop --force loki" in told["loki"]["back"]["command"]
    assert small.machines.asked("up", "rm") == ["qdrant"] and small.runs() == []
    assert not (people.state_of(small.home) / "log.jsonl").exists()


def test_machines_that_are_not_reached_are_said_so_and_their_commands_shown(small):
    """A dry run works without them, and is no all-clear; nothing is begun on them."""
    (small.machines.folder / "here" / "ssh").write_text("#!/bin/sh\necho 'No route to host' >&2\nexit 255\n")
    told = small("phase", "up", "--dry-run", "--json")
    services = json.loads(told.stdout)["services"]
    assert told.returncode == 3
    assert {each["state"] for each in services} == {"not reached"}
    assert all("No route to host" in each["why"] and each["command"] for each in services)
    assert small("phase", "up").returncode == 3 and small.runs() == []


def test_a_later_phase_waits_for_its_gate(small):
    """It is refused, and the way on is named; what it would do may be looked at."""
    ran = small("phase", "up", "2")
    assert ran.returncode == 4 and "firstmate phase advance" in ran.stderr
    assert "The site stands in phase 1: phase 2 is brought up once a gate has let it on." in ran.stderr
    assert "n8n" in small.dry("2") and small.runs() == []


def test_what_there_is_nothing_to_bring_up_by_is_left_out(small):
    """It says which, and what writes a draft; the others come up, and the end is no success."""
    small.machines.describe("loki", deploy={"compose": str(small.machines.folder / "loki.yml")})
    small.machines.describe("redis", deploy=None)
    ran = small.up()
    assert "loki  nothing to bring it up by  there is no" in ran.stderr
    assert "redis  nothing to bring it up by  the site file does not say" in ran.stderr
    assert "`firstmate phase draft loki` writes a draft for review" in ran.stderr
    assert ran.returncode == 1 and small.machines.running == {"qdrant"}


def test_what_stands_against_a_service_is_found_before_anything_is_done(small):
    """A port that is taken, who needs the service, a secret that is not to be had, a file that Compose refuses."""
    small.machines.describe("qdrant", needs=["redis"])
    small.machines.describe("loki", secrets=["GONE"])
    small.machines.change("redis", command=None)
    with socket.create_server(("127.0.0.1", small.machines.ports["redis"])):
        told = small.dry()
    assert told["redis"]["why"] == f"something else listens on port {small.machines.ports['redis']} of hydra-storage"
    assert told["qdrant"]["why"] == "it needs redis, which is left out"
    assert "GONE" in told["loki"]["why"]
    small.machines.stack.write_text("services: {redis: [")
    assert "docker compose" in small.dry()["redis"]["why"]

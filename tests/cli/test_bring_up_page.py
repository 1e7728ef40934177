"""What docs/bring-up.md shows, done: on this machine, with local processes in place of containers."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import yaml

from tests.cli.test_phase_up import Bridge
from tests.support import fake_host
from tests.support.ports import free_ports
from tests.support.rehearsal import Hydra
from tests.support.ssh import script

PAGE = (Path(__file__).parents[2] / "docs" / "bring-up.md").read_text()


@pytest.fixture
def cabin(home: Path, tmp_path: Path) -> Iterator[Bridge]:
    """The site of the page; its paths and ports are free ones here."""
    first = free_ports(2)
    machines = Hydra(tmp_path, {"redis": first, "dashboard": first + 1})
    machines.site.write_text(moved(re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)[0], machines))
    for name, text in fake_host.PROGRAMS.items():
        script(tmp_path / "bin" / name, text)
    redis = ["redis-server", "--bind", "127.0.0.1", "--port", str(first), "--dir", str(tmp_path), "--save", ""]
    pages = json.dumps({"/api/health": '{"database": "ok"}'})
    dashboard = [str(tmp_path / "bin" / "standin"), str(first + 1), pages]
    services = {"redis": {"command": redis}, "dashboard": {"command": dashboard}}
    machines.stack.write_text(yaml.safe_dump({"services": services}))
    made = Bridge(home, machines)
    made.env |= {"PATH": f"{tmp_path}/bin:{os.environ['PATH']}", "FAKE": str(tmp_path)}
    yield made
    made.close()
    fake_host.end_all(tmp_path)


def moved(text: str, machines: Hydra) -> str:
    text = text.replace("/srv/stack/compose.yaml", str(machines.stack))
    return text.replace("6379", str(machines.ports["redis"])).replace("3003", str(machines.ports["dashboard"]))


def test_the_dry_run_of_the_page_is_what_it_says(cabin):
    """Word for word."""
    (shown,) = re.findall(r"\$ firstmate phase up --dry-run\n(.*?)```", PAGE, re.DOTALL)
    ran = cabin("phase", "up", "--dry-run")
    assert (ran.returncode, ran.stdout) == (0, moved(shown, cabin.machines)), ran.stderr


def test_the_site_of_the_page_comes_up_here(cabin):
    """Without ssh: its node is this machine."""
    ran = cabin.up()
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert cabin.machines.asked("up") == ["redis", "dashboard"]


def test_standing_orders_may_lower_it_on_this_machine(cabin):
    """Then nobody is asked."""
    orders = cabin.home / ".config/firstmate/standing-orders.yaml"
    orders.write_text("schema: 1\noverrides: [{rule: docker.compose.up, tier: safe, why: it is my cabin}]\n")
    assert cabin("orders", "check").returncode == 0
    ran = cabin("phase", "up")
    assert ran.returncode == 0, ran.stdout + ran.stderr


@pytest.mark.parametrize("seconds", [0.6, 1.2, 1.8, 2.4, 3.0, 3.6])
def test_it_may_be_killed_at_any_moment(cabin, seconds):
    """Taken up again, or begun where it had not begun, it ends well, and nothing was started twice."""
    with cabin.captain():
        first = cabin.start("phase", "up")
        with suppress(subprocess.TimeoutExpired):
            first.wait(seconds)
        first.kill()
        first.communicate()
        after = cabin.start("run", "resume") if cabin.runs() else cabin.start("phase", "up")
        out, err = after.communicate(timeout=60)
    assert after.returncode == 0, out + err
    assert cabin.machines.asked("up") == ["redis", "dashboard"]
    assert [run["state"] for run in cabin.runs()] == ["done"]


def test_what_comes_between_the_look_and_the_start_stops_it_there(cabin):
    """What is up stays up; with that out of the way, the run goes on."""
    process = cabin.start("phase", "up", "--json")
    run = cabin.wait(lambda run: run["state"] == "asks")["id"]
    with cabin.captain():
        with socket.create_server(("127.0.0.1", cabin.machines.ports["dashboard"])):
            out, _ = process.communicate(timeout=60)
        told = json.loads(out)
        assert (process.returncode, told["state"]) == (1, "failed")
        assert told["why"].startswith("check_dashboard: something else listens on port")
        assert cabin.machines.running == {"redis"}
        again = cabin.start("run", "retry", run, "check_dashboard")
        out, err = again.communicate(timeout=60)
    assert again.returncode == 0, out + err
    assert cabin.machines.asked("up") == ["redis", "dashboard"]


def test_what_a_service_brings_with_it_is_taken_away_with_it(cabin):
    """Compose starts what its file says that it depends on; what was there before stays."""
    content = yaml.safe_load(cabin.machines.stack.read_text())
    content["services"]["sidecar"] = {"command": ["sleep", "600"]}
    content["services"]["dashboard"] |= {"depends_on": ["redis", "sidecar"], "command": ["false"]}
    cabin.machines.stack.write_text(yaml.safe_dump(content))
    assert cabin.up().returncode == 1
    removed = [words[-2:] for words in fake_host.asked(cabin.machines.folder) if "rm" in words]
    assert removed == [["dashboard", "sidecar"], ["--force", "redis"]]
    assert cabin.machines.running == set()


def test_the_commands_of_a_site_are_judged_and_taken_back(cabin):
    """`run` and `undo`: a service that does not come up has its command undone."""
    here = cabin.machines.folder
    for name, needs in (("redis", []), ("dashboard", ["redis"])):
        deploy = {"run": f"touch {here}/{name}.up", "undo": f"rm {here}/{name}.up"}
        path = f"{here}/{name}.up" if name == "redis" else f"{here}/never"
        cabin.machines.describe(name, deploy=deploy, needs=needs, port=None, probe={"kind": "file", "path": path})
    ran = cabin.up("--within", "1s")
    assert ran.returncode == 1 and "dashboard is not up within 1s" in ran.stdout
    assert not (here / "redis.up").exists() and not (here / "dashboard.up").exists()

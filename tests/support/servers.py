"""Real programs run as servers on loopback for the time of a test."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.support.ports import free_ports

QUIET_PROMETHEUS = "global: {scrape_interval: 1s, evaluation_interval: 1s}\n"
QUIET_ALERTMANAGER = "route: {receiver: nobody}\nreceivers: [{name: nobody}]\n"


def found(*programs: str) -> bool:
    """Whether all of these programs are installed."""
    return all(map(shutil.which, programs))


@contextmanager
def running(command: Sequence[str], log: Path, ready_url: str, seconds: float = 30) -> Iterator[None]:
    """Run `command` until the block ends; the block starts once `ready_url` answers 200."""
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=out)
    try:
        _wait_until_ready(process, ready_url, seconds, log)
        yield
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_until_ready(process: subprocess.Popen[bytes], url: str, seconds: float, log: Path) -> None:
    deadline = time.monotonic() + seconds
    while process.poll() is None and time.monotonic() < deadline:
        try:
            if httpx.get(url, trust_env=False, timeout=2).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.05)
    raise AssertionError(f"{process.args!r} is not ready at {url}:\n{log.read_text(errors='replace')[-2000:]}")


@contextmanager
def prometheus(
    folder: Path, config: str = QUIET_PROMETHEUS, rules: str = "", history: str = "", port: int = 0
) -> Iterator[str]:
    """Debian's Prometheus with this configuration, these alert rules and, as OpenMetrics, this past; its base URL."""
    address = f"127.0.0.1:{port or free_ports(1)}"
    if history:
        (folder / "history.om").write_text(history)
        past = ["promtool", "tsdb", "create-blocks-from", "openmetrics", folder / "history.om", folder / "data"]
        subprocess.run(past, stdin=subprocess.DEVNULL, check=True, capture_output=True)
    (folder / "rules.yml").write_text(rules)
    rule_files = "rule_files: [rules.yml]\n" if rules else ""
    (folder / "prometheus.yml").write_text(config + rule_files)
    command = [
        "prometheus",
        f"--config.file={folder / 'prometheus.yml'}",
        f"--storage.tsdb.path={folder / 'data'}",
        f"--web.listen-address={address}",
    ]
    with running(command, folder / "prometheus.log", f"http://{address}/-/ready"):
        yield f"http://{address}"


@contextmanager
def alertmanager(folder: Path, config: str = QUIET_ALERTMANAGER, port: int = 0) -> Iterator[str]:
    """Debian's Alertmanager with this configuration; gives its base URL."""
    address = f"127.0.0.1:{port or free_ports(1)}"
    (folder / "alertmanager.yml").write_text(config)
    command = [
        "prometheus-alertmanager",
        f"--config.file={folder / 'alertmanager.yml'}",
        f"--storage.path={folder / 'data'}",
        f"--web.listen-address={address}",
        "--cluster.listen-address=",
    ]
    with running(command, folder / "alertmanager.log", f"http://{address}/-/ready"):
        yield f"http://{address}"


def wait_for_scrape(prometheus: str) -> None:
    """Until the Prometheus of this base URL has looked at its targets once."""
    for _ in range(200):
        if httpx.get(f"{prometheus}/api/v1/query?query=up", trust_env=False).json()["data"]["result"]:
            return
        time.sleep(0.05)
    raise AssertionError("Prometheus does not scrape")

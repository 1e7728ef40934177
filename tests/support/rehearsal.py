"""Phase 1 of hydra, rehearsed on loopback: a real sshd as its machines, local processes in place of its containers.

PostgreSQL, Redis, Prometheus and Alertmanager are real, the others are stand-ins that answer what their probes ask.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import yaml

from tests.support import fake_host
from tests.support.all_of_hydra import EXAMPLE, MOST_PORTS, PASSWORD, body, probes_of, remap
from tests.support.ports import quiet_ports
from tests.support.postgres import PROGRAMS
from tests.support.require import require
from tests.support.servers import QUIET_ALERTMANAGER, found
from tests.support.ssh import sshd

MACHINES = ("hydra-ai", "hydra-compute", "hydra-storage")
SCRAPE = (
    "global: {{scrape_interval: 1s}}\nscrape_configs: [{{job_name: self, static_configs: [{{targets: ['{0}']}}]}}]\n"
)
CLIENT = """
Host {hosts}
  HostName 127.0.0.1
  Port {port}
  IdentityFile {folder}/me
  IdentitiesOnly yes
  UserKnownHostsFile {folder}/known
"""


@dataclass
class Hydra:
    """The rehearsal: `site` is the file of the copy, `stack` the compose file on its storage machine."""

    folder: Path
    ports: Mapping[str, int]

    @property
    def site(self) -> Path:
        return self.folder / "site.yaml"

    @property
    def stack(self) -> Path:
        return self.folder / "docker-compose.yml"

    def change(self, service: str, **keys: Any) -> None:
        """Change a service of the compose file."""
        content = yaml.safe_load(self.stack.read_text())
        content["services"][service] |= keys
        self.stack.write_text(yaml.safe_dump(content))

    def describe(self, service: str, **keys: Any) -> None:
        """Change what the site file says of a service; None takes a key away."""
        content = yaml.safe_load(self.site.read_text())
        (meant,) = (each for each in content["services"] if each["name"] == service)
        meant |= keys
        for key in [key for key, value in keys.items() if value is None]:
            del meant[key]
        self.site.write_text(yaml.safe_dump(content, sort_keys=False))

    def start(self, service: str) -> None:
        """Somebody brings it up by hand."""
        command = ["docker", "compose", "--file", str(self.stack), "up", "--detach", service]
        ssh = str(self.folder / "here" / "ssh")
        subprocess.run([ssh, "hydra-storage", *command], check=True, capture_output=True)
        wait_for(self.ports[service])

    def asked(self, *verbs: str) -> list[str]:
        """The services for which docker or systemctl was asked to do this, in its order."""
        return [words[-1] for words in fake_host.asked(self.folder) if set(verbs) & set(words)]

    @property
    def running(self) -> set[str]:
        return set(fake_host.processes(self.folder))


@contextmanager
def hydra(folder: Path, *only: str) -> Iterator[Hydra]:
    """Its machines are reached until the end of the block, and what was started there is ended then. `only` these of
    the services of phase 1, which its gate asks for then.
    """
    require("redis", found("redis-server"), "apt-get install -y redis-server")
    require("prometheus", found("prometheus", "prometheus-alertmanager"), "apt-get install -y prometheus-alertmanager")
    require("postgres", bool(PROGRAMS), "apt-get install -y postgresql")
    content = _shortened(yaml.safe_load(EXAMPLE.read_text()), only)
    with (
        tempfile.TemporaryDirectory(prefix="postgres-") as data,  # where its user may go: not below a folder of root's
        sshd(folder, fake_host.PROGRAMS, f"FAKE={folder}") as port,
    ):
        _add_machines(folder, port)
        made = Hydra(folder, _moved(content, folder, port))
        made.site.write_text(yaml.safe_dump(content, sort_keys=False))
        services = {service["name"]: service for service in content["services"]}
        made.stack.write_text(yaml.safe_dump(_stack(folder, Path(data), services)))
        units = {f"{name}.service": _standin(folder, services[name]) for name in ("ollama",) if name in services}
        (folder / "units.json").write_text(json.dumps({**units, "tabbyapi.service": []}))
        tabby = subprocess.Popen(_standin(folder, services["tabbyapi"]))
        try:
            yield made
        finally:
            tabby.kill()
            tabby.wait()
            fake_host.end_all(folder)


def wait_for(port: int) -> None:
    """Until somebody listens there."""
    for _ in range(200):
        with suppress(OSError):
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        time.sleep(0.05)
    raise AssertionError(f"nobody listens on {port}")


def _shortened(content: dict[str, Any], only: Sequence[str]) -> dict[str, Any]:
    """The site, with these services of phase 1 only."""
    if only:
        content["services"] = [each for each in content["services"] if each["phase"] != 1 or each["name"] in only]
        known = {each["name"] for each in content["services"]}
        for each in content["services"]:
            each["needs"] = [name for name in each.get("needs", ()) if name in known]
        content["phases"][1]["gate"] = [{"text": "what is rehearsed is up", "services": list(only)}]
    return content


def _add_machines(folder: Path, port: int) -> None:
    with (folder / "ssh_config").open("a") as config:
        config.write(CLIENT.format(hosts=" ".join(MACHINES), port=port, folder=folder))


def _moved(content: dict[str, Any], folder: Path, ssh: int) -> dict[str, int]:
    """Every address and port of the site on loopback, its stack in the folder; the first port of each service."""
    for node in content["nodes"]:
        node["address"], node["ssh"] = "127.0.0.1", node["name"]
    content["secrets"] = {name: {"file": str(folder / "secret")} for name in content["secrets"]}
    (folder / "secret").write_text(PASSWORD)
    free = count(quiet_ports(MOST_PORTS))
    known = {service["name"]: remap(service, free, ssh, 0)[0] for service in content["services"]}
    for service in content["services"]:
        if "compose" in service.get("deploy", {}):
            service["deploy"]["compose"] = str(folder / "docker-compose.yml")
    for phase in content["phases"]:
        for gate in phase.get("gate", ()):
            if "probe" in gate:
                gate["probe"] |= {"host": "127.0.0.1", "port": known["prometheus"]}
    return known


def _standin(folder: Path, service: Mapping[str, Any]) -> list[str]:
    """A server that answers what the probes of the service want to hear."""
    pages = {"/readyz": ""} | {probe.get("path", "/"): body(probe) for probe in probes_of(service)}
    return [str(folder / "bin" / "standin"), ",".join(map(str, service["ports"])), json.dumps(pages)]


def _stack(folder: Path, data: Path, services: Mapping[str, Any]) -> dict[str, Any]:
    """A compose file of phase 1 whose services run processes."""
    real: dict[str, Callable[[int], list[str]]] = {
        "postgres": lambda port: _postgres(data, port),
        "redis": lambda port: _redis(folder, port),
        "prometheus": lambda port: _prometheus(folder, port),
        "alertmanager": lambda port: _alertmanager(folder, port),
    }
    made = {
        name: {
            "image": f"rehearsal/{name}",
            "command": real[name](service["ports"][0]) if name in real else _standin(folder, service),
            "volumes": [f"{name}:/data"],
        }
        for name, service in services.items()
        if service.get("phase") == 1 and "compose" in service.get("deploy", {})
    }
    return {"services": made, "volumes": {name: {} for name in made}}


def _redis(folder: Path, port: int) -> list[str]:
    return ["redis-server", "--bind", "127.0.0.1", "--port", str(port), "--dir", str(folder), "--save", ""]


def _postgres(data: Path, port: int) -> list[str]:
    """A server with hydra's user and databases, which was set up before and does not run yet."""
    programs, owner = PROGRAMS[-1], []
    (data / "password").write_text(PASSWORD)
    if os.getuid() == 0:  # it refuses to run as root
        owner = ["/sbin/runuser", "-u", "postgres", "--"]
        for each in (data, data / "password"):
            shutil.chown(each, "postgres")
    setup = [*owner, str(programs / "initdb"), "-U", "hydra", "-A", "scram-sha-256", "--pwfile", str(data / "password")]
    data = data / "data"
    subprocess.run([*setup, "-D", str(data)], check=True, capture_output=True, cwd="/")
    words = "".join(f"CREATE DATABASE {name};\n" for name in ("hydra", "n8n", "litellm", "grafana"))
    single = [*owner, str(programs / "postgres"), "--single", "-D", str(data), "postgres"]
    subprocess.run(single, input=words.encode(), check=True, capture_output=True, cwd="/")
    options = ["-p", str(port), "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "fsync=off"]
    return [*owner, str(programs / "postgres"), "-D", str(data), *options]


def _prometheus(folder: Path, port: int) -> list[str]:
    address = f"127.0.0.1:{port}"
    (folder / "prometheus.yml").write_text(SCRAPE.format(address))
    file, data = f"--config.file={folder}/prometheus.yml", f"--storage.tsdb.path={folder}/prometheus"
    return ["prometheus", file, data, f"--web.listen-address={address}"]


def _alertmanager(folder: Path, port: int) -> list[str]:
    (folder / "alertmanager.yml").write_text(QUIET_ALERTMANAGER)
    file, data = f"--config.file={folder}/alertmanager.yml", f"--storage.path={folder}/alertmanager"
    return [
        "prometheus-alertmanager",
        file,
        data,
        f"--web.listen-address=127.0.0.1:{port}",
        "--cluster.listen-address=",
    ]

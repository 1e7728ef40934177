"""All of hydra on loopback: real servers where Debian has them, nginx as the stand-in for everything by HTTP or TCP,
a real sshd with fake programs as its machines. Every address and port of the example is remapped.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import yaml

from tests.support import servers, standins
from tests.support.nginx import Web, nginx
from tests.support.ports import quiet_ports
from tests.support.postgres import USER, is_installed, postgres
from tests.support.redis import redis
from tests.support.require import require
from tests.support.ssh import sshd

EXAMPLE = Path(__file__).parents[2] / "knowledge" / "sites" / "hydra.yaml"
PASSWORD = "made-for-this-test-7Kq"
MOST_PORTS = 100
REAL = ("postgres", "redis", "prometheus", "alertmanager")
PROGRAMS = {
    "docker": '#!/bin/sh\n# A fake docker: what it is asked for runs.\necho \'{"Status":"running"}\'\n',
    "systemctl": "#!/bin/sh\n# A fake systemctl: every unit is active.\n"
    "printf 'LoadState=loaded\\nActiveState=active\\nSubState=running\\n'\n",
    "findmnt": "#!/bin/sh\n# A fake findmnt.\necho '192.168.1.244:/mnt/user/models nfs4'\n",
    "tailscale": "#!/bin/sh\n# A fake tailscale.\necho '100.64.0.1 hydra-storage linux -'\n",
    "nvidia-smi": "#!/bin/sh\n# A fake nvidia-smi: the GPUs of hydra-ai as the site limits them.\n"
    "echo '0, NVIDIA GeForce RTX 5090, 450.00, 575.00, 61.20, 41, 1024, 32607'\n"
    "echo '1, NVIDIA GeForce RTX 4090, 300.00, 450.00, 20.11, 38, 512, 24564'\n",
}


@dataclass(frozen=True)
class Hydra:
    """The copy of the site file, the folder with our `ssh`, and what can be killed."""

    site: Path
    ssh: Path
    redis: subprocess.Popen[bytes]


@contextmanager
def all_of_hydra(folder: Path) -> Iterator[Hydra]:
    """It is up until the block ends."""
    content = yaml.safe_load(EXAMPLE.read_text())
    with ExitStack() as stack:
        machine = folder / "machine"
        machine.mkdir()
        ssh_port = stack.enter_context(sshd(machine, PROGRAMS))
        dns_port = stack.enter_context(standins.dns({"example.org": "192.0.2.1"}))
        free = count(quiet_ports(MOST_PORTS))  # at once: one that is free twice would be given twice
        ports = {service["name"]: remap(service, free, ssh_port, dns_port) for service in content["services"]}
        webs = [web for service in content["services"] for web in _webs(service, ports[service["name"]])]
        killable = _start_real(stack, folder, {name: ports[name][0] for name in REAL})
        stack.enter_context(nginx(folder, webs))
        for node in content["nodes"]:
            node |= {"address": "127.0.0.1", "ssh": "nas"}
        (folder / "secret").write_text(PASSWORD)
        content["secrets"] = {name: {"file": str(folder / "secret")} for name in content["secrets"]}
        content["phases"][1]["gate"][1]["probe"] |= {"host": "127.0.0.1", "port": ports["prometheus"][0]}
        (folder / "site.yaml").write_text(yaml.safe_dump(content, sort_keys=False))
        yield Hydra(folder / "site.yaml", machine / "here", killable)


def remap(service: dict[str, Any], free: Iterator[int], ssh: int, dns: int) -> list[int]:
    """Other ports for those of a service, in it and in its probes; the new ones."""
    old = [str(port) for port in (service.pop("ports", None) or [service.pop("port", 0)])]
    known = {"22": ssh, "53/udp": dns}
    new = {port: known.get(port) or next(free) for port in old}
    service["ports"] = [f"{port}/udp" if name.endswith("/udp") else port for name, port in new.items()]
    for probe in probes_of(service):
        if "port" in probe:
            said = f"{probe['port']}/udp" if probe["kind"] == "dns" else str(probe["port"])
            probe["port"] = new.get(said) or next(free)
    return list(new.values())


def probes_of(service: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [service["probe"]] if "probe" in service else service.get("probes", [])


def _webs(service: Mapping[str, Any], ports: list[int]) -> Iterator[Web]:
    """What nginx has to answer in place of a service."""
    if service["name"] in REAL or service["name"].startswith("ssh-"):
        return
    pages: dict[int, dict[str, tuple[int, str]]] = {}
    for probe in probes_of(service):
        port = probe.get("port", ports[0])
        if probe["kind"] in ("http", "qdrant", "tcp"):
            path = probe.get("path", "/readyz" if probe["kind"] == "qdrant" else "/")
            pages.setdefault(port, {})[path] = (200, body(probe))
    yield from (Web(port, answers) for port, answers in pages.items())


def body(probe: Mapping[str, Any]) -> str:
    """The text that the probe wants, or the JSON."""
    return str(probe.get("contains") or json.dumps(probe.get("json", {})))


def _start_real(stack: ExitStack, folder: Path, ports: Mapping[str, int]) -> subprocess.Popen[bytes]:
    require("postgres", is_installed(), "apt-get install -y postgresql")
    require("prometheus", servers.found("prometheus", "prometheus-alertmanager"), "apt-get install -y prometheus")
    url = stack.enter_context(postgres(ports["postgres"])).format(name=USER).replace("+psycopg", "")
    with psycopg.connect(url, autocommit=True) as talk:
        talk.execute(f"CREATE ROLE hydra LOGIN PASSWORD '{PASSWORD}'")
        for name in ("hydra", "n8n", "litellm", "grafana"):
            talk.execute(f"CREATE DATABASE {name} OWNER hydra")
    scrapes = (
        f"scrape_configs: [{{job_name: self, static_configs: [{{targets: ['127.0.0.1:{ports['prometheus']}']}}]}}]\n"
    )
    config = servers.QUIET_PROMETHEUS + scrapes
    servers.wait_for_scrape(stack.enter_context(servers.prometheus(folder, config, port=ports["prometheus"])))
    (folder / "alertmanager").mkdir()
    stack.enter_context(servers.alertmanager(folder / "alertmanager", port=ports["alertmanager"]))
    return stack.enter_context(redis(folder, ports["redis"]))

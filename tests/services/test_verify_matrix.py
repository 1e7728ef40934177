"""Every kind of probe against every verdict that it can come to: real servers of Debian, stand-ins for the rest.

All of them at once, as `firstmate verify` asks them: the slowest deadline bounds the whole.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest

from firstmate import probe_wiring, probes
from firstmate.probes.values import GpuLimit, Outcome, Place, Verdict
from firstmate.problems import shape_problems
from firstmate.services.probing import outcomes
from firstmate.services.probing.tools import Tools
from firstmate.sites.values import SecretRef, Site
from tests.support import nginx, servers, standins
from tests.support.nginx import Authority, Web
from tests.support.ports import quiet_ports
from tests.support.postgres import USER, is_installed, postgres
from tests.support.redis import redis
from tests.support.require import require
from tests.support.ssh import script, sshd

UP, DOWN, WRONG = Verdict.UP, Verdict.DOWN, Verdict.WRONG
UNREACHABLE, NOT_CHECKED = Verdict.UNREACHABLE, Verdict.NOT_CHECKED
PASSWORD = "s3cret-of-the-test"
GRACE = 0.5
PATIENCE = 10.0
"""Seconds for what is not to hang: more than a hundred at once, twenty of them by ssh, are slow on a busy machine."""

DOCKER = """#!/bin/sh
# A fake docker: it knows some containers, as `docker inspect` of Docker 27 prints their state.
for name; do :; done
case "$name" in
  plex) echo '{"Status":"running","Running":true,"ExitCode":0}';;
  gluetun) echo '{"Status":"running","Running":true,"Health":{"Status":"healthy"}}';;
  n8n) echo '{"Status":"exited","Running":false,"ExitCode":137}';;
  immich) echo '{"Status":"running","Running":true,"Health":{"Status":"unhealthy"}}';;
  secret) echo "permission denied while trying to connect to the Docker daemon socket" >&2; exit 1;;
  off) echo "Cannot connect to the Docker daemon at unix:///var/run/docker.sock." >&2; exit 1;;
  *) echo "Error: No such container: $name" >&2; exit 1;;
esac
"""
SYSTEMCTL = """#!/bin/sh
# A fake systemctl: `show` of systemd 252, for four units.
for name; do :; done
case "$name" in
  tabbyapi.service) printf 'LoadState=loaded\\nActiveState=active\\nSubState=running\\nResult=success\\n';;
  ollama.service) printf 'LoadState=loaded\\nActiveState=failed\\nSubState=failed\\nResult=exit-code\\n';;
  slow.service) printf 'LoadState=loaded\\nActiveState=activating\\nSubState=start\\nResult=success\\n';;
  *) printf 'LoadState=not-found\\nActiveState=inactive\\nSubState=dead\\n';;
esac
"""
FINDMNT = """#!/bin/sh
# A fake findmnt: two mounts by NFS and a disk, as util-linux 2.38 prints them.
for path; do :; done
case "$path" in
  /mnt/models) echo '192.168.1.244:/mnt/user/models nfs4';;
  /mnt/media) echo '192.168.1.100:/mnt/user/media nfs4';;
  /mnt/disk) echo '/dev/sda1 ext4';;
  *) exit 1;;
esac
"""
NVIDIA = """#!/bin/sh
# A fake nvidia-smi: two GPUs, as the query of its manual prints them; the second one above the site's 300 W.
echo '0, NVIDIA GeForce RTX 5090, 450.00, 575.00, 61.20, 41, 1024, 32607'
echo '1, NVIDIA GeForce RTX 4090, 450.00, 450.00, 20.11, 38, 512, 24564'
"""
OP = """#!/bin/sh
# A fake op, 1Password's CLI.
echo called >> {folder}/op-calls
cat {folder}/password
"""


@dataclass(frozen=True)
class Case:
    """A probe as a site file writes it, where its service is, and what has to come of it."""

    verdict: Verdict
    probe: Mapping[str, Any]
    says: str = ""
    place: Place = field(default_factory=lambda: Place(node="here", host="127.0.0.1", ssh=""))

    def __str__(self) -> str:
        return f"{self.verdict} {self.probe}"


@dataclass(frozen=True)
class World:
    """Ports of what runs on loopback; a kubeconfig for stand-ins of API servers; where the second machine is."""

    ports: Mapping[str, int]
    folder: Path
    tools: Tools


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    with ExitStack() as stack:
        names = ("closed", "postgres", "redis", "web", "tls", "expiring")
        ports = dict(zip(names, count(quiet_ports(len(names))), strict=False))
        for talk in (
            standins.silent,
            standins.dripping,
            standins.half_handshake,
            standins.garbage,
            standins.hanging_up,
        ):
            ports[talk.__name__] = stack.enter_context(standins.tcp(talk))
        ports["dns"] = stack.enter_context(standins.dns({"nas.lan": "192.168.1.244"}))
        ports["silent_dns"] = stack.enter_context(standins.dns(None))
        _databases(stack, ports, tmp_path)
        _webs(stack, ports, tmp_path)
        machine = tmp_path / "machine"
        machine.mkdir()
        programs = {"docker": DOCKER, "systemctl": SYSTEMCTL, "findmnt": FINDMNT, "nvidia-smi": NVIDIA}
        ports["ssh"] = stack.enter_context(sshd(machine, programs))
        _second_machine(machine, ports)
        monkeypatch.setenv("PATH", f"{machine}/here:{os.environ['PATH']}")
        monkeypatch.setenv("KUBECONFIG", str(_kubeconfig(tmp_path, ports)))
        script(machine / "here" / "op", OP.format(folder=machine))
        (machine / "password").write_text(f"{PASSWORD}\n")
        monkeypatch.setenv("DATABASE_PASSWORD", PASSWORD)
        secrets = {
            "BY_ENV": SecretRef(env="DATABASE_PASSWORD"),
            "BY_FILE": SecretRef(file=str(machine / "password")),
            "BY_COMMAND": SecretRef(command="op read op://homelab/postgres/password"),
            "EMPTY": SecretRef(env="NOBODY_SET_THIS"),
            "OF_ANOTHER": SecretRef(command="echo another-password"),
            "TOO_MUCH": SecretRef(command="kubectl delete namespace shop"),
        }
        yield World(ports, tmp_path, probe_wiring.tools(Site(secrets=secrets)))


def _databases(stack: ExitStack, ports: dict[str, int], folder: Path) -> None:
    require("postgres", is_installed(), "apt-get install -y postgresql")
    url = stack.enter_context(postgres(ports["postgres"])).format(name=USER).replace("+psycopg", "")
    with psycopg.connect(url, autocommit=True) as talk:
        talk.execute(f"CREATE ROLE hydra LOGIN PASSWORD '{PASSWORD}'")
        talk.execute("CREATE DATABASE hydra OWNER hydra")
    stack.enter_context(redis(folder, ports["redis"], PASSWORD))
    pages = {"/readyz": {}, "/collections": {"result": {"collections": [{"name": "docs"}]}, "status": "ok"}}
    ports["qdrant"] = stack.enter_context(standins.http(pages))
    ports["locked"] = stack.enter_context(standins.http({"/x": {}}, key=PASSWORD))
    ports["bearer"] = stack.enter_context(standins.http({"/x": {}}, key=f"Bearer {PASSWORD}"))
    ports["locked_qdrant"] = stack.enter_context(standins.http(pages, key=PASSWORD))


def _webs(stack: ExitStack, ports: dict[str, int], folder: Path) -> None:
    authority = Authority.made(folder)
    authority.sign("good", 60)
    authority.sign("expiring", 5)
    pages = {
        "/": (200, "welcome home"),
        "/health": (200, '{"status": "ok", "checks": [{"name": "db", "healthy": true}]}'),
        "/broken": (503, "maintenance"),
        "/old": (301, ""),
    }
    webs = [Web(ports["web"], pages), Web(ports["tls"], pages, "good"), Web(ports["expiring"], pages, "expiring")]
    stack.enter_context(nginx.nginx(folder, webs))
    require("prometheus", servers.found("prometheus"), "apt-get install -y prometheus")
    targets = f"[{{targets: ['127.0.0.1:{ports['closed']}']}}]"
    scrapes = f"scrape_configs: [{{job_name: lost, static_configs: {targets}}}]\n"
    config = servers.QUIET_PROMETHEUS + scrapes
    base = stack.enter_context(servers.prometheus(folder, config))
    ports["prometheus"] = int(base.rpartition(":")[2])
    servers.wait_for_scrape(base)
    require("alertmanager", servers.found("prometheus-alertmanager"), "apt-get install -y prometheus-alertmanager")
    (folder / "am").mkdir()
    ports["alertmanager"] = int(stack.enter_context(servers.alertmanager(folder / "am")).rpartition(":")[2])
    apps, argo = "/apis/apps/v1/namespaces/shop", "/apis/argoproj.io/v1alpha1/namespaces/argocd/applications"
    ports["kube"] = stack.enter_context(
        standins.http(
            {
                f"{apps}/deployments/web": _deployment(2, 2),
                f"{apps}/deployments/half": _deployment(2, 1),
                f"{apps}/deployments/stuck": _deployment(2, 2, updated=1),
                f"{apps}/deployments/none": _deployment(2, 0),
                f"{apps}/deployments/locked": 403,
                f"{argo}/web": {"status": {"health": {"status": "Healthy"}, "sync": {"status": "Synced"}}},
                f"{argo}/drifted": {"status": {"health": {"status": "Healthy"}, "sync": {"status": "OutOfSync"}}},
                f"{argo}/gone": {"status": {"health": {"status": "Missing"}, "sync": {"status": "OutOfSync"}}},
            }
        )
    )


def _deployment(wanted: int, ready: int, updated: int = 0) -> dict[str, Any]:
    status = {"readyReplicas": ready, "updatedReplicas": updated or wanted, "observedGeneration": 1}
    return {"metadata": {"name": "web", "generation": 1}, "spec": {"replicas": wanted}, "status": status}


def _kubeconfig(folder: Path, ports: Mapping[str, int]) -> Path:
    names = {"kube": ports["kube"], "silent": ports["silent"], "closed": ports["closed"]}
    config = {
        "clusters": [{"name": n, "cluster": {"server": f"http://127.0.0.1:{port}"}} for n, port in names.items()],
        "contexts": [{"name": name, "context": {"cluster": name, "user": "me"}} for name in names],
        "users": [{"name": "me", "user": {}}],
        "current-context": "kube",
    }
    (folder / "kubeconfig").write_text(json.dumps(config))
    return folder / "kubeconfig"


def _second_machine(folder: Path, ports: Mapping[str, int]) -> None:
    """Beside `nas`: one that nobody answers on, one that hangs, one on which no program of ours is."""
    with (folder / "ssh_config").open("a") as config:
        config.write(f"Host off\n  HostName 127.0.0.1\n  Port {ports['closed']}\n")
        other = f"IdentityFile {folder}/host\n  IdentitiesOnly yes\n  UserKnownHostsFile {folder}/known"
        config.write(f"Host stranger\n  HostName 127.0.0.1\n  Port {ports['ssh']}\n  {other}\n")
        config.write(f"Host hangs\n  HostName 127.0.0.1\n  Port {ports['silent']}\n")
    script(folder / "bin" / "backup-age", "#!/bin/sh\necho 3 hours\n")
    (folder / "backup.txt").write_text("completed")


def cases(world: World) -> list[Case]:
    """A literal list: what is asked, and what has to come of it."""
    port, folder = world.ports, world.folder
    ca = str(folder / "ca.crt")
    nas = Place(node="nas", host="127.0.0.1", ssh="nas")
    limited = replace(nas, os="NixOS 25.05", gpus=(GpuLimit("RTX 5090", 450), GpuLimit("RTX 4090", 300)))
    off, hangs = replace(nas, ssh="off"), replace(nas, ssh="hangs")
    nobody = Place(node="nas")
    far = [
        Case(UP, {"kind": "docker", "container": "plex"}, "runs", nas),
        Case(UP, {"kind": "docker", "container": "gluetun"}, "healthy", nas),
        Case(DOWN, {"kind": "docker", "container": "n8n"}, "exited, exit code 137", nas),
        Case(DOWN, {"kind": "docker", "container": "nobody"}, "no container", nas),
        Case(DOWN, {"kind": "docker", "container": "off"}, "Cannot connect to the Docker daemon", nas),
        Case(NOT_CHECKED, {"kind": "docker", "container": "secret"}, "permission denied", nas),
        Case(WRONG, {"kind": "docker", "container": "immich"}, "unhealthy", nas),
        Case(UNREACHABLE, {"kind": "docker", "container": "plex"}, "ssh off", off),
        Case(UNREACHABLE, {"kind": "docker", "container": "plex"}, "", hangs),
        Case(NOT_CHECKED, {"kind": "docker", "container": "plex"}, "how to reach nas", nobody),
        Case(NOT_CHECKED, {"kind": "docker", "container": "plex"}, "Permission denied", replace(nas, ssh="stranger")),
        Case(UP, {"kind": "systemd", "unit": "tabbyapi.service"}, "active (running)", nas),
        Case(DOWN, {"kind": "systemd", "unit": "ollama.service"}, "failed", nas),
        Case(DOWN, {"kind": "systemd", "unit": "nobody.service"}, "no unit", nas),
        Case(WRONG, {"kind": "systemd", "unit": "slow.service"}, "activating", nas),
        Case(UNREACHABLE, {"kind": "systemd", "unit": "tabbyapi.service"}, "ssh off", off),
        Case(UP, {"kind": "nfs", "path": "/mnt/models", "source": "192.168.1.244:/mnt/user/models"}, "mounted", nas),
        Case(WRONG, {"kind": "nfs", "path": "/mnt/media", "source": "192.168.1.244:/mnt/user/media"}, ".100", nas),
        Case(WRONG, {"kind": "nfs", "path": "/mnt/disk", "source": "192.168.1.244:/x"}, "ext4", nas),
        Case(DOWN, {"kind": "nfs", "path": "/mnt/none", "source": "192.168.1.244:/x"}, "nothing is mounted", nas),
        Case(UNREACHABLE, {"kind": "nfs", "path": "/mnt/none", "source": "192.168.1.244:/x"}, "ssh off", off),
        Case(UP, {"kind": "nvidia"}, "RTX 5090", replace(nas, gpus=())),
        Case(WRONG, {"kind": "nvidia"}, "GPU 1 (NVIDIA GeForce RTX 4090) may draw 450 W, the site allows 300", limited),
        Case(WRONG, {"kind": "nvidia", "celsius": 40}, "41 °C", nas),
        Case(UNREACHABLE, {"kind": "nvidia"}, "ssh off", off),
        Case(NOT_CHECKED, {"kind": "nvidia"}, "not there to be asked"),
        Case(UP, {"kind": "command", "run": "uptime"}, "load average", nas),
        Case(WRONG, {"kind": "command", "run": "ls /nowhere"}, "exit code 2", nas),
        Case(WRONG, {"kind": "command", "run": "hostname", "matches": "^nobody-is-called-that$"}, "nothing", nas),
        Case(NOT_CHECKED, {"kind": "command", "run": "docker stop plex"}, "guard", nas),
        Case(NOT_CHECKED, {"kind": "command", "run": "reboot"}, "guard"),
        Case(UNREACHABLE, {"kind": "command", "run": "sleep 60", "timeout": 1.0}, "within 1 s"),
        Case(UP, {"kind": "file", "path": "/etc/passwd", "contains": "root:"}, "is there", nas),
        Case(UP, {"kind": "file", "path": str(folder / "machine/backup.txt"), "younger": "10m"}, "is there"),
        Case(DOWN, {"kind": "file", "path": "/nowhere/at-all"}, "there is no", nas),
        Case(WRONG, {"kind": "file", "path": "/etc/passwd", "contains": "nobody wrote this"}, "is not in", nas),
        Case(WRONG, {"kind": "file", "path": "/proc/1", "younger": "1s"}, "older", nas),
        Case(UNREACHABLE, {"kind": "file", "path": "/etc/passwd"}, "ssh off", off),
    ]
    near = [
        Case(UP, {"kind": "http", "port": port["web"], "contains": "welcome"}, "HTTP 200"),
        Case(UP, {"kind": "http", "port": port["web"], "path": "/old"}, "HTTP 301"),
        Case(UP, {"kind": "http", "port": port["web"], "path": "/health", "json": {"checks.0.healthy": True}}),
        Case(UP, {"kind": "http", "port": port["web"], "path": "/broken", "status": 503}),
        Case(UP, {"kind": "http", "port": port["tls"], "ca": ca, "days": 30}, "60 more days"),
        Case(UP, {"kind": "http", "url": f"http://127.0.0.1:{port['alertmanager']}/-/ready"}, "HTTP 200"),
        Case(UP, {"kind": "http", "port": port["locked"], "path": "/x", "headers": {"api-key": "BY_FILE"}}),
        Case(UP, {"kind": "http", "port": port["bearer"], "path": "/x", "bearer": "BY_ENV"}),
        Case(WRONG, {"kind": "http", "port": port["bearer"], "path": "/x", "bearer": "OF_ANOTHER"}, "HTTP 401"),
        Case(DOWN, {"kind": "http", "port": port["closed"]}, "nothing listens"),
        Case(WRONG, {"kind": "http", "port": port["web"], "path": "/broken"}, "HTTP 503"),
        Case(WRONG, {"kind": "http", "port": port["web"], "contains": "goodbye"}, "`goodbye` is not in"),
        Case(WRONG, {"kind": "http", "port": port["web"], "path": "/health", "json": {"status": "no"}}, 'not "no"'),
        Case(WRONG, {"kind": "http", "port": port["web"], "json": {"status": "ok"}}, "not JSON"),
        Case(WRONG, {"kind": "http", "port": port["expiring"], "ca": ca, "days": 14}, "ends in 5 days"),
        Case(WRONG, {"kind": "http", "port": port["tls"], "days": 30}, "CERTIFICATE_VERIFY_FAILED"),
        Case(WRONG, {"kind": "http", "port": port["web"], "days": 30}, "SSL"),
        Case(
            NOT_CHECKED, {"kind": "http", "port": port["tls"], "ca": "no/such.crt"}, "no certificate that can be read"
        ),
        Case(WRONG, {"kind": "http", "port": port["garbage"]}),
        Case(WRONG, {"kind": "http", "port": port["hanging_up"]}),
        Case(UNREACHABLE, {"kind": "http", "port": port["silent"]}, "did not answer within"),
        Case(UNREACHABLE, {"kind": "http", "port": port["dripping"]}, "did not answer within"),
        Case(UNREACHABLE, {"kind": "http", "port": port["half_handshake"], "days": 1}, "did not answer within"),
        Case(NOT_CHECKED, {"kind": "http", "port": port["web"], "bearer": "EMPTY"}, "no credential"),
        Case(NOT_CHECKED, {"kind": "http", "port": port["web"], "bearer": "TOO_MUCH"}, "more than read"),
        Case(NOT_CHECKED, {"kind": "http", "path": "/"}, "no address", Place()),
        Case(UP, {"kind": "tcp", "port": port["ssh"], "greeting": "SSH-2.0"}, "SSH-2.0"),
        Case(UP, {"kind": "tcp", "port": port["redis"]}, "accepts"),
        Case(DOWN, {"kind": "tcp", "port": port["closed"]}, "nothing listens"),
        Case(WRONG, {"kind": "tcp", "port": port["ssh"], "greeting": "220 "}, "greets with `SSH"),
        Case(WRONG, {"kind": "tcp", "port": port["hanging_up"], "greeting": "SSH"}, "(nothing)"),
        Case(UNREACHABLE, {"kind": "tcp", "port": port["silent"], "greeting": "SSH"}, "did not answer within"),
        Case(NOT_CHECKED, {"kind": "tcp"}, "no port"),
        Case(UP, {"kind": "dns", "port": port["dns"], "name": "nas.lan", "answer": "192.168.1.244"}),
        Case(DOWN, {"kind": "dns", "port": port["closed"], "name": "nas.lan"}, "nothing listens"),
        Case(WRONG, {"kind": "dns", "port": port["dns"], "name": "nas.lan", "answer": "192.168.1.100"}, "not 192"),
        Case(WRONG, {"kind": "dns", "port": port["dns"], "name": "other.lan"}, "NXDOMAIN"),
        Case(UNREACHABLE, {"kind": "dns", "port": port["silent_dns"], "name": "nas.lan"}, "did not answer within"),
        Case(UP, {"kind": "postgres", "port": port["postgres"]}, "accepts connections"),
        Case(UP, _postgres(port["postgres"], "BY_COMMAND", ["hydra"]), "has hydra"),
        Case(WRONG, _postgres(port["postgres"], "BY_COMMAND", ["litellm"]), "no database litellm"),
        Case(DOWN, {"kind": "postgres", "port": port["closed"]}, "nothing listens"),
        Case(WRONG, _postgres(port["postgres"], "BY_ENV", ["hydra", "n8n"]), "no database n8n"),
        Case(WRONG, _postgres(port["postgres"], "OF_ANOTHER", ["hydra"]), "authentication failed"),
        Case(WRONG, {"kind": "postgres", "port": port["web"]}),
        Case(UNREACHABLE, {"kind": "postgres", "port": port["silent"]}, "did not answer within"),
        Case(NOT_CHECKED, _postgres(port["postgres"], "EMPTY", ["hydra"]), "no credential"),
        Case(UP, {"kind": "redis", "port": port["redis"], "password": "BY_FILE", "role": "master"}, "it is master"),
        Case(UP, {"kind": "redis", "port": port["redis"]}, "asks for a password"),
        Case(DOWN, {"kind": "redis", "port": port["closed"]}, "nothing listens"),
        Case(WRONG, {"kind": "redis", "port": port["redis"], "password": "BY_ENV", "role": "replica"}, "it is master"),
        Case(WRONG, {"kind": "redis", "port": port["redis"], "password": "OF_ANOTHER"}, "does not accept"),
        Case(WRONG, {"kind": "redis", "port": port["web"]}),
        Case(UNREACHABLE, {"kind": "redis", "port": port["silent"]}, "did not answer within"),
        Case(NOT_CHECKED, {"kind": "redis", "port": port["redis"], "role": "master"}, "no credential"),
        Case(UP, {"kind": "qdrant", "port": port["qdrant"], "collections": ["docs"]}, "1 collections"),
        Case(UP, {"kind": "qdrant", "port": port["locked_qdrant"], "key": "BY_ENV", "collections": ["docs"]}),
        Case(NOT_CHECKED, {"kind": "qdrant", "port": port["locked_qdrant"], "collections": ["docs"]}, "HTTP 401"),
        Case(DOWN, {"kind": "qdrant", "port": port["closed"]}, "nothing listens"),
        Case(WRONG, {"kind": "qdrant", "port": port["qdrant"], "collections": ["notes"]}, "no collection notes"),
        Case(UNREACHABLE, {"kind": "qdrant", "port": port["silent"]}, "did not answer within"),
        Case(UP, {"kind": "prometheus", "port": port["prometheus"]}, "ready"),
        Case(UP, {"kind": "prometheus", "port": port["prometheus"], "query": "vector(3)", "value": ">= 2"}, "3 >= 2"),
        Case(DOWN, {"kind": "prometheus", "port": port["closed"]}, "nothing listens"),
        Case(WRONG, {"kind": "prometheus", "port": port["prometheus"], "query": "vector(1)", "value": "> 1"}),
        Case(WRONG, {"kind": "prometheus", "port": port["prometheus"], "query": "not_measured"}, "nothing"),
        Case(WRONG, {"kind": "prometheus", "port": port["prometheus"], "targets": ["lost"]}, "is not up"),
        Case(UNREACHABLE, {"kind": "prometheus", "port": port["silent"]}, "did not answer within"),
        Case(UP, _workload("web"), "2 of 2"),
        Case(WRONG, _workload("half"), "1 of 2"),
        Case(WRONG, _workload("stuck"), "1 are of its newest template"),
        Case(DOWN, _workload("none"), "0 of 2"),
        Case(NOT_CHECKED, {"kind": "kubernetes"}, "CronJob", Place(namespace="shop", workload="CronJob/night")),
        Case(NOT_CHECKED, {"kind": "kubernetes"}, "which workload"),
        Case(DOWN, _workload("gone"), "no such object"),
        Case(NOT_CHECKED, _workload("locked"), "no credential"),
        Case(UNREACHABLE, {**_workload("web"), "context": "silent"}, "answer within"),
        Case(UNREACHABLE, {**_workload("web"), "context": "closed"}, "API server"),
        Case(NOT_CHECKED, {**_workload("web"), "context": "nobody"}, "kubeconfig"),
        Case(UP, {"kind": "argocd", "application": "web"}, "Healthy, Synced"),
        Case(WRONG, {"kind": "argocd", "application": "drifted"}, "OutOfSync"),
        Case(DOWN, {"kind": "argocd", "application": "gone"}, "Missing"),
        Case(UNREACHABLE, {"kind": "argocd", "application": "web", "context": "silent"}, "answer within"),
    ]
    patient = [case for case in near if case.verdict is not UNREACHABLE] + far
    silent = [case for case in near if case.verdict is UNREACHABLE]
    return silent + [replace(case, probe={"timeout": PATIENCE, **case.probe}) for case in patient]


def _postgres(port: int, password: str, databases: list[str]) -> dict[str, Any]:
    return {"kind": "postgres", "port": port, "user": "hydra", "password": password, "databases": databases}


def _workload(name: str) -> dict[str, Any]:
    return {"kind": "kubernetes", "namespace": "shop", "workload": f"Deployment/{name}"}


def test_each_is_told_apart_within_the_slowest_deadline(world: World) -> None:
    """At least sixty cases at once, every kind among them: all right, and in time though many of them hang."""
    asked = cases(world)
    assert len(asked) >= 60 and {case.probe["kind"] for case in asked} == set(probes.KINDS)
    misshapen = [str(case) for case in asked if shape_problems(dict(case.probe), probes.SCHEMA)]
    assert not misshapen
    asked_probes = [probes.parse(case.probe, case.place) for case in asked]
    began = time.monotonic()
    found = outcomes(world.tools, asked_probes)
    took = time.monotonic() - began
    slowest = max(probe.timeout for probe in asked_probes)
    print(f"{len(asked)} cases in {took:.2f} s, the slowest deadline {slowest:g} s")
    amiss = filter(None, map(_amiss, asked, found))
    assert "\n".join(amiss) == ""
    assert all(outcome.seconds <= probe.timeout + GRACE for probe, outcome in zip(asked_probes, found, strict=True))
    assert took <= slowest + GRACE
    assert (world.folder / "machine" / "op-calls").read_text() == "called\n"
    assert PASSWORD not in repr(found) and "another-password" not in repr(found)


def _amiss(case: Case, outcome: Outcome) -> str:
    if outcome.verdict is case.verdict and case.says in outcome.detail:
        return ""
    return f"{case}: it is {outcome.verdict} ({outcome.detail})"

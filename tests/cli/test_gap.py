"""`firstmate gap`: planned against actual against documented. A real sshd, with a fake docker; a fake API server."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.cli.conftest import Ran
from tests.support.fake_api import Answer, as_json, fake_api, kubeconfig, refused
from tests.support.ssh import script, sshd

Firstmate = Callable[..., Ran]
DOCKER = "#!/bin/sh\n# A fake docker: `docker ps` prints what stands in a file.\ncat {folder}/containers\n"


def container(name: str, service: str = "") -> str:
    """A line of `docker ps --format '{{json .}}'`."""
    labels = f"com.docker.compose.project=stack,com.docker.compose.service={service},other=x" if service else ""
    return json.dumps({"Names": name, "Image": f"{name}:1", "Labels": labels, "State": "running"}) + "\n"


class Site:
    """A site in a folder: `content` is what its file says, `run` the containers of its one node."""

    def __init__(self, folder: Path, firstmate: Firstmate) -> None:
        self.folder, self.firstmate = folder, firstmate
        self.content: dict[str, Any] = {
            "schema": 1,
            "name": "house",
            "phase": 1,
            "phases": [{"number": 1, "name": "foundation"}, {"number": 2, "name": "media"}],
            "nodes": [{"name": "nas", "address": "10.9.9.9", "ssh": "nas"}],
            "knowledge": ["notes.md"],
            "services": [self.service("grafana", port=3003), self.service("films", phase=2, port=32400)],
        }
        self.write("notes.md", "Grafana shows what the nas does, at nas:3003.\n")
        self.write("grafana", "up")
        self.run("grafana")

    def service(self, name: str, phase: int = 1, **more: Any) -> dict[str, Any]:
        """One with a compose file, that is up when a file is there."""
        deploy = {"compose": "/srv/stack.yml", "service": name}
        probe = {"kind": "file", "path": str(self.folder / name)}
        return {"name": name, "phase": phase, "node": "nas", "deploy": deploy, "probe": probe, **more}

    def write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text)

    def run(self, *names: str) -> None:
        self.write("containers", "".join(container(f"stack-{name}-1", name) for name in names))

    def gap(self) -> dict[str, Any]:
        """What it says, with CLAUDE.md rendered."""
        self.write("site.yaml", yaml.safe_dump(self.content))
        self.firstmate("render", "--site", self.folder / "site.yaml")
        ran = self.firstmate("gap", "--json", "--site", self.folder / "site.yaml")
        told: dict[str, Any] = json.loads(ran.out)
        assert told["exit_code"] == ran.code
        return told

    def gaps(self) -> list[tuple[str, str]]:
        return [(gap["kind"], gap["what"]) for gap in self.gap()["gaps"]]


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of the machine that is called `nas`; what stands in its `bin` is on its PATH."""
    folder = tmp_path_factory.mktemp("machine")
    with sshd(folder, {}):
        yield folder


@pytest.fixture
def site(machine: Path, home: Path, firstmate: Firstmate, monkeypatch: pytest.MonkeyPatch) -> Site:
    monkeypatch.setenv("PATH", f"{machine / 'here'}:{os.environ['PATH']}")
    folder = home / "site"
    folder.mkdir()
    script(machine / "bin/docker", DOCKER.format(folder=folder))
    return Site(folder, firstmate)


def test_where_the_three_agree_nothing_is_told(site: Site) -> None:
    """A service of a later phase that does not run is no gap."""
    told = site.gap()
    assert (told["gaps"], told["unseen"], told["services"], told["exit_code"]) == ([], [], 1, 0)


def test_what_is_declared_and_does_not_run(site: Site) -> None:
    """By its probe, with what was seen."""
    (site.folder / "grafana").unlink()
    told = site.gap()
    assert told["exit_code"] == 1
    assert told["gaps"] == [
        {
            "kind": "declared, not running",
            "what": "grafana",
            "where": f"{site.folder}/grafana on nas",
            "detail": f"there is no {site.folder}/grafana",
        }
    ]


def test_without_a_probe_the_list_of_what_runs_tells(site: Site) -> None:
    """A container of it runs, or is known not to: neither is unknown."""
    del site.content["services"][0]["probe"]
    assert site.gap()["exit_code"] == 0
    site.run()
    assert site.gaps() == [("declared, not running", "grafana")]


def test_what_answers_otherwise_than_declared(site: Site) -> None:
    """It is there, and is not what it should be; constraints count as well."""
    site.content["services"][0]["probe"]["contains"] = "down"
    probe = {"kind": "file", "path": str(site.folder / "limit"), "contains": "450"}
    site.content["constraints"] = [{"text": "limits are set", "node": "nas", "probe": probe}]
    site.write("limit", "600")
    assert site.gaps() == [("declared, and otherwise", "grafana"), ("declared, and otherwise", "limits are set")]


def test_what_runs_and_nobody_declared(site: Site) -> None:
    """With its image; what is declared for a later phase is declared."""
    site.run("grafana", "films", "miner")
    (gap,) = site.gap()["gaps"]
    assert (gap["kind"], gap["what"]) == ("running, not declared", "stack-miner-1")
    assert (gap["where"], gap["detail"]) == ("nas", "stack-miner-1:1")


@pytest.mark.parametrize(
    "probe", [None, {"kind": "docker", "container": "by-hand"}], ids=["by its own name", "by the name in its probe"]
)
def test_a_container_without_compose_is_known_by_its_name(site: Site, probe: dict[str, Any] | None) -> None:
    """As it was started by hand."""
    name = "by-hand"
    declared: dict[str, Any] = {"name": "hand" if probe else name, "phase": 2, "node": "nas"}
    site.content["services"].append({**declared, "probe": probe} if probe else declared)
    site.write("containers", container("stack-grafana-1", "grafana") + container(name))
    assert site.gaps() == []


@pytest.mark.parametrize(
    ("text", "what", "line"),
    [
        ("Grafana.\nSee [the databases](databases.md).\n", "databases.md", 2),
        ("Grafana: `knowledge/alerts.md` tells.\n", "knowledge/alerts.md", 1),
        ("Grafana\n\n@infra/ports.md\n", "infra/ports.md", 3),
        ("Grafana is at nas:3003, Loki at nas:3100.\n", "nas:3100", 1),
        ("Grafana, http://10.9.9.9:9091/metrics\n", "10.9.9.9:9091", 1),
    ],
)
def test_what_is_written_and_not_there(site: Site, text: str, what: str, line: int) -> None:
    """Pages and addresses, each with file and line."""
    site.write("notes.md", text)
    (gap,) = site.gap()["gaps"]
    assert (gap["kind"], gap["what"]) == ("documented, not there", what)
    assert gap["where"] == f"{site.folder}/notes.md:{line}"


@pytest.mark.parametrize(
    "text",
    [
        "Grafana: https://example.org/docs/page.md and other:3100 and 110.9.9.9:9091\n",
        "Grafana: [these notes](notes.md), `./notes.md`, nas:3003/login, nas:32400\n",
    ],
)
def test_what_is_elsewhere_or_declared_is_no_gap(site: Site, text: str) -> None:
    """Pages of others, other hosts, and ports of any phase."""
    site.write("notes.md", text)
    assert site.gaps() == []


def test_a_page_that_is_listed_and_not_there(site: Site) -> None:
    """As most of hydra's were."""
    site.content["knowledge"].append("models.md")
    assert site.gaps() == [("documented, not there", "models.md")]


def test_what_runs_and_nobody_wrote_about(site: Site) -> None:
    """What was rendered into CLAUDE.md does not count: it is the site file once more. What the user adds does."""
    site.write("notes.md", "Nothing yet. The grafana-agent is another thing.\n")
    assert site.gaps() == [("running, not documented", "grafana")]
    path = site.folder / "CLAUDE.md"
    path.write_text(f"{path.read_text()}\nGRAFANA is ours.\n")
    assert site.gaps() == []


def test_where_nothing_is_written_it_is_said_once(site: Site) -> None:
    """Not for each service."""
    site.content["knowledge"] = []
    site.write("site.yaml", yaml.safe_dump(site.content))
    ran = site.firstmate("gap", "--site", site.folder / "site.yaml")
    assert "running, not documented:\n  1 service (no page) the site file lists none that is there\n" in ran.out
    assert f"rendered, out of date:\n  what is rendered ({site.folder}/CLAUDE.md)" in ran.out
    assert ran.out.endswith("1 service due, 4 gaps.\n")


@pytest.mark.parametrize(
    ("nodes", "told"),
    [
        ([{"name": "nas", "ssh": "nowhere.invalid"}], "nas: ssh nowhere.invalid:"),
        ([{"name": "nas"}], "nas: the site file does not say how to reach nas (`ssh`)"),
    ],
)
def test_what_cannot_be_looked_at_is_said(site: Site, nodes: list[dict[str, str]], told: str) -> None:
    """Exit code 3; nothing there is called missing."""
    site.content["nodes"] = nodes
    del site.content["services"][0]["probe"]
    site.write("notes.md", "Grafana.\n")
    found = site.gap()
    assert (found["exit_code"], found["gaps"]) == (3, [])
    assert any(why.startswith(told) for why in found["unseen"])
    assert "grafana: not checked (no probe is declared for it)" in found["unseen"]


@pytest.mark.parametrize("text", ["echo 'permission denied' >&2\nexit 1", "echo nonsense", "echo '{}'", "echo '[1]'"])
def test_a_docker_that_does_not_tell_is_unknown(site: Site, machine: Path, text: str) -> None:
    """Neither empty nor fine."""
    script(machine / "bin/docker", f"#!/bin/sh\n{text}\n")
    found = site.gap()
    assert found["exit_code"] == 3
    assert found["unseen"][0].startswith("nas: docker ps")
    for service in site.content["services"]:
        del service["deploy"]  # nothing says that docker is used there: what runs in it is unknown all the same
    assert site.gap()["exit_code"] == 3


def test_a_node_without_docker_has_no_containers(site: Site, machine: Path) -> None:
    """Unless the site file says that something runs there by compose: then its absence is not known to be one."""
    script(machine / "bin/docker", "#!/bin/sh\n# As a shell says it of a program that is not there.\nexit 127\n")
    assert site.gap()["exit_code"] == 3
    for service in site.content["services"]:
        del service["deploy"]
    assert site.gap()["exit_code"] == 0


def test_a_page_that_cannot_be_read_is_unknown(site: Site) -> None:
    """What it says, nobody knows."""
    (site.folder / "notes.md").write_bytes("Küche".encode("latin-1"))
    found = site.gap()
    assert found["exit_code"] == 3
    assert "this is not UTF-8 text" in found["unseen"][0]


def workloads(path: str, _query: dict[str, str]) -> Answer | None:
    """Two applications, and one of Kubernetes itself."""
    if not path.endswith("/deployments"):
        return None
    names = (("web", "blog", "blog"), ("web", "comments", ""), ("kube-system", "coredns", ""))
    items = [
        {"metadata": {"name": name, "namespace": namespace, "labels": {"app.kubernetes.io/instance": instance}}}
        for namespace, name, instance in names
    ]
    return as_json({"kind": "DeploymentList", "apiVersion": "apps/v1", "metadata": {}, "items": items})


@pytest.mark.parametrize(
    ("service", "undeclared"),
    [
        ({"name": "blog", "namespace": "web", "workload": "Deployment/blog"}, ["Deployment/comments"]),
        ({"name": "journal", "namespace": "web", "deploy": {"application": "blog"}}, ["Deployment/comments"]),
        ({"name": "blog", "namespace": "other"}, ["Deployment/blog", "Deployment/comments"]),
        ({"name": "comments", "namespace": "web"}, ["Deployment/blog"]),
    ],
)
def test_workloads_of_a_cluster_that_nobody_declared(
    site: Site, monkeypatch: pytest.MonkeyPatch, service: dict[str, Any], undeclared: list[str]
) -> None:
    """Known by kind and name, by name, or by their application; Kubernetes' own are nobody's gap."""
    site.content["clusters"] = [{"name": "pi"}]
    site.content["services"].append({**service, "phase": 2, "cluster": "pi"})
    with fake_api(workloads) as url:
        monkeypatch.setenv("KUBECONFIG", str(kubeconfig(site.folder, url)))
        found = site.gap()
    assert [gap["what"] for gap in found["gaps"] if gap["kind"] == "running, not declared"] == undeclared
    assert {gap["where"] for gap in found["gaps"]} == {"pi/web"}
    assert found["unseen"] == []


def test_a_cluster_that_does_not_tell_is_unknown(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Forbidden is not empty."""
    site.content["clusters"] = [{"name": "pi"}]
    with fake_api(lambda path, _: refused(403, "Forbidden") if "statefulsets" in path else None) as url:
        monkeypatch.setenv("KUBECONFIG", str(kubeconfig(site.folder, url)))
        found = site.gap()
    assert found["exit_code"] == 3
    assert found["unseen"][0].startswith("pi: StatefulSets cannot be read: forbidden")

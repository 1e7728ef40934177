"""`firstmate init`: a site file of what can be seen, right as it stands, and never over one that is there."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest
import yaml

from firstmate.adapters.site_file import load
from firstmate.services.site_check import check
from tests.practice.kit import Kit, served
from tests.support.world import NAMESPACE, READY_NODE, deployment, named, service

EXAMPLES = Path(__file__).parents[2] / "knowledge" / "sites"
DOCKER = """#!/bin/sh
printf 'web\\tnginx:1.27\\t0.0.0.0:8080->80/tcp, [::]:8080->80/tcp, 0.0.0.0:53->53/udp\\t/srv/compose.yml\\tweb\\n'
printf 'by_hand\\tevil: {x}\\t\\t\\t\\n'
"""
NVIDIA = """#!/bin/sh
echo '0, NVIDIA GeForce RTX 4090, 300.00, 450.00, 21.5, 41, 512, 24564'
"""
SSH = """#!/bin/sh
echo "$@" >> "$HOME/asked"
case "$*" in
*uname*) echo aarch64;;
*meminfo*) echo 'MemTotal:        8245768 kB';;
*) exit 127;;
esac
"""
CONFIG = "Host nas\n  HostName 10.0.0.9\nHost pi *.lan\n  HostName %h.lan\nHost *\n  User me\n"


class Typed(io.StringIO):
    """What a person types at a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def programs(tmp_path, monkeypatch):
    """Puts programs before all others, by name and script."""
    (tmp_path / "bin").mkdir()
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")

    def put(**scripts: str) -> None:
        for name, script in scripts.items():
            path = tmp_path / "bin" / name.replace("_", "-")
            path.write_text(script)
            path.chmod(0o755)

    return put


@pytest.fixture
def site(tmp_path):
    return tmp_path / "site.yaml"


def test_a_cluster_is_written_down_as_it_is(firstmate, home, site, programs):
    """Nodes with memory, architecture and taints; where its tools are; what is published; and nothing wrong with it."""
    with served(Kit.of("healthy").simulation, home) as kubeconfig:
        ran = firstmate("init", "--yes", "--kubeconfig", kubeconfig, "--site", site)

    made = load(site).site
    assert ran.code == 0 and "3 nodes: node-1, node-2, node-3" in ran.out and check(site) == []
    assert [(node.arch, node.memory_gb, node.taints) for node in made.nodes] == [
        ("arm64", 7.9, ()), ("arm64", 7.9, ()), ("arm64", 0.9, ("hardware=small:NoSchedule",)),
    ]  # fmt: skip
    (cluster,) = made.clusters
    assert (cluster.distribution, cluster.argocd) == ("k0s", "http://argocd.home.example")
    assert cluster.alertmanager == "http://alertmanager.monitoring.svc:9093" and "git." in cluster.forge
    jellyfin = made.service("jellyfin")
    assert (jellyfin.namespace, jellyfin.workload, jellyfin.cluster) == ("media", "Deployment/jellyfin", cluster.name)


def test_the_current_context_is_the_one(firstmate, home, site, programs):
    """Of the kubeconfig in its usual place; the others are named and left alone."""
    (home / ".kube").mkdir()
    with served(Kit.of("healthy").simulation, home) as kubeconfig:
        content = yaml.safe_load(kubeconfig.read_text())
        current = content["current-context"]
        content["contexts"].append({"name": "work", "context": content["contexts"][0]["context"]})
        (home / ".kube/config").write_text(yaml.safe_dump(content))
        firstmate("init", "--yes", "--site", site)

    assert [cluster.context for cluster in load(site).site.clusters] == [current]
    assert "# Not looked at: contexts of the kubeconfig: work" in site.read_text()


@pytest.mark.kube
def test_a_real_api_server_is_written_down(firstmate, site, programs, cluster):
    """Its node, and the Deployment behind the Service behind the Ingress."""
    path = {"path": "/", "pathType": "Prefix", "backend": {"service": {"name": "web", "port": {"number": 80}}}}
    rules = [{"host": "web.example", "http": {"paths": [path]}}]
    cluster.create(
        named("v1", "Node", "node-1", "", status=READY_NODE),
        named("v1", "Namespace", NAMESPACE, ""),
        deployment("web"),
        service("web"),
        named("networking.k8s.io/v1", "Ingress", "web", spec={"rules": rules}),
    )

    ran = firstmate("init", "--yes", "--kubeconfig", cluster.kubeconfig, "--site", site)

    made = load(site).site
    assert ran.code == 0 and check(site) == [] and "Not seen: " not in ran.out.replace("Not seen: containers", "")
    assert [(node.name, node.arch, node.memory_gb) for node in made.nodes] == [("node-1", "arm64", 8)]
    assert [(web.workload, web.namespace) for web in made.services] == [("Deployment/web", NAMESPACE)]


def test_containers_and_gpus_of_this_machine_are_seen(firstmate, site, programs):
    """Ports as published, the compose file of each, the limit that somebody has set; odd text stays text."""
    programs(docker=DOCKER, nvidia_smi=NVIDIA)

    ran = firstmate("init", "--json", "--site", site)

    made = load(site).site
    web, by_hand = made.services
    assert ran.code == 0 and json.loads(ran.out)["file"] == str(site) and check(site) == []
    assert [str(port) for port in web.ports] == ["8080", "53/udp"]
    assert (web.deploy.compose, web.deploy.service, web.node) == ("/srv/compose.yml", "web", made.nodes[0].name)
    assert (by_hand.name, by_hand.image, by_hand.deploy) == ("by-hand", "evil: {x}", None)
    assert by_hand.probes == ({"kind": "docker", "container": "by_hand"},)
    (card,) = made.nodes[0].gpus
    assert (card.name, card.memory_gb, card.watts, card.limit_watts) == ("RTX 4090", 24, 450, 300)
    assert made.nodes[0].ssh == "local"


def test_where_nothing_is_seen_it_says_so(firstmate, site, programs):
    """Without kubeconfig, docker and GPUs: a file to complete, with what it could hold as comments."""
    ran = firstmate("init", "--yes", "--site", site)

    text = site.read_text()
    assert ran.code == 0 and "Not seen: a cluster. There is no kubeconfig" in ran.out and check(site) == []
    assert "# power: {ups_watts" in text and "# Not seen: a cluster." in text and "# phases: [" in text
    assert load(site).site.nodes == ()


@pytest.mark.parametrize("part", ["# nodes: ", "# power: ", "# services: ", "# phases: ", "# owners: "])
def test_the_comments_are_right_when_they_are_uncommented(firstmate, site, programs, part):
    """Each has the shape that the file wants."""
    firstmate("init", "--yes", "--site", site)
    site.write_text(site.read_text().replace(part, part.removeprefix("# ")))

    assert load(site)


def test_hosts_of_ssh_are_not_contacted_unasked(firstmate, home, site, programs):
    """They are named in the file, and that is all."""
    programs(ssh=SSH)
    (home / ".ssh").mkdir()
    (home / ".ssh/config").write_text(CONFIG)

    firstmate("init", "--yes", "--site", site)

    assert "# Not looked at: hosts of ~/.ssh/config: nas, pi" in site.read_text()
    assert not (home / "asked").exists()


def test_what_cannot_be_seen_is_asked(firstmate, home, site, programs, monkeypatch):
    """A person names a host, the site, the UPS and who approves; what was asked of the host was only looking."""
    programs(ssh=SSH)
    (home / ".ssh").mkdir()
    (home / ".ssh/config").write_text(CONFIG)
    monkeypatch.setattr(sys, "stdin", Typed("nas\nHome Lab\nhomelab\n1500\nAda\n"))

    ran = firstmate("init", "--site", site)

    made = load(site).site
    assert ran.code == 0 and "a name is small letters" in ran.out
    assert (made.name, made.power.ups_watts, made.owners[0].name) == ("homelab", 1500, "Ada")
    (nas,) = made.nodes
    assert (nas.name, nas.address, nas.ssh, nas.arch, nas.memory_gb) == ("nas", "10.0.0.9", "nas", "arm64", 7.9)
    assert "nas" in (home / "asked").read_text() and " pi " not in (home / "asked").read_text()


@pytest.mark.parametrize("name", ["hydra", "pi-k0s", "ganuda", "talos-homelab"])
def test_an_example_is_copied_with_its_comments(firstmate, site, name):
    """Byte for byte."""
    ran = firstmate("init", "--from", name, "--site", site)

    assert ran.code == 0 and site.read_bytes() == (EXAMPLES / f"{name}.yaml").read_bytes()


def test_an_example_that_there_is_not_has_a_nearest_one(firstmate, site):
    """Exit code 2, and nothing is written."""
    ran = firstmate("init", "--from", "hidra", "--site", site)

    assert ran.code == 2 and "There is no example `hidra`" in ran.err and "did you mean `hydra`?" in ran.err
    assert not site.exists()


def test_a_file_that_is_there_is_left_alone(firstmate, tmp_path, site):
    """Also where it is a link to nowhere."""
    site.write_text("mine")
    (tmp_path / "link.yaml").symlink_to(tmp_path / "elsewhere")

    for path in (site, tmp_path / "link.yaml"):
        ran = firstmate("init", "--from", "hydra", "--site", path)
        assert ran.code == 2 and f"{path} is there already" in ran.err

    assert site.read_text() == "mine" and not (tmp_path / "elsewhere").exists()


def test_a_folder_that_cannot_be_made_is_one_sentence(firstmate, tmp_path, site):
    """A file stands where it should be."""
    site.write_text("")

    ran = firstmate("init", "--from", "hydra", "--site", site / "site.yaml")

    assert ran.code == 2 and "site.yaml" in ran.err and "Traceback" not in ran.err


def test_without_a_path_it_goes_to_the_config_folder(firstmate, home, programs):
    """Where every other verb looks for it."""
    firstmate("init", "--yes")

    assert load(home / ".config/firstmate/site.yaml")


def test_a_cluster_that_was_named_has_to_answer(firstmate, site, programs):
    """One that was only hoped for does not."""
    ran = firstmate("init", "--yes", "--context", "practice", "--site", site)

    assert ran.code == 2 and "practice cluster is not running" in ran.err and not site.exists()

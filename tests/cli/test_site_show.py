"""`firstmate site show`: the site on a page, and of it what concerns one agent."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from tests.cli.conftest import Ran

Firstmate = Callable[..., Ran]
HYDRA = Path(__file__).parents[2] / "knowledge/sites/hydra.yaml"
SITE = """\
schema: 1
name: house
phase: 1
phases: [{number: 1, name: foundation}, {number: 2, name: media}]
nodes: [{name: shed, hardware: Raspberry Pi 5, memory_gb: 8, arch: arm64, taints: ["light=yes:NoSchedule"]}]
clusters: [{name: pi, context: pi-k0s, nodes: [shed], argocd: "https://argo.lan", prometheus: "http://prom.lan"}]
forges: [{kind: gitea, url: "https://git.lan", token: GITEA_TOKEN}]
services:
  - {name: blog, phase: 1, cluster: pi, namespace: web, workload: Deployment/blog}
  - {name: plex, phase: 1, node: shed, port: 32400}
  - {name: films, phase: 2, cluster: pi, namespace: media}
constraints: [{text: Nothing heavy runs on shed.}]
owners: [{name: Ada, reached: "in person"}]
"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    path = tmp_path / "site.yaml"
    path.write_text(SITE)
    return path


def test_without_an_agent_all_of_it_is_shown(site: Path, firstmate: Firstmate) -> None:
    """Phases, constraints, nodes, clusters, forges, services of every phase, and who decides."""
    ran = firstmate("site", "show", "--site", site)
    assert ran.code == 0
    for said in (
        "# house\n",
        "- 1 foundation: current",
        "- Nothing heavy runs on shed.",
        "- shed: Raspberry Pi 5, arm64, 8 GB; tainted light=yes:NoSchedule",
        "- cluster pi: `--context pi-k0s`; nodes shed; argocd https://argo.lan; prometheus http://prom.lan",
        "- https://git.lan (gitea; its token is in `GITEA_TOKEN`)",
        "- phase 1, plex on shed, port 32400",
        "- phase 2, films in namespace media",
        "Who decides: Ada (in person).",
    ):
        assert said in ran.out


@pytest.mark.parametrize(
    ("agent", "told", "untold"),
    [
        ("k8s-diagnostician", ["shed", "blog", "`--context pi-k0s`"], ["plex", "films", "git.lan"]),
        ("argocd-operator", ["blog", "argo.lan", "git.lan"], ["plex", "films", "Raspberry"]),
        ("prometheus-analyst", ["prom.lan", "plex", "blog"], ["films", "git.lan"]),
        ("git-operator", ["git.lan", "Nothing heavy"], ["plex", "Raspberry"]),
        ("orchestrator", ["git.lan", "plex", "films", "Raspberry"], []),
    ],
)
def test_an_agent_gets_what_concerns_it(
    site: Path, firstmate: Firstmate, agent: str, told: list[str], untold: list[str]
) -> None:
    """What is yet to come concerns nobody who looks after what is there."""
    out = firstmate("site", "show", "--for", agent, "--site", site).out
    assert f"as far as it concerns {agent}\n" in out
    assert [word for word in told if word not in out] == []
    assert [word for word in untold if word in out] == []


def test_an_agent_that_does_not_exist_is_refused_with_the_nearest(site: Path, firstmate: Firstmate) -> None:
    """A page for nobody would be believed to be for somebody."""
    ran = firstmate("site", "show", "--for", "k8s-diagnostic", "--site", site)
    assert ran.code == 2
    assert "did you mean `k8s-diagnostician`?" in ran.err


def test_the_users_own_agents_get_all_of_it(site: Path, home: Path, firstmate: Firstmate) -> None:
    """Nobody knows what concerns them."""
    (home / ".claude/agents").mkdir(parents=True)
    (home / ".claude/agents/gardener.md").write_text("---\nname: gardener\n---\n")
    assert "films" in firstmate("site", "show", "--for", "gardener", "--site", site).out


def test_programs_get_it_in_json(site: Path, firstmate: Firstmate) -> None:
    """The same page."""
    told = json.loads(firstmate("site", "show", "--site", site, "--json").out)
    assert told["text"] == firstmate("site", "show", "--site", site).out


@pytest.mark.parametrize("agent", ["", "k8s-diagnostician", "prometheus-analyst"])
def test_it_is_a_page_also_of_hydra(firstmate: Firstmate, agent: str) -> None:
    """Its sixty services within 150 lines."""
    arguments = ["--for", agent] if agent else []
    out = firstmate("site", "show", *arguments, "--site", HYDRA).out
    assert 10 < len(out.splitlines()) <= 150


def test_the_page_is_set_well(firstmate: Firstmate) -> None:
    """No blank line is doubled and none is missing around a heading."""
    lines = firstmate("site", "show", "--site", HYDRA).out.splitlines()
    for before, line in pairwise(lines):
        assert (before, line) != ("", "")
        assert not line.startswith("#") or before == ""

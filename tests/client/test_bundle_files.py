"""What the bundle holds and its docs say; whether its pages are right is the linter's question."""

from __future__ import annotations

import json
import re

import pytest
from linters.pages import Page

from firstmate import __version__
from firstmate.entrypoints.cli.status import command as status
from firstmate.errors import ExitCode
from tests.client.bundle import ROOT, names, pages
from tests.client.client import VERSIONS


def page_of(kind: str, name: str) -> Page:
    return next(page for page in pages() if (page.kind, page.name) == (kind, name))


def test_the_bundle_is_what_the_table_of_names_says() -> None:
    """Just these commands, agents and skills."""
    looking = {"cluster-status", "gap", "gpu-status", "orders", "practice", "verify-phase"}
    assert names("command") == looking | {"deploy-app", "incident", "prp", "rollback", "run"}
    skills = {"cluster-health", "gitops-change", "incident-response", "operating-under-orders", "verification"}
    assert names("skill") == skills | {"orchestrator"}
    specialists = {"k8s-diagnostician", "argocd-operator", "prometheus-analyst", "git-operator"}
    assert names("agent") == specialists | {"orchestrator"}


def test_the_orchestrator_delegates_to_the_four_under_both_their_names() -> None:
    """Installed as a plugin the agents carry its prefix, and a name that is not listed is refused by the client."""
    four = names("agent") - {"orchestrator"}
    (listed,) = re.findall(r"Agent\(([^)]*)\)", page_of("agent", "orchestrator").field("tools").text)
    assert set(listed.split(", ")) == four | {f"firstmate:{name}" for name in four}


def test_the_flags_that_cluster_health_explains_are_flags_of_status() -> None:
    """Its table names them without the verb."""
    rows = re.findall(r"^\| (`-[^|]*) \|", page_of("skill", "cluster-health").text, re.MULTILINE)
    flags = {flag.split()[0] for flag in re.findall(r"`([^`]+)`", "".join(rows))}
    assert flags
    assert flags <= {option for parameter in status.params for option in parameter.opts}


def test_the_exit_codes_that_cluster_health_explains_are_all_of_them() -> None:
    """One row for each, no other."""
    rows = re.findall(r"^\| (\d) \|", page_of("skill", "cluster-health").text, re.MULTILINE)
    assert [int(row) for row in rows] == [code.value for code in ExitCode]


@pytest.mark.parametrize("link", ["commands/project", "agents", "skills"])
def test_a_checkout_offers_the_bundle_without_installing(link: str) -> None:
    """The links in .claude are relative and lead to the bundle's own folders."""
    path = ROOT / ".claude" / link
    assert not path.readlink().is_absolute()
    assert path.resolve() == ROOT / link.partition("/")[0]


def test_the_manifests_carry_the_packages_version() -> None:
    """Otherwise the client would not see that there is something newer."""
    plugin = json.loads((ROOT / ".claude-plugin/plugin.json").read_text())
    marketplace = json.loads((ROOT / ".claude-plugin/marketplace.json").read_text())
    assert plugin["version"] == __version__
    assert [entry["version"] for entry in marketplace["plugins"]] == [__version__]


def test_the_docs_name_everything_in_the_bundle() -> None:
    """docs/claude-code.md has each command, agent and skill, agents with their model, and the clients tried."""
    text = (ROOT / "docs" / "claude-code.md").read_text()
    for page in pages():
        assert f"`/project:{page.name}" in text or f"`{page.name}`" in text
        assert page.kind != "agent" or f"| `{page.name}` | {page.field('model').text} |" in text
    for version in VERSIONS:
        assert version in text

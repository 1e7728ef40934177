"""Programs that are tables: rows of (tier, command), and every command that their documentation has."""

from __future__ import annotations

from importlib import import_module

import pytest

from firstmate.command_tiers import CommandTier
from firstmate.guard.commands import containers, distributions, etcd, forges, k0s, meshes, secret_stores
from firstmate.guard.commands.argocd import ARGOCD
from firstmate.guard.commands.flux import FLUX
from firstmate.guard.commands.helm import HELM
from firstmate.guard.commands.helmfile import HELMFILE
from firstmate.guard.commands.kustomize import KUSTOMIZE
from firstmate.guard.commands.talosctl import TALOSCTL
from firstmate.guard.commands.velero import VELERO
from firstmate.guard.ops.tool import Tool, reference
from tests.guard.commands.rows import commands, rows
from tests.guard.support import decided

ALONE = (ARGOCD, FLUX, HELM, HELMFILE, KUSTOMIZE, TALOSCTL, VELERO)
TOGETHER = (containers, distributions, etcd, forges, k0s, meshes, secret_stores)
TOOLS = {tool.name: tool for tool in ALONE} | {name: tool for module in TOGETHER for name, tool in module.TOOLS.items()}
MODULES = (
    *("argocd", "containers", "distributions", "etcd", "flux", "forges", "git", "helm", "helmfile", "k0s", "kustomize"),
    *("meshes", "secret_stores", "talosctl", "velero", "viewers"),
)
AT_LEAST = {"argocd": 150, "forges": 150, "git": 150, "helm": 150, "nodes": 250, "operators": 200}
EDITS = ("create", "delete", "list")
LISTED = {
    "argocd": {"help"},
    "fj": {
        "help",
        "pr review list",
        *(f"actions {what} {verb}" for what in ("secrets", "variables") for verb in EDITS),
    },
    "flux": {"help"},
    "gh": {"alias import", "help"},
    "glab": {"help"},
    "helm": {"diff", "help"},
    "k0s": {"default-config", "help", "validate config"},
    "k0sctl": {"help"},
    "minikube": {"completion"},
    "talosctl": {"disks", "help"},
}
"""Programs whose documentation is listed, with commands that it leaves out, older ones, and plugins that only read."""
UNREAD = "what is there could not be read"
ROWS = [row for name in AT_LEAST for row in rows(name)]
DOCUMENTED = [(name, path) for name in LISTED for path in commands(name)]


@pytest.mark.parametrize(("tier", "command"), ROWS, ids=[command for _, command in ROWS])
def test_a_command_has_the_tier_that_it_deserves(tier: str, command: str):
    """No cluster is at hand: what is safe only in the right state, `state` here, is risky then."""
    decision = decided(command)
    unread = any(UNREAD in reason for reason in decision.reasons)

    assert (decision.tier or "none") == ("risky" if tier == "state" else tier)
    assert unread == (tier == "state")


@pytest.mark.parametrize(("name", "least"), AT_LEAST.items())
def test_there_are_rows_enough(name: str, least: int):
    """None of them twice."""
    told = [command for _, command in rows(name)]

    assert len(set(told)) == len(told) >= least


@pytest.mark.parametrize(("name", "path"), DOCUMENTED, ids=[" ".join(pair) for pair in DOCUMENTED])
def test_every_documented_command_is_known(name: str, path: str):
    """With `--help` it only reads; a flag that it does not have is not understood, where all of them are known."""
    rule = decided(f"{name} {path} --no-such-flag").rule

    assert any(act.tier == "read" for act in decided(f"{name} {path} --help").acts)
    assert not decided(f"{name} {path}").rule.endswith(".unknown")
    assert rule.endswith((".unclear", ".unknown")) or path not in TOOLS[name].own


@pytest.mark.parametrize("name", LISTED)
def test_a_table_has_no_command_that_the_program_has_not(name: str):
    """What the documentation lists, and what is said here."""
    assert set(TOOLS[name].reasons) <= {*commands(name), *LISTED[name]}


@pytest.mark.parametrize(("name", "tool"), TOOLS.items())
def test_a_table_says_of_every_command_once_what_it_does(name: str, tool: Tool):
    """No command is in two tables."""
    tables = [tool.reads, tool.safe, tool.risky, tool.forbidden, tool.no_say]

    assert sum(map(len, tables)) == len(tool.reasons)


@pytest.mark.parametrize(("name", "tool"), TOOLS.items())
def test_tables_name_only_what_there_is(name: str, tool: Tool):
    """Aliases lead somewhere, flags of a dry run are flags, and every command is in the reference with a reason."""
    known = {part for path in tool.reasons for part in _beginnings(path)}

    assert set(tool.aliases.values()) <= known
    assert all(flag in tool.own[path].replace("?", " ").split() for path, flag in tool.dry.items())
    assert all(reason for _, tier, reason in reference(tool) if tier != "none")
    assert {key.rpartition(" --")[0] for key in tool.worse if " --" in key} <= known


@pytest.mark.parametrize("module", MODULES)
def test_everything_in_the_reference_has_a_tier_and_a_reason(module: str):
    """It is what people read."""
    told = list(import_module(f"firstmate.guard.commands.{module}").reference())

    assert told and all(tier in {*CommandTier, "none"} for _, tier, _ in told)
    assert all(reason for _, tier, reason in told if tier != "none")


@pytest.mark.parametrize(
    ("text", "tier"),
    [
        ("releases: [{name: web, chart: ./web}]", "read"),
        ("hooks: [{events: [prepare], command: /tmp/x.sh}]", "risky"),
        ('values: [{{ exec "/tmp/x.sh" (list) }}]', "risky"),
        ("bases: [other.yaml]", "risky"),
    ],
)
def test_a_helmfile_is_read_before_it_is_shown(text: str, tier: str):
    """It may run programs while it only renders."""
    assert decided("helmfile diff", files={"/repo/helmfile.yaml": text}, cwd="/repo").tier == tier
    assert decided("helmfile -f x.yaml template", files={"/repo/x.yaml": text}, cwd="/repo").tier == tier
    assert decided("helmfile -f other.yaml template", files={"/repo/x.yaml": text}, cwd="/repo").tier == "risky"


def _beginnings(path: str) -> list[str]:
    words = path.split()
    return [" ".join(words[:count]) for count in range(1, len(words) + 1)]

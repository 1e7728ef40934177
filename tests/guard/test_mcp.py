"""Tools of MCP servers: rows of (tier, tool, arguments)."""

from __future__ import annotations

from typing import Any

import pytest

from firstmate.command_tiers import CommandTier
from firstmate.guard.decide import settle
from firstmate.guard.mcp import PREFIX, told
from firstmate.guard.mcp_tools import AS_COMMANDS
from firstmate.guard.values import UNKNOWN, Decision, Known, Outcome, Question, ToolCall
from tests.guard.support import decided, manifests, parsed

IN_SHOP = {"name": "web-0", "namespace": "shop"}
ROWS: list[tuple[str, str, dict[str, Any]]] = [
    # containers/kubernetes-mcp-server
    ("read", "kubernetes__pods_list", {}),
    ("read", "kubernetes__pods_list_in_namespace", {"namespace": "shop", "labelSelector": "app=web"}),
    ("read", "kubernetes__pods_log", {**IN_SHOP, "tail": 10, "previous": True}),
    ("read", "kubernetes__resources_list", {"apiVersion": "v1", "kind": "Pod"}),
    ("read", "kubernetes__resources_get", {"apiVersion": "apps/v1", "kind": "Deployment", **IN_SHOP}),
    ("risky", "kubernetes__resources_get", {"apiVersion": "v1", "kind": "Secret", **IN_SHOP}),
    ("forbidden", "kubernetes__resources_list", {"apiVersion": "v1", "kind": "Secret"}),
    ("risky", "kubernetes__pods_delete", IN_SHOP),
    ("risky", "kubernetes__pods_delete", {"namespace": "shop"}),
    ("risky", "kubernetes__pods_delete", {"name": "--all"}),
    ("risky", "kubernetes__pods_list", {"namespaces_of": "everybody"}),
    ("risky", "kubernetes__pods_exec", {**IN_SHOP, "command": ["rm", "-rf", "/data"]}),
    ("risky", "kubernetes__pods_exec", {**IN_SHOP, "command": "rm -rf /data"}),
    ("risky", "kubernetes__pods_run", {"image": "nginx", "privileged": True}),
    ("risky", "kubernetes__resources_scale", {"kind": "Deployment", **IN_SHOP, "scale": 0}),
    ("risky", "kubernetes__resources_create_or_update", {"resource": "{kind: ConfigMap, metadata: {name: a}}"}),
    ("forbidden", "kubernetes__resources_delete", {"kind": "Namespace", "name": "kube-system"}),
    ("read", "kubernetes__helm_list", {}),
    ("risky", "kubernetes__helm_uninstall", {"name": "x"}),
    # Flux159/mcp-server-kubernetes
    ("read", "k8s__kubectl_get", {"resourceType": "pods", "namespace": "x", "output": "json"}),
    ("read", "k8s__kubectl_get", {"resourceType": "pods", "allNamespaces": True}),
    ("forbidden", "k8s__kubectl_get", {"resourceType": "secrets", "output": "yaml"}),
    ("read", "k8s__kubectl_describe", {"resourceType": "node", "name": "node-1"}),
    ("read", "k8s__kubectl_generic", {"command": "get", "resourceType": "pod"}),
    ("risky", "k8s__kubectl_generic", {"command": "get", "args": ["pods", "--token=x"]}),
    ("risky", "k8s__kubectl_generic", {"command": "delete", "resourceType": "pod", "name": "x", "flags": {"force": 1}}),
    ("risky", "k8s__kubectl_generic", {"command": "--server=http://elsewhere get", "resourceType": "pods"}),
    ("risky", "k8s__node_management", {"operation": "drain", "nodeName": "node-1"}),
    ("risky", "k8s__kubectl_context", {"operation": "set", "name": "prod"}),
    ("risky", "k8s__install_helm_chart", {"name": "x", "chart": "y", "values": {"a": 1}}),
    # argoproj-labs/mcp-for-argocd
    ("read", "argocd-mcp__list_applications", {"search": "x"}),
    ("read", "argocd-mcp__get_application", {"applicationName": "web"}),
    ("risky", "argocd-mcp__sync_application", {"applicationName": "web", "prune": True}),
    ("risky", "argocd-mcp__delete_application", {"applicationName": "web"}),
    # Docker, and what has the name of a command
    ("read", "docker__list-containers", {}),
    ("risky", "docker__removeContainer", {"container_id": "db", "force": True}),
    ("risky", "desktop-commander__execute_command", {"command": "kubectl delete ns prod"}),
    ("none", "desktop-commander__execute_command", {"command": "ls"}),
    ("risky", "ssh__run_command", {"host": "nas", "command": "reboot"}),
    ("read", "ssh__run_command", {"host": "nas", "command": "uptime"}),
    ("risky", "ssh__run_command", {"host": "-oProxyCommand=reboot", "command": "uptime"}),
    # tools that only their name is known of
    ("none", "grafana__query_prometheus", {"expr": "up"}),
    ("risky", "grafana__update_dashboard", {}),
    ("none", "gitea__get_file", {"path": "x"}),
    ("risky", "gitea__merge_pull_request", {}),
    ("risky", "vault__read_secret", {"path": "x"}),
    ("risky", "prod__pods_delete", {"name": "x"}),
    ("none", "prod__pods_list", {}),
    ("none", "fitness__get_logs", {}),
    ("none", "weather__today", {"place": "here"}),
    # files
    ("none", "filesystem__write_file", {"path": "/repo/x.py", "content": "pass"}),
    ("forbidden", "filesystem__write_file", {"path": "/home/op/.claude/settings.json", "content": "{}"}),
    ("forbidden", "filesystem__move_file", {"source": "/repo/x", "destination": "/home/op/.claude/settings.json"}),
    ("risky", "filesystem__read_file", {"path": "/home/op/.kube/config"}),
]


def judged(tool: str, given: dict[str, Any], agent: str = "") -> Decision:
    """The decision about a call, in a project, with nothing known of the cluster."""
    call = ToolCall(PREFIX + tool, given, agent=agent)
    return settle(call, Known(cwd="/repo", home="/home/op"), answer)


def answer(question: Question) -> Any:
    if question.ask == "shell":
        return parsed(question.subject)
    return manifests(question.subject) if question.ask == "yaml" else None


@pytest.mark.parametrize(("tier", "tool", "given"), ROWS)
def test_a_tool_has_the_tier_of_the_command_of_the_same_effect(tier: str, tool: str, given: dict[str, Any]):
    """By its name, its server's, and what it is given."""
    assert (judged(tool, given).tier or "none") == tier


TOLD_BY_ARGUMENTS = {"kubectl_create", "kubectl_generic", "kubectl_context", "node_management", "kubectl_rollout"}


@pytest.mark.parametrize("name", [name for name in AS_COMMANDS if name not in TOLD_BY_ARGUMENTS])
def test_every_template_names_a_command_that_is_known(name: str):
    """Its first words are in the catalogue: nothing of it is unknown to the guard when arguments are plain."""
    (command,) = told(ToolCall(f"{PREFIX}kubernetes__{name}", {"name": "x"})).commands
    acts = decided(" ".join(word.text for word in command.words)).acts

    assert acts and not any("unknown" in act.rule for act in acts)


def test_a_diagnostician_deletes_nothing_through_a_server():
    """The ceiling of an agent holds for every tool."""
    assert judged("kubernetes__pods_delete", IN_SHOP, "k8s-diagnostician").outcome is Outcome.DENY


def test_what_is_no_text_is_not_known():
    """A nested argument stands for anything."""
    (command,) = told(ToolCall(f"{PREFIX}kubernetes__pods_get", {"name": {"a": 1}})).commands

    assert UNKNOWN in command.words[3].text
    assert decided(ToolCall(f"{PREFIX}kubernetes__pods_exec", {"name": [1], "command": "x"})).tier == CommandTier.RISKY

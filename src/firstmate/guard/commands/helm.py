"""helm: releases are changed by a person's leave, charts and releases are read freely."""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.command_tiers import CommandTier
from firstmate.guard.ops import helm_flags, tool
from firstmate.guard.values import UNKNOWN, Act, Command, Known

READS = tool.paths(
    """
    : diff env help history lint list search show status template verify version
    completion: bash fish powershell zsh
    dependency: list
    get: all hooks manifest metadata notes values
    plugin: list verify
    repo: list
    search: hub repo
    show: all chart crds readme values
    """
)
SAFE = {
    "create": "makes a folder with a new chart",
    "dependency build": "downloads the charts that this one needs",
    "dependency update": "downloads the charts that this one needs",
    "package": "writes a chart's archive",
    "plugin package": "writes a plugin's archive",
    "pull": "downloads a chart",
    "repo index": "writes the index of a folder with charts",
    "repo update": "downloads what repositories offer now",
}
RISKY = {
    "install": "creates everything in the chart",
    "plugin install": "installs a program that helm runs",
    "plugin uninstall": "runs a plugin's own clean-up, and removes it",
    "plugin update": "replaces a program that helm runs",
    "push": "publishes a chart",
    "registry login": "changes the credentials for a registry",
    "registry logout": "takes the credentials for a registry away",
    "repo add": "adds a place from which charts come",
    "repo remove": "removes a place from which charts come",
    "rollback": "deploys an older revision of the release",
    "test": "runs the release's tests as pods in the cluster",
    "uninstall": "deletes everything in the release",
    "upgrade": "changes everything in the release to what the chart says now",
}
ALIASES = {
    "del": "uninstall",
    "delete": "uninstall",
    "dep": "dependency",
    "dependencies": "dependency",
    "dependency ls": "dependency list",
    "dependency up": "dependency update",
    "fetch": "pull",
    "hist": "history",
    "inspect": "show",
    "ls": "list",
    "plugin add": "plugin install",
    "plugin ls": "plugin list",
    "plugin remove": "plugin uninstall",
    "plugin rm": "plugin uninstall",
    "plugin up": "plugin update",
    "repo ls": "repo list",
    "repo rm": "repo remove",
    "repo up": "repo update",
    "un": "uninstall",
}
CREDENTIALS = "it brings credentials of its own"
WORSE = {
    "--kube-as-group": "it acts as a member of another group",
    "--kube-as-user": "it acts as somebody else",
    "--kube-ca-file": "the command says itself which servers to trust",
    "--kube-insecure-skip-tls-verify": "nothing proves that the server is the right one",
    "--kube-tls-server-name": "the command says itself which servers to trust",
    "--kube-token": CREDENTIALS,
    "--pass-credentials": "the repository's password goes to whatever server the chart names",
    "--post-renderer": "it runs a program that the command names",
    "HELM_BIN": "it changes which program plugins call",
    "HELM_CONFIG_HOME": "its settings are elsewhere",
    "HELM_DATA_HOME": "its plugins are elsewhere",
    "HELM_DRIVER": "releases are kept elsewhere than usual",
    "HELM_DRIVER_SQL_CONNECTION_STRING": "releases are kept elsewhere than usual",
    "HELM_KUBEASGROUPS": "it acts as a member of another group",
    "HELM_KUBEASUSER": "it acts as somebody else",
    "HELM_KUBECAFILE": "the command says itself which servers to trust",
    "HELM_KUBEINSECURE_SKIP_TLS_VERIFY": "nothing proves that the server is the right one",
    "HELM_KUBETLS_SERVER_NAME": "the command says itself which servers to trust",
    "HELM_KUBETOKEN": CREDENTIALS,
    "HELM_PLUGINS": "its plugins are elsewhere",
    "package --sign": "signs the archive with a key of this machine",
    "template --output-dir": "writes files into a folder that the command names",
}
WHERE = {
    "--kube-apiserver": "server",
    "--kube-context": "context",
    "--kubeconfig": "kubeconfig",
    "HELM_KUBEAPISERVER": "server",
    "HELM_KUBECONTEXT": "context",
    "KUBECONFIG": "kubeconfig",
}
HELM = tool.Tool(
    "helm",
    READS,
    SAFE,
    RISKY,
    aliases=ALIASES,
    everywhere=helm_flags.EVERYWHERE,
    own=helm_flags.COMMANDS,
    worse=WORSE,
    dry=dict.fromkeys(("install", "rollback", "uninstall", "upgrade"), "dry-run"),
    where=WHERE,
    files=frozenset({"set-file", "values"}),
)
OF_A_RELEASE = ("get ", "history", "install", "rollback", "status", "test", "uninstall", "upgrade")


def judge(command: Command, known: Known) -> Iterator[Act]:
    """The act of a helm command."""
    line = tool.understood(command, HELM)
    if isinstance(line, Act):
        yield line
        return
    act = tool.act_of(line, command, HELM)
    if not act.namespace:
        act = act._replace(namespace=tool.variables(command).get("HELM_NAMESPACE", ""))
    if line.path.startswith(OF_A_RELEASE):
        names = line.words if line.path == "uninstall" else line.words[:1]
        act = act._replace(kind="release", names=names, safer=_safer(line, act))
    yield act


def reference() -> Iterator[tuple[str, str, str]]:
    """Every command with its tier and why."""
    yield from tool.reference(HELM)


def _safer(line: tool.Line, act: Act) -> str:
    """The same as a dry run, as far as its words can be told."""
    words = " ".join(line.words)
    fits = line.path in HELM.dry and act.tier is not CommandTier.READ and UNKNOWN not in words
    return f"helm {line.path} {words} --dry-run" if fits else ""

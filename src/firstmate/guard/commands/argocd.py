"""argocd: what every one of its commands does to applications, and to Argo CD itself."""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.command_tiers import CommandTier
from firstmate.guard.ops import argocd_flags, tool
from firstmate.guard.values import UNKNOWN, Act, Command, Known

READS = tool.paths(
    """
    : completion help version
    account: bcrypt can-i get get-user-info list
    admin app: diff-reconcile-results generate-spec
    admin cluster: generate-spec namespaces shards stats
    admin notifications template: get
    admin notifications trigger: get run
    admin proj: generate-allow-list generate-spec
    admin repo: generate-spec
    admin settings: validate
    admin settings rbac: can validate
    admin settings resource-overrides: health ignore-differences ignore-resource-updates list-actions run-action
    app: diff get get-resource history list logs manifests resources wait
    app actions: list
    appset: generate get list
    cert: list
    cluster: get list
    gpg: get list
    proj: get list
    proj role: get list list-tokens
    proj source-integrity git policies: list
    proj windows: list
    repo: get list
    repocreds: list
    """
)
SAFE = {"app sync": "deploys what Git says"}
RISKY = {
    "account delete-token": "takes a credential away from whoever uses it",
    "account generate-token": "hands out a credential",
    "account session-token": "prints a credential",
    "account update-password": "changes a password",
    "admin app get-reconcile-results": "reconciles every application with a controller of its own",
    "admin cluster kubeconfig": "writes a kubeconfig with the credentials of a cluster",
    "admin cluster namespaces disable-namespaced-mode": "changes which namespaces Argo CD manages",
    "admin cluster namespaces enable-namespaced-mode": "changes which namespaces Argo CD manages",
    "admin dashboard": "opens all of Argo CD to every program on this machine, without a password",
    "admin export": "prints everything in Argo CD, the credentials of repositories and clusters too",
    "admin import": "replaces what is in Argo CD",
    "admin initial-password": "prints the administrator's password",
    "admin notifications template notify": "sends a notification",
    "admin proj update-role-policy": "changes what roles of many projects may do",
    "admin redis-initial-password": "makes or prints the password of Redis",
    "app actions run": "runs an action on resources in the cluster",
    "app add-source": "changes what is deployed",
    "app confirm-deletion": "confirms that resources are deleted",
    "app create": "makes an application, and deploys it when it syncs by itself",
    "app delete": "deletes the application, and as long as nothing else is said everything that it deployed",
    "app delete-resource": "deletes a resource in the cluster",
    "app edit": "changes the application by hand, past Git",
    "app patch": "changes the application by hand, past Git",
    "app patch-resource": "changes a resource by hand, past Git",
    "app remove-source": "changes what is deployed",
    "app rollback": "deploys an older revision than Git has",
    "app set": "changes the application's parameters, past Git",
    "app terminate-op": "stops an operation in the middle",
    "app unset": "changes the application's parameters, past Git",
    "appset create": "makes applications, or replaces how they are made",
    "appset delete": "deletes the applications that it made, and what they deployed",
    "cert add-ssh": "changes which servers are trusted",
    "cert add-tls": "changes which servers are trusted",
    "cert rm": "changes which servers are trusted",
    "cluster add": "gives Argo CD an administrator's account in a cluster",
    "cluster rm": "takes a cluster away from Argo CD",
    "cluster rotate-auth": "replaces the credentials of a cluster",
    "cluster set": "changes how a cluster is managed",
    "configure": "changes the settings of this program",
    "context": "changes which Argo CD later commands go to",
    "gpg add": "changes whose signatures are trusted",
    "gpg rm": "changes whose signatures are trusted",
    "login": "changes which Argo CD later commands go to, and who they are",
    "logout": "ends the session with Argo CD: only a person can begin another",
    "proj add-destination": "widens where the project may deploy",
    "proj add-destination-service-account": "changes whose permissions a deployment has",
    "proj add-orphaned-ignore": "changes what the project warns about",
    "proj add-signature-key": "changes whose signatures are trusted",
    "proj add-source": "widens what the project may deploy",
    "proj add-source-namespace": "widens where applications of the project may be",
    "proj allow-cluster-resource": "widens what the project may deploy",
    "proj allow-namespace-resource": "widens what the project may deploy",
    "proj create": "makes a project, or replaces it",
    "proj delete": "deletes a project",
    "proj deny-cluster-resource": "narrows what the project may deploy",
    "proj deny-namespace-resource": "narrows what the project may deploy",
    "proj edit": "changes a project by hand",
    "proj remove-destination": "narrows where the project may deploy",
    "proj remove-destination-service-account": "changes whose permissions a deployment has",
    "proj remove-orphaned-ignore": "changes what the project warns about",
    "proj remove-signature-key": "changes whose signatures are trusted",
    "proj remove-source": "narrows what the project may deploy",
    "proj remove-source-namespace": "narrows where applications of the project may be",
    "proj role add-group": "gives a group the permissions of a role",
    "proj role add-policy": "changes what a role may do",
    "proj role create": "makes a role",
    "proj role create-token": "hands out a credential",
    "proj role delete": "deletes a role",
    "proj role delete-token": "takes a credential away from whoever uses it",
    "proj role remove-group": "takes the permissions of a role from a group",
    "proj role remove-policy": "changes what a role may do",
    "proj set": "changes what the project may deploy, and where",
    "proj source-integrity git policies add": "changes which signatures are asked for",
    "proj source-integrity git policies delete": "changes which signatures are asked for",
    "proj source-integrity git policies update": "changes which signatures are asked for",
    "proj windows add": "changes when applications are synced",
    "proj windows delete": "changes when applications are synced",
    "proj windows disable-manual-sync": "changes when applications are synced",
    "proj windows disable-sync-overrun": "changes when applications are synced",
    "proj windows enable-manual-sync": "changes when applications are synced",
    "proj windows enable-sync-overrun": "changes when applications are synced",
    "proj windows update": "changes when applications are synced",
    "relogin": "gets a new credential",
    "repo add": "gives Argo CD another repository and its credentials",
    "repo rm": "takes a repository away from Argo CD",
    "repocreds add": "gives Argo CD credentials for repositories",
    "repocreds rm": "takes credentials for repositories away from Argo CD",
}
ALIASES = {
    "account whoami": "account get-user-info",
    "admin settings resource-overrides action": "admin settings resource-overrides run-action",
    "ctx": "context",
    "project": "proj",
    "proj role list-token": "proj role list-tokens",
    "proj role remove-token": "proj role delete-token",
    "proj role token-create": "proj role create-token",
    "proj role token-delete": "proj role delete-token",
    "proj role token-list": "proj role list-tokens",
}
IDENTITY = {
    "as": "it acts as somebody else",
    "as-group": "it acts as a member of another group",
    "as-uid": "it acts as somebody else",
    "certificate-authority": "the command says itself which servers to trust",
    "client-certificate": "it brings credentials of its own",
    "client-key": "it brings credentials of its own",
    "insecure-skip-tls-verify": "nothing proves that the server is the right one",
    "password": "it brings credentials of its own",
    "proxy-url": "everything goes through a server that the command names",
    "token": "it brings credentials of its own",
    "user": "it acts as another user of the kubeconfig",
    "username": "it brings credentials of its own",
}
"""Flags of `argocd admin`, which talks to Kubernetes itself."""
WORSE = {
    "--auth-token": "it brings credentials of its own",
    "--client-crt": "it brings credentials of its own",
    "--client-crt-key": "it brings credentials of its own",
    "--kubeconfig": "a kubeconfig may lead anywhere and run any program",
    "ARGOCD_AUTH_TOKEN": "it brings credentials of its own",
    "ARGOCD_OPTS": "further flags are in a variable",
    "KUBECONFIG": "a kubeconfig may lead anywhere and run any program",
    "admin app generate-spec --inline": "writes the file",
    "app sync --force": "deletes and makes anew what cannot be changed in place",
    "app sync --label": "syncs only some resources, whichever have the label",
    "app sync --local": "deploys a folder of this machine instead of Git",
    "app sync --project": "syncs every application of a project",
    "app sync --prune": "deletes what is no longer in Git",
    "app sync --replace": "replaces objects as a whole: what is not in Git is lost, and so may be their data",
    "app sync --revision": "deploys another revision than the application follows",
    "app sync --revisions": "deploys other revisions than the application follows",
    "app sync --selector": "syncs every application that has the label",
    "app sync --strategy": "changes how it is applied: without the hooks, it may be",
    **{f"{path} --{flag}": why for path in READS if path.startswith("admin ") for flag, why in IDENTITY.items()},
}
ELSEWHERE = "another Argo CD than the configured one"
RAISES = {
    "--argocd-context": ELSEWHERE,
    "--config": ELSEWHERE,
    "--context": "another context than the kubeconfig's",
    "--header": "it sends headers of its own",
    "--insecure": "nothing proves that the server is the right one",
    "--kube-context": "another context than the kubeconfig's",
    "--plaintext": "nothing proves that the server is the right one",
    "--server": ELSEWHERE,
    "--server-crt": "the command says itself which servers to trust",
    "ARGOCD_CONFIG_DIR": ELSEWHERE,
    "ARGOCD_SERVER": ELSEWHERE,
}
WHERE = {
    "--argocd-context": "server",
    "--context": "context",
    "--kube-context": "context",
    "--kubeconfig": "kubeconfig",
    "--server": "server",
    "ARGOCD_SERVER": "server",
}
ARGOCD = tool.Tool(
    "argocd",
    READS,
    SAFE,
    RISKY,
    aliases=ALIASES,
    everywhere=argocd_flags.EVERYWHERE,
    own=argocd_flags.COMMANDS,
    worse=WORSE,
    raises=RAISES,
    dry={"app sync": "dry-run", "appset create": "dry-run"},
    where=WHERE,
    runs=frozenset({"EDITOR", "KUBECTL_EXTERNAL_DIFF", "VISUAL"}),
    namespace="app-namespace",
    files=frozenset({"file"}),
)
REFRESHES = ("hard-refresh", "refresh")


def judge(command: Command, known: Known) -> Iterator[Act]:
    """The act of an argocd command."""
    line = tool.understood(command, ARGOCD)
    if isinstance(line, Act):
        yield line
        return
    act = _on_app(line, tool.act_of(line, command, ARGOCD))
    if line.path == "context" and not line.words and not line.said.values:
        yield act._replace(tier=CommandTier.READ, reason="lists what can be chosen")
    elif act.tier is CommandTier.READ:
        yield _reading(line, act)
    else:
        yield _sync(act) if line.path == "app sync" else act


def reference() -> Iterator[tuple[str, str, str]]:
    """Every command with its tier and why."""
    yield from tool.reference(ARGOCD)


def _on_app(line: tool.Line, act: Act) -> Act:
    """With the applications that it names: `argocd/web`, or `web` and `--app-namespace`."""
    if not line.path.startswith("app ") or line.path == "app list":
        return act
    split = [name.rpartition("/")[::2] for name in line.words[: _names_in(line.path)]]
    namespace = next((before for before, _ in split if before), act.namespace)
    return act._replace(kind="application", namespace=namespace, names=tuple(name for _, name in split))


def _names_in(path: str) -> int | None:
    return None if path in ("app sync", "app wait", "app delete") else 1


def _reading(line: tool.Line, act: Act) -> Act:
    """A read that makes Argo CD look again is no longer only a read."""
    if line.wants_help:
        return act
    for flag in REFRESHES:
        if line.said.may(flag) and line.path.startswith("app "):
            reason = "makes Argo CD compare the application with Git again"
            return act._replace(tier=CommandTier.SAFE, rule=f"{act.rule}.{flag}", reason=reason)
    return act


def _sync(act: Act) -> Act:
    """Unasked only for one application that the command names, and only when that is healthy."""
    if act.tier is not CommandTier.SAFE:
        return act
    if len(act.names) != 1 or UNKNOWN in act.names[0]:
        return tool.risky(act, "many", "syncs more than one application, or nobody can say which")
    return act._replace(needs_state=True, safer=f"argocd app diff {act.names[0]}")

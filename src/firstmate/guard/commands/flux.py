"""flux: what it deploys is looked at freely, fetching again is safe, changing what is deployed is asked about."""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.command_tiers import CommandTier
from firstmate.guard.ops import tool
from firstmate.guard.values import UNKNOWN, Act, Command, Known

FLUX = tool.Tool(
    "flux",
    tool.paths(
        """
        : check completion diff envsubst events export get help list logs stats trace tree version
        build: kustomization
        debug: helmrelease kustomization
        plugin: list search
        """
    ),
    {
        "build artifact": "writes an archive of manifests",
        "pull": "downloads manifests into a folder",
        "reconcile": "deploys what Git says",
    },
    {
        "bootstrap": "installs Flux in the cluster, and writes to the repository",
        "create": "makes or changes what Flux deploys, or the credentials for it",
        "delete": "deletes it, and with it everything that it deployed",
        "docgen": "writes files",
        "install": "installs Flux in the cluster",
        "migrate": "rewrites the objects of Flux in the cluster",
        "plugin install": "installs a program that flux runs",
        "plugin uninstall": "removes a program that flux runs",
        "plugin update": "replaces a program that flux runs",
        "push": "publishes manifests that clusters deploy",
        "resume": "lets Flux deploy again, and change back what was changed by hand",
        "suspend": "stops Flux from deploying, and from changing back what is changed by hand",
        "tag": "publishes manifests that clusters deploy",
        "trigger": "tells Flux that there is something new, as if it were the repository",
        "uninstall": "deletes Flux, and what it deployed may go with it",
    },
    aliases={
        "build ks": "build kustomization", "debug hr": "debug helmrelease", "debug ks": "debug kustomization",
        "plugin delete": "plugin uninstall", "plugin ls": "plugin list", "plugin upgrade": "plugin update",
    },
    everywhere=(
        "h:help as= as-group= as-uid= as-user-extra= cache-dir= certificate-authority= client-certificate= client-key= "
        "cluster= context= disable-compression insecure-skip-tls-verify kube-api-burst= kube-api-qps= kubeconfig= "
        "n:namespace= ns-follows-kube-context server= timeout= tls-server-name= token= user= verbose"
    ),
    own={
        "reconcile": "with-source force reset",
        "uninstall": "dry-run keep-namespace s:silent",
        "install": (
            "components= components-extra= export force image-pull-secret= log-level= network-policy registry= "
            "registry-creds= toleration-keys= v:version= manifests= cluster-domain= watch-all-namespaces"
        ),
    },
    worse={
        "--as": "it acts as somebody else",
        "--as-group": "it acts as a member of another group",
        "--as-uid": "it acts as somebody else",
        "--certificate-authority": "the command says itself which servers to trust",
        "--client-certificate": "it brings credentials of its own",
        "--client-key": "it brings credentials of its own",
        "--cluster": "it sends the context's credentials to another cluster",
        "--insecure-skip-tls-verify": "nothing proves that the server is the right one",
        "--tls-server-name": "the command says itself which servers to trust",
        "--token": "it brings credentials of its own",
        "--user": "it acts as another user of the kubeconfig",
        "debug helmrelease --show-values": "prints the values, with Secrets in them",
        "debug kustomization --show-vars": "prints the variables, with Secrets in them",
        "export --with-credentials": "prints the credentials of a source",
        "reconcile --force": "upgrades the release although nothing has changed",
        "reconcile --reset": "forgets how often the release failed",
    },
    dry={"install": "export", "uninstall": "dry-run"},
    where={"--kubeconfig": "kubeconfig", "--context": "context", "--server": "server", "KUBECONFIG": "kubeconfig"},
)  # fmt: skip
DEPLOYS = {"helmrelease": "helmrelease", "hr": "helmrelease", "ks": "kustomization", "kustomization": "kustomization"}
FETCHES = ("image", "receiver", "source")
TWO_WORDS = ("image", "source")


def judge(command: Command, known: Known) -> Iterator[Act]:
    """The act of a flux command."""
    line = tool.understood(command, FLUX)
    if isinstance(line, Act):
        yield line
        return
    act = tool.act_of(line, command, FLUX)
    if not line.wants_help:
        act = _with_objects(line, act)
        if line.path == "reconcile":
            act = _reconcile(line, act)
        if line.path == "create" and line.said.surely("export") and line.words[:1] != ("secret",):
            act = act._replace(tier=CommandTier.READ, rule="flux.create.export", reason="only prints it")
    yield act


def reference() -> Iterator[tuple[str, str, str]]:
    """Every command with its tier and why."""
    yield from tool.reference(FLUX)


def _with_objects(line: tool.Line, act: Act) -> Act:
    """`reconcile source git apps`: the kind, and the name after it."""
    if line.path not in ("create", "delete", "get", "reconcile", "resume", "suspend") or not line.words:
        return act
    kind, *names = line.words
    if kind in TWO_WORDS:
        kind, *names = [f"{kind} {names[0]}", *names[1:]] if names else [kind]
    return act._replace(kind=DEPLOYS.get(kind, kind), names=tuple(names), namespace=act.namespace or "flux-system")


def _reconcile(line: tool.Line, act: Act) -> Act:
    kind = line.words[0] if line.words else ""
    if act.tier is not CommandTier.SAFE:
        return act
    if not kind:
        return act._replace(tier=CommandTier.READ, reason="only prints its help")
    if kind in FETCHES:
        reason = "makes Flux look again whether there is something new"
        return act._replace(rule=f"{act.rule}.{kind}", reason=reason, kind="", namespace="", names=())
    if kind in DEPLOYS and len(act.names) == 1 and UNKNOWN not in act.names[0]:
        return act._replace(rule=f"{act.rule}.{DEPLOYS[kind]}", needs_state=True)
    return tool.risky(act, "unclear", "which of what Flux deploys is not clear")

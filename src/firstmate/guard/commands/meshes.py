"""cilium, hubble, calicoctl, istioctl and linkerd: the cluster's network, looked at or changed."""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.guard.ops import tool
from firstmate.guard.values import Act, Command, Known

NETWORK = "changes the network of the whole cluster"
PODS = "runs pods in the cluster"
OPENS = "opens a way into the cluster to this machine"
KUBE = {"--kubeconfig": "kubeconfig", "--context": "context", "KUBECONFIG": "kubeconfig"}
IDENTITY = {
    "--as": "it acts as somebody else",
    "--as-group": "it acts as a member of another group",
    "--token": "it brings credentials of its own",
}
CILIUM = tool.Tool(
    "cilium",
    tool.paths(
        """
        : completion help monitor status version
        bgp: peers routes
        bpf: stats
        clustermesh: status
        config: view get
        connectivity: perf-results
        encrypt: status
        encryption: status
        endpoint: get healthz list log
        features: status summary
        fqdn: cache
        identity: get list
        ip: list
        metrics: list
        node: list
        policy: get selectors
        service: get list
        """
    ),
    {"sysdump": "writes an archive with logs and states"},
    {
        "bgp": NETWORK,
        "bpf": NETWORK,
        "clustermesh": NETWORK,
        "config": NETWORK,
        "connectivity": PODS,
        "context": "changes where later commands go",
        "encryption": NETWORK,
        "endpoint": NETWORK,
        "hubble": NETWORK,
        "install": NETWORK,
        "policy": NETWORK,
        "service": NETWORK,
        "uninstall": NETWORK,
        "upgrade": NETWORK,
    },
    everywhere="h:help context= kubeconfig= n:namespace= as= as-group= helm-release-name=",
    where=KUBE,
    worse=IDENTITY,
)
HUBBLE = tool.Tool(
    "hubble",
    tool.paths(
        """
        : completion help list observe status version watch
        config: get view
        """
    ),
    risky={
        "config": "changes the settings of this program",
        "port-forward": OPENS,
        "record": "records network traffic",
    },
    everywhere="h:help config= D:debug server= kube-context= kube-namespace= kubeconfig= P:port-forward timeout= tls",
    where={"--kubeconfig": "kubeconfig", "--kube-context": "context", "KUBECONFIG": "kubeconfig"},
)
CALICOCTL = tool.Tool(
    "calicoctl",
    tool.paths(
        """
        : convert get help validate version
        ipam: check show
        node: checksystem status
        """
    ),
    {"cluster diags": "writes an archive with logs and states", "node diags": "writes an archive with logs and states"},
    {
        "apply": NETWORK,
        "create": NETWORK,
        "datastore": NETWORK,
        "delete": NETWORK,
        "ipam configure": NETWORK,
        "ipam release": NETWORK,
        "ipam split": NETWORK,
        "label": NETWORK,
        "node run": NETWORK,
        "patch": NETWORK,
        "replace": NETWORK,
    },
    everywhere="h:help c:config= context= allow-version-mismatch l:log-level= n:namespace= f:filename=",
    where={"--context": "context", "KUBECONFIG": "kubeconfig"},
    worse={"--config": "its settings are in a file that the command names"},
    files=frozenset({"filename"}),
)
ISTIOCTL = tool.Tool(
    "istioctl",
    tool.paths(
        """
        : analyze completion help kube-inject proxy-status remote-clusters validate verify-install version
        experimental: authz check-inject config describe injector internal-debug metrics precheck version wait
        manifest: diff generate profile translate
        profile: diff dump list
        proxy-config: all bootstrap cluster ecds endpoint listener log rootca-compare route
        tag: generate list
        waypoint: generate list status
        ztunnel-config: all certificate connections log policy service workload
        """
    ),
    {"bug-report": "writes an archive with logs and states"},
    {
        "admin": "changes what the control plane logs",
        "create-remote-secret": "hands out a credential for the cluster",
        "dashboard": OPENS,
        "install": NETWORK,
        "manifest install": NETWORK,
        "proxy-config secret": "prints certificates, with their keys in some formats",
        "tag remove": NETWORK,
        "tag set": NETWORK,
        "uninstall": NETWORK,
        "upgrade": NETWORK,
        "waypoint apply": NETWORK,
        "waypoint delete": NETWORK,
    },
    aliases={
        "d": "dashboard", "dash": "dashboard", "pc": "proxy-config", "proxy-config clusters": "proxy-config cluster",
        "proxy-config c": "proxy-config cluster", "proxy-config endpoints": "proxy-config endpoint",
        "proxy-config ep": "proxy-config endpoint", "proxy-config l": "proxy-config listener",
        "proxy-config listeners": "proxy-config listener", "proxy-config r": "proxy-config route",
        "proxy-config routes": "proxy-config route", "proxy-config s": "proxy-config secret", "ps": "proxy-status",
        "v": "validate", "x": "experimental", "zc": "ztunnel-config",
    },
    everywhere="h:help context= c:kubeconfig= i:istioNamespace= n:namespace= as= as-group= vklog= log_output_level=",
    where=KUBE,
    worse={
        **IDENTITY,
        "proxy-config log --level": "changes what a proxy logs",
        "proxy-config log --reset": "changes what a proxy logs",
        "ztunnel-config log --level": "changes what a proxy logs",
        "ztunnel-config log --reset": "changes what a proxy logs",
    },
)  # fmt: skip
LINKERD = tool.Tool(
    "linkerd",
    tool.paths(
        """
        : check completion diagnostics help identity inject install install-cni profile prune uninject uninstall upgrade
        : version
        jaeger: check install list uninstall
        multicluster: check gateways install install-cni uninstall unlink
        viz: allow-scrapes authz check edges install list profile routes
        viz: stat stat-inbound stat-outbound tap top uninstall
        """
    ),
    risky={
        "multicluster": "prints or makes credentials of other clusters",
        "viz dashboard": OPENS,
        "jaeger dashboard": OPENS,
    },
    aliases={"diag": "diagnostics", "mc": "multicluster"},
    everywhere=(
        "h:help context= kubeconfig= L:linkerd-namespace= linkerd-namespace= as= as-group= api-addr= verbose "
        "cni-namespace="
    ),
    where=KUBE,
    worse={**IDENTITY, "--api-addr": "it asks a server that the command names"},
)
TOOLS = {tool.name: tool for tool in (CALICOCTL, CILIUM, HUBBLE, ISTIOCTL, LINKERD)}


def judge(command: Command, known: Known) -> Iterator[Act]:
    """The act of the command."""
    yield from tool.acts(command, tool.named(command, TOOLS))


def reference() -> Iterator[tuple[str, str, str]]:
    """Every command with its tier and why."""
    for program in TOOLS.values():
        yield from tool.reference(program)

"""k0s and k0sctl: a node of the cluster, and all of them at once."""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.guard.ops import nested, tool
from firstmate.guard.values import Act, Command, Known, Nested

K0S = tool.Tool(
    "k0s",
    tool.paths(
        """
        : completion default-config docs help status sysinfo version
        airgap: list-images
        config: create status validate
        etcd: member-list
        status: components
        token: list
        validate: config
        """
    ),
    {"airgap bundle-artifacts": "writes an archive of images"},
    {
        "api": "starts a part of the control plane",
        "backup": "writes a copy of the control plane, its keys too",
        "config edit": "changes the configuration of the cluster",
        "controller": "starts a control plane on this machine",
        "install controller": "makes this machine a controller",
        "install worker": "makes this machine a worker",
        "keepalived-config virtualservers": "writes the configuration of the load balancer",
        "keepalived-config vrrp": "writes the configuration of the load balancer",
        "keepalived-setstate": "tells the load balancer another state",
        "kubeconfig admin": "prints an administrator's kubeconfig",
        "kubeconfig create": "hands out a kubeconfig",
        "start": "starts k0s on this machine",
        "stop": "stops k0s on this machine",
        "token create": "hands out a credential with which machines join",
        "token invalidate": "takes back a credential with which machines join",
        "token pre-shared": "hands out a credential with which machines join",
        "worker": "starts a worker on this machine",
    },
    {
        "etcd leave": "takes a member out of etcd: a cluster without a majority is lost",
        "reset": "deletes everything of k0s on this machine, the cluster's state too",
        "restore": "replaces the whole control plane with an older one",
    },
    aliases={"install server": "install controller", "server": "controller"},
    everywhere="h:help d:debug v:verbose data-dir= status-socket= debugListenOn= c:config=",
)
K0SCTL = tool.Tool(
    "k0sctl",
    tool.paths(
        """
        : completion help init version
        config: status
        """
    ),
    risky={
        "apply": "installs, changes or upgrades k0s on every host of the file",
        "backup": "writes a copy of the control plane, its keys too",
        "config edit": "changes the configuration of the cluster",
        "kubeconfig": "prints an administrator's kubeconfig",
    },
    forbidden={"reset": "deletes k0s from every host of the file"},
    everywhere="h:help d:debug trace no-redact",
    own={
        "apply": (
            "c:config= concurrency= concurrent-uploads= disable-downgrade-check dry-run evict-taint= force "
            "kubeconfig-api-address= kubeconfig-cluster= kubeconfig-out= kubeconfig-user= no-drain no-wait "
            "restore-from= timeout="
        )
    },
    worse={"--no-redact": "prints credentials in its log"},
    dry={"apply": "dry-run"},
    files=frozenset({"config"}),
)
TOOLS = {"k0s": K0S, "k0sctl": K0SCTL}
INSIDE = {"ctr": "ctr", "kc": "kubectl", "kubectl": "kubectl"}


def judge(command: Command, known: Known) -> Iterator[Act | Nested]:
    """The act of the command, or the program that it hands its arguments on to."""
    program = tool.named(command, TOOLS)
    inner = nested.handed_on(command, K0S.everywhere, INSIDE) if program is K0S else None
    if inner is None:
        yield from tool.acts(command, program)
    elif inner.name == "kubectl":
        folder = _data_dir(command)
        yield nested.in_cluster(inner, f"{folder}/pki/admin.conf", known)
    else:
        yield Nested(command=inner)


def reference() -> Iterator[tuple[str, str, str]]:
    """Every command with its tier and why."""
    for program in TOOLS.values():
        yield from tool.reference(program)


def _data_dir(command: Command) -> str:
    words = command.arguments
    for position, word in enumerate(words):
        name, equals, value = word.partition("=")
        if name == "--data-dir":
            return value if equals else next(iter(words[position + 1 :]), "")
        if not word.startswith("-"):
            break
    return "/var/lib/k0s"

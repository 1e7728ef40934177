"""k3s, RKE2, MicroK8s, minikube, kind, k3d and kubeadm: clusters on this machine, and how they begin and end."""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.command_tiers import CommandTier
from firstmate.guard.flags import UnclearError, flags, parse
from firstmate.guard.ops import nested, tool
from firstmate.guard.targets import config_of
from firstmate.guard.values import UNKNOWN, Act, Command, Known, Nested, Place, Word

JOINS = "hands out or changes a credential with which machines join"
SNAPSHOTS = "deletes copies of etcd"
KEYS = "changes how Secrets are encrypted in etcd"
CERTIFICATES = "replaces certificates of the cluster"
OF_RANCHER = {
    "agent": "starts a worker on this machine",
    "certificate rotate": CERTIFICATES,
    "certificate rotate-ca": CERTIFICATES,
    "etcd-snapshot delete": SNAPSHOTS,
    "etcd-snapshot prune": SNAPSHOTS,
    "etcd-snapshot save": "writes a copy of everything in the cluster, its Secrets too",
    "secrets-encrypt disable": KEYS,
    "secrets-encrypt enable": KEYS,
    "secrets-encrypt prepare": KEYS,
    "secrets-encrypt reencrypt": KEYS,
    "secrets-encrypt rotate": KEYS,
    "secrets-encrypt rotate-keys": KEYS,
    "server": "starts a control plane on this machine",
    "token create": JOINS,
    "token delete": JOINS,
    "token generate": JOINS,
    "token rotate": JOINS,
}
READS_OF_RANCHER = tool.paths(
    """
    : check-config completion help
    certificate: check
    etcd-snapshot: list
    secrets-encrypt: status
    token: list
    """
)
RANCHER_FLAGS = "h:help v:version debug d:data-dir= data-dir= c:config="
K3S = tool.Tool(
    "k3s",
    READS_OF_RANCHER,
    risky=OF_RANCHER,
    aliases={"etcd-snapshot ls": "etcd-snapshot list"},
    everywhere=RANCHER_FLAGS,
)
RKE2 = K3S._replace(name="rke2")
MICROK8S = tool.Tool(
    "microk8s",
    tool.paths(
        """
        : help status version
        addons repo: list
        images: list
        """
    ),
    {"inspect": "writes an archive with logs and states"},
    {
        "add-node": JOINS,
        "addons": "changes which parts the cluster has",
        "certs": CERTIFICATES,
        "config": "prints an administrator's kubeconfig",
        "dashboard-proxy": "opens the dashboard and prints a credential for it",
        "dbctl": "copies or replaces everything in the cluster",
        "disable": "removes a part of the cluster, and its data with it",
        "enable": "installs a part of the cluster",
        "images": "changes the images that every node has",
        "join": "makes this machine a part of another cluster",
        "refresh-certs": CERTIFICATES,
        "start": "starts the cluster",
        "stop": "stops the cluster",
    },
    {
        "leave": "takes this machine out of the cluster",
        "remove-node": "takes a machine out of the cluster",
        "reset": "deletes everything in the cluster",
    },
)
MINIKUBE = tool.Tool(
    "minikube",
    tool.paths(
        """
        : completion help ip license logs options profile ssh-host status update-check version
        addons: help images list
        cache: help list
        completion: bash fish help powershell zsh
        config: defaults get help view
        image: help ls
        node: help list
        profile: help list
        service: help list
        """
    ),
    {
        "docker-env": "prints the settings with which docker talks to the cluster's machine",
        "image load": "copies an image into a cluster on this machine",
        "pause": "pauses a cluster on this machine",
        "podman-env": "prints the settings with which podman talks to the cluster's machine",
        "unpause": "lets a cluster on this machine go on",
    },
    {
        "addons configure": "changes which parts the cluster has",
        "addons disable": "removes a part of the cluster",
        "addons enable": "installs a part of the cluster",
        "addons open": "opens a part of the cluster to this machine",
        "cache add": "changes the images that the cluster has",
        "cache delete": "changes the images that the cluster has",
        "cache reload": "changes the images that the cluster has",
        "config set": "changes the settings of this program",
        "config unset": "changes the settings of this program",
        "cp": "copies files between the cluster's machine and this one",
        "dashboard": "opens the dashboard to every program on this machine, without a password",
        "delete": "deletes a cluster on this machine",
        "image build": "changes the images that the cluster has",
        "image pull": "changes the images that the cluster has",
        "image push": "publishes an image",
        "image rm": "removes an image from the cluster",
        "image save": "writes an image to a file",
        "image tag": "changes the images that the cluster has",
        "mount": "gives the cluster a folder of this machine",
        "node add": "adds a machine to the cluster",
        "node delete": "takes a machine out of the cluster",
        "node start": "starts a machine of the cluster",
        "node stop": "stops a machine of the cluster",
        "service": "opens a service of the cluster to this machine",
        "ssh": "opens a shell on the cluster's machine",
        "ssh-key": "tells where the key of the cluster's machine is",
        "start": "starts a cluster on this machine, and points kubectl at it",
        "stop": "stops a cluster on this machine",
        "tunnel": "changes the routes of this machine",
        "update-context": "changes the kubeconfig, and so where later commands go",
    },
    aliases={"image list": "image ls", "profiles": "profile"},
    everywhere="h:help p:profile= alsologtostderr b:bootstrapper= log_dir= logtostderr rootless user= v:v= skip-audit",
)
KIND = tool.Tool(
    "kind",
    tool.paths(
        """
        : completion help version
        get: clusters nodes
        """
    ),
    {"export logs": "writes the logs into a folder", "load": "copies an image into a cluster on this machine"},
    {
        "build": "builds an image for nodes",
        "create": "makes a cluster on this machine, and points kubectl at it",
        "delete": "deletes a cluster on this machine",
        "export kubeconfig": "changes the kubeconfig, and so where later commands go",
        "get kubeconfig": "prints an administrator's kubeconfig",
    },
    everywhere="h:help q:quiet v:verbosity= n:name= name= kubeconfig=",
)
K3D = tool.Tool(
    "k3d",
    tool.paths(
        """
        : completion help version
        cluster: list
        node: list
        registry: list
        """
    ),
    {"config": "writes a configuration", "image import": "copies an image into a cluster on this machine"},
    {
        "cluster create": "makes a cluster on this machine, and points kubectl at it",
        "cluster delete": "deletes a cluster on this machine",
        "cluster edit": "changes a cluster on this machine",
        "cluster start": "starts a cluster on this machine",
        "cluster stop": "stops a cluster on this machine",
        "kubeconfig": "prints an administrator's kubeconfig, or changes where later commands go",
        "node create": "adds a node to a cluster on this machine",
        "node delete": "deletes a node of a cluster on this machine",
        "node edit": "changes a node of a cluster on this machine",
        "node start": "starts a node of a cluster on this machine",
        "node stop": "stops a node of a cluster on this machine",
        "registry create": "makes a registry on this machine",
        "registry delete": "deletes a registry on this machine",
    },
    aliases={
        "cluster get": "cluster list",
        "cluster ls": "cluster list",
        "cluster rm": "cluster delete",
        "node get": "node list",
        "node ls": "node list",
        "registry ls": "registry list",
    },
)
KUBEADM = tool.Tool(
    "kubeadm",
    tool.paths(
        """
        : completion help version
        certs: check-expiration
        config: print validate
        config images: list
        token: list
        upgrade: diff plan
        """
    ),
    {"config images pull": "downloads the images of a control plane", "config migrate": "writes a configuration"},
    {
        "certs": "makes keys or replaces certificates of the cluster",
        "init": "makes this machine a control plane",
        "join": "makes this machine a part of a cluster",
        "kubeconfig": "hands out a kubeconfig",
        "token create": JOINS,
        "token delete": JOINS,
        "token generate": JOINS,
        "upgrade apply": "installs another version of Kubernetes",
        "upgrade node": "installs another version of Kubernetes on this node",
    },
    {"reset": "deletes everything of Kubernetes on this machine, the cluster's state too"},
    everywhere="h:help v:v= rootfs= kubeconfig=",
    where={"--kubeconfig": "kubeconfig", "KUBECONFIG": "kubeconfig"},
)
TOOLS = {tool.name: tool for tool in (K3D, K3S, KIND, KUBEADM, MICROK8S, MINIKUBE, RKE2)}
ENDS = {
    "k3s-agent-uninstall.sh": "deletes everything of k3s on this machine",
    "k3s-killall.sh": "ends everything that k3s runs on this machine",
    "k3s-uninstall.sh": "deletes everything of k3s on this machine, the cluster's state too",
    "rke2-killall.sh": "ends everything that RKE2 runs on this machine",
    "rke2-uninstall.sh": "deletes everything of RKE2 on this machine, the cluster's state too",
}
INSIDE = {
    "k3s": {name: name for name in ("crictl", "ctr", "kubectl")},
    "microk8s": {
        "cilium": "cilium", "ctr": "ctr", "helm": "helm", "helm3": "helm", "istioctl": "istioctl",
        "kubectl": "kubectl", "linkerd": "linkerd",
    },
    "minikube": {"kubectl": "kubectl"},
    "rke2": {},
}  # fmt: skip
KUBECONFIGS = {
    "k3s": "/etc/rancher/k3s/k3s.yaml",
    "microk8s": "/var/snap/microk8s/current/credentials/client.config",
}


def judge(command: Command, known: Known) -> Iterator[Act | Nested]:
    """The act of the command, or the program that it hands its arguments on to."""
    if command.name in ENDS:
        rule = command.name.removesuffix(".sh").replace("-", ".")
        yield Act(CommandTier.FORBIDDEN, rule, ENDS[command.name], tool=rule.partition(".")[0])
        return
    command = _split(command)
    program = tool.named(command, TOOLS)
    inner = nested.handed_on(command, program.everywhere, INSIDE.get(program.name, {}))
    if inner is None:
        yield from _own(command, program)
    elif program is MINIKUBE:
        yield _in_profile(inner, _profile(command), known)
    elif program.name in KUBECONFIGS:
        yield nested.in_cluster(inner, KUBECONFIGS[program.name], known)


def reference() -> Iterator[tuple[str, str, str]]:
    """Every command with its tier and why."""
    for program in TOOLS.values():
        yield from tool.reference(program)
    yield from ((name, "forbidden", reason) for name, reason in ENDS.items())


def _split(command: Command) -> Command:
    """`microk8s.kubectl` is `microk8s kubectl`."""
    name, dot, rest = command.name.partition(".")
    return (
        command._replace(words=(Word(name), Word(rest), *command.words[1:])) if dot and name == "microk8s" else command
    )


def _own(command: Command, program: tool.Tool) -> Iterator[Act | Nested]:
    line = tool.understood(command, program)
    if isinstance(line, Act):
        yield line
        return
    act = tool.act_of(line, command, program)
    if line.path == "server" and "cluster-reset" in line.said.values:
        reason = "makes a new cluster out of this one member of etcd"
        act = act._replace(tier=CommandTier.FORBIDDEN, rule=f"{act.rule}.cluster-reset", reason=reason)
    if line.path == "profile" and program is MINIKUBE and line.words:
        act = tool.risky(act, "change", "changes which cluster later commands go to")
    yield act
    if line.path == "ssh" and line.words:
        yield Nested(script=" ".join(line.words), host="minikube")


def _in_profile(inner: Command, profile: str, known: Known) -> Nested:
    """Its cluster is known where the kubeconfig has a context of that name; else it is some cluster: only read."""
    config = config_of(Place(), known)
    if config is None or profile not in config["contexts"]:
        return Nested(command=inner._replace(redirects=()), host=f"minikube {profile}")
    return Nested(command=_at(inner, f"--context={profile}"))


def _profile(command: Command) -> str:
    """The cluster that minikube means: a context of the kubeconfig has its name."""
    leading = command.arguments[: command.arguments.index("kubectl")]
    try:
        return parse(leading, flags(MINIKUBE.everywhere)).value("profile") or "minikube"
    except UnclearError:
        return UNKNOWN


def _at(command: Command, flag: str) -> Command:
    return command._replace(words=(command.words[0], Word(flag), *command.words[1:]))

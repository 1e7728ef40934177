"""talosctl: looking at nodes is free, changing one is asked about, wiping one is never an agent's."""

from __future__ import annotations

import re
from collections.abc import Iterator

from firstmate.guard.ops import talosctl_flags, tool
from firstmate.guard.values import UNKNOWN, Act, Command, Known

READS = tool.paths(
    """
    : cgroups completion containers dashboard diskfree disks dmesg events get health help list logs memory mounts
    : netstat processes read service stats time usage validate version
    cluster: logs show
    completion: bash fish powershell zsh
    config: contexts info
    etcd: members status
    etcd alarm: list
    etcd downgrade: validate
    image: k8s-bundle list talos-bundle
    inject: serviceaccount
    inspect: dependencies
    """
)
SAFE = {
    "gen ca": "writes new keys and certificates",
    "gen config": "writes the configuration of a new cluster",
    "gen crt": "writes new keys and certificates",
    "gen csr": "writes new keys and certificates",
    "gen key": "writes new keys and certificates",
    "gen keypair": "writes new keys and certificates",
    "gen secrets": "writes the secrets of a new cluster",
    "gen secureboot database": "writes new keys and certificates",
    "gen secureboot pcr": "writes new keys and certificates",
    "gen secureboot uki": "writes new keys and certificates",
    "machineconfig gen": "writes the configuration of a new cluster",
    "machineconfig patch": "changes a configuration in a file",
    "support": "writes an archive with logs and states of the nodes",
}
LATER = "changes which nodes later commands go to"
RISKY = {
    "apply-config": "changes the configuration of a node, which may boot again",
    "bootstrap": "begins a new etcd on the node",
    "cluster create dev": "makes a cluster on this machine",
    "cluster create docker": "makes a cluster on this machine",
    "cluster create qemu": "makes a cluster on this machine",
    "cluster destroy": "deletes a cluster on this machine",
    "cluster reboot": "boots the machines of a cluster again",
    "cluster sync": "replaces the kernel of a cluster's machines",
    "config add": LATER,
    "config context": LATER,
    "config endpoint": LATER,
    "config merge": LATER,
    "config new": "hands out a credential",
    "config node": LATER,
    "config proxy-url": LATER,
    "config remove": LATER,
    "conformance kubernetes": "runs tests in the cluster that disturb it",
    "copy": "copies files off a node: they may hold credentials",
    "debug": "runs a program on the node with all rights",
    "edit": "changes the configuration of a node, which may boot again",
    "etcd alarm disarm": "switches off what keeps a full etcd from being written to",
    "etcd defrag": "stops etcd on the node for as long as it takes",
    "etcd downgrade cancel": "changes the version of etcd's storage",
    "etcd downgrade enable": "changes the version of etcd's storage",
    "etcd forfeit-leadership": "moves the leader of etcd",
    "etcd snapshot": "writes a copy of everything in the cluster, its Secrets too",
    "image cache-cert-gen": "makes keys for a cache of images",
    "image cache-create": "writes a cache of images",
    "image cache-serve": "serves images to whoever asks",
    "image pull": "downloads an image to the node",
    "image remove": "removes an image from the node",
    "kubeconfig": "writes an administrator's kubeconfig",
    "meta delete": "changes what the node knows before it boots",
    "meta write": "changes what the node knows before it boots",
    "patch": "changes the configuration of a node, which may boot again",
    "pcap": "records the node's network traffic",
    "reboot": "boots a node again: everything on it stops",
    "remote-provision-launch": "lets others start machines here",
    "restart": "stops and starts a container on the node",
    "rollback": "boots a node with the version that it had before",
    "rotate-ca": "replaces the certificate authorities: kubeconfigs in use end",
    "shutdown": "switches a node off",
    "upgrade": "installs another version of Talos and boots the node again",
    "upgrade-k8s": "installs another version of Kubernetes on every node",
}
FORBIDDEN = {
    "etcd leave": "takes a member out of etcd: a cluster without a majority is lost",
    "etcd remove-member": "takes a member out of etcd: a cluster without a majority is lost",
    "reset": "wipes the node",
    "wipe disk": "wipes a disk",
    "wipe lv": "wipes a volume",
    "wipe md": "wipes an array of disks",
    "wipe pv": "wipes a disk",
    "wipe vg": "wipes a group of volumes",
}
ALIASES = {
    "apply": "apply-config",
    "c": "containers",
    "cat": "read",
    "cg": "cgroups",
    "config endpoints": "config endpoint",
    "config get-contexts": "config contexts",
    "config nodes": "config node",
    "config use-context": "config context",
    "conformance k8s": "conformance kubernetes",
    "cp": "copy",
    "df": "diskfree",
    "du": "usage",
    "free": "memory",
    "g": "get",
    "image default": "image k8s-bundle",
    "image l": "image list",
    "image ls": "image list",
    "image p": "image pull",
    "image rm": "image remove",
    "images": "image",
    "inject sa": "inject serviceaccount",
    "ls": "list",
    "m": "memory",
    "mc": "machineconfig",
    "mount": "mounts",
    "p": "processes",
    "ps": "processes",
    "services": "service",
    "ss": "netstat",
    "tcpdump": "pcap",
}
TALOSCTL = tool.Tool(
    "talosctl",
    READS,
    SAFE,
    RISKY,
    FORBIDDEN,
    aliases=ALIASES,
    everywhere=talosctl_flags.EVERYWHERE,
    own=talosctl_flags.COMMANDS,
    worse={"health --run-e2e": "runs tests in the cluster that disturb it"},
    raises={
        "--context": "another context than the configured one",
        "--siderov1-keys-dir": "its keys are elsewhere",
        "--talosconfig": "another configuration than usual",
        "TALOSCONFIG": "another configuration than usual",
    },
    dry=dict.fromkeys(("apply-config", "config remove", "edit", "patch", "rotate-ca", "upgrade-k8s"), "dry-run"),
    where={"--context": "context", "--nodes": "host"},
    files=frozenset({"config-patch", "file"}),
)
PLAIN_OUTPUT = frozenset({"", "table"})
HOLDS_SECRETS = re.compile(rf"^mc$|machineconf|secret|cert|identit|salt|manifest|encrypt|osroot|token|{UNKNOWN}", re.I)
"""Resources of Talos whose content is a credential, or has one in it."""
PLAIN_FILES = re.compile(
    r"/(?:proc|sys|usr|run/systemd|var/log)/(?!.*\.\.)[^\0]+|/etc/(?:os-release|hosts|resolv\.conf)"
)


def judge(command: Command, known: Known) -> Iterator[Act]:
    """The act of a talosctl command."""
    line = tool.understood(command, TALOSCTL)
    if isinstance(line, Act):
        yield line
        return
    act = tool.act_of(line, command, TALOSCTL)
    yield act if line.wants_help else _closer(line, act)


def reference() -> Iterator[tuple[str, str, str]]:
    """Every command with its tier and why."""
    yield from tool.reference(TALOSCTL)


def _closer(line: tool.Line, act: Act) -> Act:
    """What is read decides, and whether a service is only looked at."""
    in_full = line.path == "get" and line.said.value("output") not in PLAIN_OUTPUT
    if in_full and any(HOLDS_SECRETS.search(word) for word in line.words[:1]):
        return tool.risky(act, "secrets", "prints credentials of the cluster")
    if line.path == "read" and not all(PLAIN_FILES.fullmatch(word) for word in line.words):
        return tool.risky(act, "file", "prints a file of the node: it may hold credentials")
    if line.path == "service" and len(line.words) > 1 and line.words[1] != "status":
        return tool.risky(act, "control", f"controls a service of the node: {tool.shown(line.words[1])}")
    return act

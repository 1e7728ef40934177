"""Folders and sockets of the node that have to be there: on which of the nodes they are, the API does not tell.

https://kubernetes.io/docs/concepts/storage/volumes/#hostpath
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.preflight.bundle import Template
from firstmate.preflight.case import Case, Said, miss
from firstmate.preflight.placement import placement
from firstmate.preflight.values import Check, Unchecked, Weight
from firstmate.snapshot.objects import HostPath, Node

CHECK = Check(
    __name__,
    title="Paths of the host are on the nodes",
    weight=Weight.WARNING,
    means="A pod mounts a path of the host that several nodes would have to have, or Docker's socket where nodes run "
    "another runtime. Of a single node it is said that it is not known.",
)
MADE = ("DirectoryOrCreate", "FileOrCreate")
EVERYWHERE = (
    "/",
    "/boot",
    "/dev",
    "/etc",
    "/lib/modules",
    "/proc",
    "/run",
    "/sys",
    "/usr",
    "/var/log",
    "/var/run",
)
EVERY_FILE = ("/etc/localtime", "/etc/machine-id", "/etc/os-release", "/etc/hosts", "/etc/resolv.conf")
KUBELET = ("/var/lib/kubelet",)
DOCKER = ("/var/run/docker.sock", "/run/docker.sock")


def check(case: Case) -> Iterator[Said]:
    """One miss a volume."""
    for template in case.bundle.templates:
        nodes = placement(case, template).open
        for number, volume in enumerate(template.spec.volumes):
            if volume.host_path and nodes:
                yield from _judge(template, nodes, volume.host_path, number)


def _judge(template: Template, nodes: tuple[Node, ...], mount: HostPath, number: int) -> Iterator[Said]:
    where = template.place_of("volumes", number, "hostPath", "path")
    path = mount.path.rstrip("/") or "/"
    others = [n for n in nodes if not n.status.node_info.container_runtime_version.startswith("docker")]
    if path in DOCKER and others:
        runtime = others[0].status.node_info.container_runtime_version or "another runtime"
        text = f"{path} is Docker's, and {others[0].metadata.name} runs {runtime}"
        yield miss(CHECK, template.item, where, text)
    elif mount.type in MADE or path in (*EVERYWHERE, *EVERY_FILE, *KUBELET):
        return
    elif len(nodes) == 1:
        gap = f"whether {path} is there on node {nodes[0].metadata.name}"
        yield Unchecked(gap, "the API does not tell what is on a node's disk", failed=False)
    else:
        text = f"{path} has to be there on each of the {len(nodes)} nodes that would take the pod"
        yield miss(CHECK, template.item, where, text, f"a nodeSelector can keep it on {nodes[0].metadata.name}")

"""crictl and ctr: containers below Kubernetes, on the node itself. docker and its like are elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.guard.ops import tool
from firstmate.guard.values import Act, Command, Known, Nested, Word

BEHIND = "behind Kubernetes' back"
CRICTL = tool.Tool(
    "crictl",
    tool.paths(
        """
        : completion events help images imagefsinfo info inspect inspecti inspectp logs metricsp pods ps stats statsp
        : runtime-config version
        """
    ),
    {"pull": "downloads an image to the node"},
    {
        "attach": "attaches to a process that is running",
        "checkpoint": "writes the memory of a container into a file",
        "config": "changes the settings of this program",
        "create": f"makes a container {BEHIND}",
        "exec": "runs a program in a container: it may change or show anything there",
        "port-forward": "opens a way into a pod past its network rules",
        "rm": f"removes containers {BEHIND}",
        "rmi": "removes images from the node",
        "rmp": f"removes pods {BEHIND}",
        "run": f"runs a container {BEHIND}",
        "runp": f"runs a pod {BEHIND}",
        "start": f"starts a container {BEHIND}",
        "stop": f"stops containers {BEHIND}",
        "stopp": f"stops pods {BEHIND}",
        "update": f"changes the limits of containers {BEHIND}",
        "update-runtime-config": "changes the container runtime",
    },
    aliases={"image": "images", "img": "images", "p": "pods", "update-container-resources": "update"},
    everywhere=(
        "h:help v:version c:config= D:debug i:image-endpoint= image-endpoint= r:runtime-endpoint= runtime-endpoint= "
        "t:timeout= profile-cpu= profile-mem= enable-tracing tracing-endpoint= tracing-sampling-rate-per-million="
    ),
)
CTR = tool.Tool(
    "ctr",
    tool.paths(
        """
        : events help info version
        containers: info list
        content: active fetch-object list
        images: check list
        leases: list
        namespaces: list
        plugins: inspect-runtime list
        pprof: block goroutines heap profile threadcreate trace
        snapshots: diff info list tree usage
        tasks: list metrics ps
        deprecations: list
        """
    ),
    {"images pull": "downloads an image to the node"},
    {
        **{
            f"{group} {verb}": f"changes {group} {BEHIND}"
            for group, verbs in {
                "containers": "checkpoint create delete label restore update",
                "content": "delete edit fetch get ingest label prune push-object",
                "images": "convert delete export import label mount push remove tag unmount unpack usage inspect",
                "leases": "create delete",
                "namespaces": "create label remove",
                "snapshots": "commit delete label mounts prepare setlabel unpack view",
                "tasks": "attach checkpoint delete exec kill pause resume start",
            }.items()
            for verb in verbs.split()
        },
        "install": "installs programs on the node",
        "oci": "prints a specification",
        "run": f"runs a container {BEHIND}",
        "sandboxes": f"changes sandboxes {BEHIND}",
        "shim": f"talks to a container {BEHIND}",
    },
    aliases={
        "c": "containers", "container": "containers", "i": "images", "image": "images", "namespace": "namespaces",
        "ns": "namespaces", "plugin": "plugins", "snapshot": "snapshots", "t": "tasks", "task": "tasks",
        **{
            f"{group} ls": f"{group} list"
            for group in ("containers", "content", "images", "leases", "namespaces", "plugins", "snapshots", "tasks")
        },
        "containers rm": "containers delete", "images rm": "images remove", "namespaces rm": "namespaces remove",
        "tasks rm": "tasks delete", "snapshots rm": "snapshots delete", "snapshots remove": "snapshots delete",
    },
    everywhere="h:help v:version debug a:address= address= timeout= connect-timeout= n:namespace= namespace=",
)  # fmt: skip
TOOLS = {"crictl": CRICTL, "ctr": CTR}
RUNS = {"crictl exec": 1, "ctr run": 2, "ctr tasks exec": 1}
"""Command -> how many words stand before the program that it runs."""


def judge(command: Command, known: Known) -> Iterator[Act | Nested]:
    """The act of the command, and the program that it runs in a container."""
    program = tool.named(command, TOOLS)
    line = tool.understood(command, program)
    if isinstance(line, Act):
        yield line
        return
    act = tool.act_of(line, command, program)
    if line.path == "runtime-config" and line.said.values.keys() - {"get"}:
        act = tool.risky(act, "set", "changes the container runtime")
    yield act
    # which words are values of its flags is not known: the program may begin at any of them
    before = RUNS.get(f"{program.name} {line.path}")
    if before is not None and not line.wants_help:
        for start in range(before, min(before + 4, len(line.words))):
            yield Nested(command=Command(tuple(map(Word, line.words[start:]))), host="a container")


def reference() -> Iterator[tuple[str, str, str]]:
    """Every command with its tier and why."""
    for program in TOOLS.values():
        yield from tool.reference(program)

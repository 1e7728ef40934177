"""kustomize: builds are read freely, as long as they run no program and fetch nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from firstmate.command_tiers import CommandTier
from firstmate.guard.ops import tool
from firstmate.guard.values import UNKNOWN, Act, Command, Known

RUNS = "it may run programs that the folder names"
KUSTOMIZE = tool.Tool(
    "kustomize",
    tool.paths(
        """
        : build completion help version
        cfg: cat count grep tree
        fn: sink
        openapi: fetch info
        """
    ),
    no_say=frozenset({"create", "edit", "localize"}),
    risky={"cfg": "changes manifests by rules", "fn": "runs programs on manifests", "openapi": "changes its settings"},
    everywhere="h:help stack-trace",
    own={
        "build": (
            "as-current-user enable-alpha-plugins enable-exec enable-helm enable-star e:env= helm-api-versions= "
            "helm-command= helm-debug helm-kube-version= load-restrictor= mount= network network-name= o:output= "
            "env="
        )
    },
    worse={
        "build --enable-alpha-plugins": RUNS,
        "build --enable-exec": RUNS,
        "build --enable-helm": "it runs helm, and downloads the charts that the folder names",
        "build --enable-star": RUNS,
        "build --helm-command": "it runs a program that the command names",
        "build --mount": "it gives containers folders of this machine",
        "build --network": "it gives containers the network",
    },
    raises={
        "--load-restrictor": "it reads files outside the folder",
        "--output": "it writes a file",
    },
)
REMOTE = re.compile(r"^[\w+.-]+::|://|^[\w.-]+@[\w.-]+:|^(?:github\.com|gitlab\.com|bitbucket\.org|gh:)|\?ref=")


def judge(command: Command, known: Known) -> Iterator[Act]:
    """The act of a kustomize command."""
    for act in tool.acts(command, KUSTOMIZE):
        if act.verb == "build" and any(REMOTE.search(word) or UNKNOWN in word for word in command.arguments):
            tier = (act.tier or CommandTier.READ).raised()
            yield act._replace(tier=tier, reason=f"downloads what it builds; {act.reason}")
        else:
            yield act


def reference() -> Iterator[tuple[str, str, str]]:
    """Every command with its tier and why."""
    yield from tool.reference(KUSTOMIZE)

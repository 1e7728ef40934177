"""helmfile: its file may run any program, also while it only shows something."""

from __future__ import annotations

import re
from collections.abc import Iterator

from firstmate.guard.ops import tool
from firstmate.guard.values import UNKNOWN, Act, Command, Known

HELMFILE = tool.Tool(
    "helmfile",
    tool.paths(
        """
        : build completion diff help lint list print-env show-dag status template version
        cache: info
        """
    ),
    {"deps": "downloads charts", "fetch": "downloads charts", "repos": "adds the places from which charts come"},
    {
        "apply": "deploys every release of the file that has changed",
        "cache cleanup": "removes downloaded charts",
        "charts": "deploys every release of the file",
        "delete": "deletes every release of the file",
        "destroy": "deletes every release of the file",
        "init": "installs programs that helmfile needs",
        "sync": "deploys every release of the file",
        "test": "runs the tests of every release in the cluster",
        "write-values": "writes files",
    },
    everywhere=(
        "h:help v:version a:allow-no-matching-release b:helm-binary= helm-binary= c:chart= chart= color debug "
        "disable-force-update enable-live-output e:environment= environment= f:file= file= i:interactive "
        "kube-context= kustomize-binary= log-level= n:namespace= namespace= no-color q:quiet l:selector= selector= "
        "skip-deps state-values-file= state-values-set= state-values-set-string= strip-args-values-on-exit-error "
        "kubeconfig="
    ),
    worse={
        "--helm-binary": "it runs a program that the command names",
        "--kustomize-binary": "it runs a program that the command names",
        "--post-renderer": "it runs a program that the command names",
        "--args": "further flags are handed to helm",
    },
    where={"--kube-context": "context", "--kubeconfig": "kubeconfig", "KUBECONFIG": "kubeconfig"},
    files=frozenset({"file", "state-values-file"}),
)
WITHOUT_FILE = frozenset({"", "completion", "help", "version", "cache", "cache info"})
USUAL = ("helmfile.yaml", "helmfile.yaml.gotmpl")
RUNS = re.compile(
    r"\bexec\b|\bhooks:|[bB]inary|postRenderer|\bhelmfiles:|\bbases:|\bgetter\b|git::|\b(?:envExec|fetchSecret|tpl)\b"
)
"""What makes a helmfile run a program, or read another file that may."""


def judge(command: Command, known: Known) -> Iterator[Act]:
    """The act of a helmfile command."""
    line = tool.understood(command, HELMFILE)
    if isinstance(line, Act):
        yield line
        return
    act = tool.act_of(line, command, HELMFILE)
    if not line.wants_help and line.path not in WITHOUT_FILE and _may_run(line, command, known):
        act = tool.risky(act, "file", "the helmfile may run programs, or could not be read")
    yield act


def reference() -> Iterator[tuple[str, str, str]]:
    """Every command with its tier and why."""
    yield from tool.reference(HELMFILE)


def _may_run(line: tool.Line, command: Command, known: Known) -> bool:
    """Whether one of its files runs something. Raises UnansweredError."""
    named = line.said.values.get("file", ())
    folder = command.cwd or known.cwd
    if known.host or any(UNKNOWN in path for path in (*named, folder)):
        return True
    texts = [known.ask("file", path if path.startswith("/") else f"{folder}/{path}") for path in named or USUAL]
    found = [text for text in texts if text is not None]
    return not found or (bool(named) and len(found) < len(texts)) or any(RUNS.search(text) for text in found)

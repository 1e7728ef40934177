"""What a command prints, where that can be read off it: echo, printf, cat, tee. UNKNOWN for everything else."""

from __future__ import annotations

import re

from firstmate.guard.shell.escapes import ansi_c
from firstmate.guard.values import UNKNOWN, Command

ECHO_FLAGS = re.compile(r"-[neE]+")
FORM = re.compile(r"(?:%s|%%|[^%])*")
PIECE = re.compile(r"%s|%%|[^%]+")
LONGEST = 64 * 1024
FOLDERS = ("", "/bin/", "/usr/bin/")
COMPLETING = (
    "argocd", "cilium", "docker", "flux", "gh", "glab", "helm", "istioctl", "k0s", "k0sctl", "k3d", "kind", "kubectl",
    "kustomize", "linkerd", "minikube", "oc", "stern", "talosctl", "velero",
)  # fmt: skip
SHELLS = ("bash", "fish", "powershell", "zsh")


def printed(command: Command) -> str:
    """Its standard output."""
    program = command.words[0].text if command.words else ""
    reader = PRINTERS.get(command.name)
    if reader is None or program not in [folder + command.name for folder in FOLDERS] or command.redirects:
        return UNKNOWN
    return reader(command)


def _echo(command: Command) -> str:
    words = list(command.arguments)
    end = "\n"
    while words and ECHO_FLAGS.fullmatch(words[0]):
        flags = words.pop(0)
        if "e" in flags:
            return UNKNOWN
        end = "" if "n" in flags else end
    text = " ".join(words)
    return UNKNOWN if "\\" in text else text + end  # the echo of some shells reads escapes


def _printf(command: Command) -> str:
    words = list(command.arguments)
    ended = words[:1] == ["--"]
    words = words[ended:]
    if not words or (words[0].startswith("-") and not ended) or not FORM.fullmatch(words[0]):
        return UNKNOWN
    form, values = words[0], words[1:]
    wanted = PIECE.findall(form).count("%s")
    rounds = max(1, -(-len(values) // wanted)) if wanted else 1
    if rounds * len(form) > LONGEST:
        return UNKNOWN
    given = iter(values)

    def piece(found: re.Match[str]) -> str:
        return next(given, "") if found[0] == "%s" else "%" if found[0] == "%%" else ansi_c(found[0])

    return "".join(PIECE.sub(piece, form) for _ in range(rounds))


def _cat(command: Command) -> str:
    return command.stdin or UNKNOWN if command.arguments in ((), ("-",)) else UNKNOWN


def _completions(command: Command) -> str:
    """Functions for the shell that complete its arguments: they run nothing by being read."""
    verb, *shells = command.arguments or ("",)
    return "" if verb == "completion" and len(shells) == 1 and shells[0] in SHELLS else UNKNOWN


def _tee(command: Command) -> str:
    return command.stdin or UNKNOWN


PRINTERS = {"echo": _echo, "printf": _printf, "cat": _cat, "tee": _tee, **dict.fromkeys(COMPLETING, _completions)}

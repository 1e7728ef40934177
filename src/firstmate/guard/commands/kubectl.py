"""kubectl, and what is called like it: every one of its commands, and every flag that changes what they mean."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from firstmate.guard.flags import UnclearError
from firstmate.guard.kube import reading, verbs
from firstmate.guard.kube.case import READ, RISKY, Case, shown
from firstmate.guard.kube.changing import changing
from firstmate.guard.kube.inside import only_looks
from firstmate.guard.kube.line import read_line
from firstmate.guard.values import UNKNOWN, Act, Command, Known, Nested, Word

PLUGIN = re.compile(r"kubectl-(?!v?\d)")
TOKEN = re.compile(rf"-\w*t|--show-t|{UNKNOWN}")
"""Of `oc whoami`: it prints the credential."""


def judge(command: Command, known: Known) -> Iterator[Act | Nested]:
    """What it would do, and the programs that it would run."""
    try:
        line = read_line(command.arguments)
    except UnclearError as error:
        yield Act(RISKY, "kubectl.unclear", f"kubectl: {error}", tool="kubectl")
        return
    case = Case(command, known, line)
    if line.path and line.said.surely("help"):
        yield case.act(READ, "help", "prints help")
        return
    if PLUGIN.match(command.name):
        yield case.act(RISKY, "plugin", f"{command.name} is a plugin that the guard does not know")
        return
    yield from _identity(case)
    yield from JUDGES.get(line.path, _plain)(case) if line.path or not line.stray else _stray(case)


def _identity(case: Case) -> Iterator[Act]:
    for flag, reason in verbs.IDENTITY.items():
        impersonates = flag.startswith("as") and case.path in verbs.HARMLESS_AS
        if flag in case.line.said.values and not impersonates and not case.path.startswith("config "):
            yield case.act(RISKY, "", f"--{flag}: {reason}")._replace(rule=f"kubectl.flag.{flag}")


def _stray(case: Case) -> Iterator[Act]:
    """No command of kubectl's own: a plugin, a command of `oc` or of a newer version."""
    verb, *rest = case.line.stray
    asks_oc = case.command.name == "oc" and verb in verbs.READS_OF_OC and not any(map(TOKEN.match, rest))
    if verb in verbs.READS or verb in verbs.READ_PLUGINS or asks_oc:
        yield case.act(READ, "", "only reads")
    elif verb in ("ctx", "ns") and not rest:
        yield case.act(READ, "", "lists what can be chosen")
    else:
        reason = f"kubectl {shown(verb)} is not in the catalogue: a plugin, or of a newer version"
        yield Act(RISKY, "kubectl.unknown", reason, tool="kubectl", place=case.place)


def _plain(case: Case) -> Iterator[Act]:
    """Whatever its table says."""
    if case.path in verbs.READS:
        yield from _group(case) if case.path in verbs.GROUPS else [case.act(READ, "", "only reads")]
    elif case.path in verbs.ASKED:
        yield from _asked(case)
    elif case.path in verbs.CREATES or case.path in verbs.CHANGES:
        yield from changing(case)
    else:
        yield case.act(RISKY, "unknown", f"kubectl {case.path} is not in the catalogue")


def _group(case: Case) -> Iterator[Act]:
    if case.line.said.positionals:
        yield case.act(
            RISKY, "unknown", f"kubectl {case.path} {shown(case.line.said.positionals[0])} is no command of it"
        )
    else:
        yield case.act(READ, "", "prints help")


def _asked(case: Case) -> Iterator[Act]:
    if case.line.is_dry_run:
        yield case.act(READ, "dry-run", "changes nothing: a dry run")
    else:
        yield case.act(RISKY, "", verbs.ASKED[case.path])


# ---- what runs programs of others --------------------------------------------------------------------------------


def _diff(case: Case) -> Iterator[Act | Nested]:
    yield case.act(READ, "", "only compares", safer="")
    program = dict(case.command.assigned).get(
        "KUBECTL_EXTERNAL_DIFF", Word(case.known.env.get("KUBECTL_EXTERNAL_DIFF", ""))
    )
    if not program.known:
        yield case.act(RISKY, "external", "which program compares is only known when it runs")
    elif program.text:
        yield Nested(command=case.command._replace(words=tuple(map(Word, program.text.split()))))


def _inner(case: Case) -> Iterator[Nested]:
    """The program that runs in a container, judged as what it is."""
    said = case.line.said
    words = said.dashed if said.dashed is not None else said.positionals[1:]
    if words:
        pod = next(iter(said.positionals), "") if case.path != "run" else ""
        host = "/".join(filter(None, [case.flag("namespace"), pod]))
        inner = Command(tuple(map(Word, words)), stdin=case.command.stdin)
        yield Nested(command=inner, host=f"pod {shown(host)}" if host else "a new pod")


def _exec(case: Case) -> Iterator[Act | Nested]:
    said = case.line.said
    words = said.dashed if said.dashed is not None else said.positionals[1:]
    if only_looks(words):
        yield case.act(READ, "read", f"only looks: {words[0]}", "pod", names=said.positionals[:1])
        return
    program = shown(words[0]) if words else "a program"
    reason = f"runs {program} in a container: it may change or show anything there"
    yield case.act(RISKY, "", reason, "pod", names=said.positionals[:1])
    yield from _inner(case)


def _run(case: Case) -> Iterator[Act | Nested]:
    yield from _asked(case)
    yield from () if case.line.is_dry_run else _inner(case)


def _debug(case: Case) -> Iterator[Act | Nested]:
    node = any(each.kind == "node" for each in case.objects)
    reason = "a pod with the node's files, processes and network" if node else "puts a container beside those of a pod"
    yield case.act(RISKY, "node" if node else "", reason, names=case.line.said.positionals[:1])
    yield from _inner(case)


JUDGES: dict[str, Callable[[Case], Iterator[Act | Nested]]] = {
    "annotate": reading.listing,
    "apply view-last-applied": reading.last_applied,
    "cluster-info dump": reading.dump,
    "config view": reading.config_view,
    "debug": _debug,
    "describe": reading.describe,
    "diff": _diff,
    "exec": _exec,
    "get": reading.get,
    "kustomize": reading.kustomize,
    "label": reading.listing,
    "run": _run,
    "set env": reading.listing,
    "wait": reading.wait,
}

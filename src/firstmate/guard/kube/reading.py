"""kubectl commands that read, and with some flags or on Secrets do more than that."""

from __future__ import annotations

import re
from collections.abc import Iterator

from firstmate.guard.kube.case import FORBIDDEN, READ, RISKY, SAFE, Case, quoted, shown
from firstmate.guard.kube.changing import changing
from firstmate.guard.kube.kinds import Objects, kind_of
from firstmate.guard.kube.printing import logs_answers, prints_contents
from firstmate.guard.kube.sources import absolute
from firstmate.guard.values import UNKNOWN, Act

OUTSIDE = re.compile(r"/proxy(?:/|$)|/exec|/attach|/portforward|/run")
HARMLESS_PROXY = re.compile(r"/api/v1/nodes/[\w.-]+/proxy/(?:stats/summary|metrics(?:/[\w/-]+)?|healthz|configz)")
RUNS_PROGRAMS = ("enable-alpha-plugins", "enable-helm", "helm-command", "mount", "network")
"""Flags of `kubectl kustomize`."""


def get(case: Case) -> Iterator[Act]:
    if "raw" in case.line.said.values:
        yield _get_raw(case)
    elif case.given("filename", "kustomize") and prints_contents(case.line.said):
        yield case.act(RISKY, "secret", "prints what is inside the objects of a file: Secrets may be among them")
    elif not case.objects:
        yield case.act(READ, "", "only reads")
    for each in case.objects:
        yield _get_object(case, each)


def _get_object(case: Case, each: Objects) -> Act:
    shows = prints_contents(case.line.said) or logs_answers(case.line.said)
    if UNKNOWN in each.kind:
        return case.act(RISKY, "unclear", "which kind is read is only known when it runs: it may be Secrets", each.kind)
    if shows and each.kind != "secret" and "secret" in map(kind_of, each.names):
        return case.act(RISKY, "secret", "names Secrets beside another kind: what is meant is not clear", "secret")
    if each.kind != "secret" or not (shows or any(UNKNOWN in name for name in each.names)):
        return case.act(READ, "", "only reads", each.kind, names=each.names)
    if each.names or "metadata.name" in case.flag("field-selector"):
        safer = (
            f"kubectl describe secret {' '.join(map(quoted, each.names))}" if UNKNOWN not in "".join(each.names) else ""
        )
        return case.act(RISKY, "secret", "prints what is inside a Secret", "secret", names=each.names, safer=safer)
    return case.act(FORBIDDEN, "secrets", "reads out every Secret there is", "secret", safer="kubectl get secrets")


def _get_raw(case: Case) -> Act:
    path = case.flag("raw")
    if UNKNOWN in path or "%" in path or ".." in path or "//" in path:
        return case.act(RISKY, "raw.unclear", "which part of the API is read is only known when it runs")
    if "secret" in path.lower():
        return case.act(RISKY, "raw.secret", "reads Secrets from the API directly", "secret")
    if OUTSIDE.search(path) and not HARMLESS_PROXY.fullmatch(path):
        return case.act(RISKY, "raw.proxy", "goes through the API to a program behind it, which may do anything")
    return case.act(READ, "raw", "only reads")


def describe(case: Case) -> Iterator[Act]:
    for each in case.objects or (Objects(""),):
        if logs_answers(case.line.said) and (each.kind == "secret" or UNKNOWN in each.kind):
            yield case.act(RISKY, "secret", "logs what is inside a Secret", each.kind, names=each.names)
        else:
            yield case.act(READ, "", "only reads", each.kind, names=each.names)


def wait(case: Case) -> Iterator[Act]:
    for each in case.objects or (Objects(""),):
        if each.kind == "secret" and prints_contents(case.line.said):
            yield case.act(RISKY, "secret", "prints what is inside a Secret", "secret", names=each.names)
        else:
            yield case.act(READ, "", "only reads", each.kind, names=each.names)


def last_applied(case: Case) -> Iterator[Act]:
    kinds = {each.kind for each in case.objects}
    if "secret" in kinds or UNKNOWN in "".join(kinds) or case.given("filename", "kustomize"):
        yield case.act(RISKY, "secret", "prints what was applied: the content of Secrets too", "secret")
    else:
        yield case.act(READ, "", "only reads")


def listing(case: Case) -> Iterator[Act]:
    """label, annotate, set env: with `--list` and no change they only read."""
    changes = any(re.search(r"=|-$", word) for word in case.line.said.positionals)
    hidden = case.given("resolve") or (case.path == "annotate" and "secret" in {each.kind for each in case.objects})
    if case.line.said.surely("list") and not changes and not hidden:
        yield case.act(READ, "list", "only reads")
    else:
        yield from changing(case)


def config_view(case: Case) -> Iterator[Act]:
    if case.given("raw") or UNKNOWN in "".join(case.command.arguments):
        yield case.act(RISKY, "raw", "prints the credentials of the kubeconfig", safer="kubectl config view")
    else:
        yield case.act(READ, "", "only reads: credentials are left out")


def dump(case: Case) -> Iterator[Act]:
    folder = case.flag("output-directory")
    if folder in ("", "-"):
        yield case.act(READ, "", "only reads")
    elif absolute(folder, case.command, case.known).startswith(("/tmp/", f"{case.known.cwd}/")) and ".." not in folder:  # noqa: S108 - where a dump may go
        yield case.act(SAFE, "files", f"reads, and writes files to {folder}")
    else:
        yield case.act(RISKY, "files", f"writes files to {shown(folder)}")


def kustomize(case: Case) -> Iterator[Act]:
    runs = [flag for flag in RUNS_PROGRAMS if case.given(flag)]
    if runs:
        yield case.act(RISKY, runs[0], f"--{runs[0]}: what is built may run programs")
    else:
        yield case.act(SAFE, "files", "writes a file") if case.flag("output") else case.act(READ, "", "only builds")

"""kubectl commands that change objects: which, how much hangs on them, and when it is small enough to go unasked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from firstmate.command_tiers import CommandTier
from firstmate.guard.kube import verbs
from firstmate.guard.kube.case import FORBIDDEN, READ, RISKY, SAFE, Case, shown, told
from firstmate.guard.kube.kinds import SYSTEM_NAMESPACES, WEIGHT, Objects
from firstmate.guard.kube.printing import prints_contents
from firstmate.guard.values import UNKNOWN, Act

MANY = 3
"""More objects than this at once are not small."""
RESTARTED = frozenset({"daemonset", "deployment", "statefulset"})
SCALED = frozenset({"deployment", "replicaset", "replicationcontroller", "statefulset"})
REMADE = frozenset({"job", "pod"})
"""Deleted, they may be made again, or be done with: what is there tells."""
SELECTING = ("all", "all-namespaces", "field-selector", "filename", "kustomize", "selector")
AT_ONCE = ("force", "now")


def changing(case: Case) -> Iterator[Act]:
    """Any command that changes objects: a dry run changes nothing, and may still print Secrets."""
    if case.path == "create" and case.line.said.positionals:
        yield case.act(RISKY, "unknown", f"kubectl create {shown(case.line.said.positionals[0])} is no command of it")
    elif case.line.is_dry_run or case.line.said.surely("local"):
        yield from _shown_only(case)
    elif "raw" in case.line.said.values:
        yield from _raw_change(case)
    else:
        found = [*_named(case), *_from_manifests(case)]
        yield from found or [case.act(RISKY, "", f"{case.doing} what it finds", safer=case.safer())]


def _shown_only(case: Case) -> Iterator[Act]:
    """With what is there merged in, except where something new is made."""
    inside = {change.kind for source in case.sources if source.is_read or not source.files for change in source.changes}
    live = {"secret" if UNKNOWN in kind else kind for kind in inside | {each.kind for each in case.objects}}
    is_new = case.path == "create" or case.path in verbs.CREATES
    if prints_contents(case.line.said) and "secret" in live and not is_new:
        yield case.act(RISKY, "secret", "a dry run that prints what is inside a Secret", "secret")
    else:
        yield case.act(READ, "dry-run", "changes nothing: a dry run")


def _named(case: Case) -> Iterator[Act]:
    for each in case.objects:
        yield _of_object(case, each)


def _of_object(case: Case, each: Objects) -> Act:
    tier, why = TIERS[case.path](case, each) if case.path in TIERS else (RISKY, "")
    reason = f"{case.doing} {told(each)}"
    weight = "" if tier is SAFE else WEIGHT.get(each.kind, "")
    replicas = case.flag("replicas")
    return case.act(
        tier,
        each.kind,
        "; ".join(filter(None, [reason, why, weight])),
        each.kind,
        names=each.names,
        safer="" if tier is SAFE else case.safer(),
        needs_state=tier is SAFE and case.path in ("delete", "scale"),
        replicas=int(replicas) if replicas.isdecimal() else None,
    )


def _from_manifests(case: Case) -> Iterator[Act]:
    for source in case.sources:
        for change in source.changes:
            what = (
                "what is not known before it runs" if UNKNOWN in change.kind else f"{change.kind} {change.name}".strip()
            )
            gone = case.path == "delete" and change.kind == "namespace" and change.name in SYSTEM_NAMESPACES
            dangers = change.dangers or (() if source.is_read else ("its content could not be read here",))
            yield case.act(
                FORBIDDEN if gone else RISKY,
                change.kind,
                "; ".join([f"{case.doing} {what} from {source.shown}", *dangers]),
                change.kind,
                names=(change.name,) if change.name else (),
                namespace=change.namespace or case.namespace(change.kind),
                files=source.files,
                safer=case.safer(),
            )


def _is_small(case: Case, each: Objects) -> bool:
    """A few objects, each by its name."""
    known = all(name and UNKNOWN not in name for name in each.names)
    return 0 < len(each.names) <= MANY and known and not case.given(*SELECTING)


def _delete(case: Case, each: Objects) -> tuple[CommandTier, str]:
    if each.kind == "namespace" and (case.given("all") or SYSTEM_NAMESPACES & set(each.names)):
        return FORBIDDEN, "without the namespaces of the system there is no cluster"
    grace = case.flag("grace-period")
    if case.given(*AT_ONCE) or (grace and not grace.isdecimal()) or (grace.isdecimal() and int(grace) < 1):
        return RISKY, "without waiting until it has stopped"
    if "cascade" in case.line.said.values:
        return RISKY, "what it owns may stay behind"
    if each.kind in REMADE and _is_small(case, each):
        return SAFE, ""
    return RISKY, ""


def _scale(case: Case, each: Objects) -> tuple[CommandTier, str]:
    replicas = case.flag("replicas")
    if not replicas.isdecimal():
        return RISKY, "to how many is only known when it runs"
    if int(replicas) == 0:
        return RISKY, "to 0: it stops"
    return (SAFE, f"to {int(replicas)}") if each.kind in SCALED and _is_small(case, each) else (RISKY, "")


def _restart(case: Case, each: Objects) -> tuple[CommandTier, str]:
    return (SAFE, "") if each.kind in RESTARTED and _is_small(case, each) else (RISKY, "")


def _uncordon(case: Case, each: Objects) -> tuple[CommandTier, str]:
    return (SAFE, "") if _is_small(case, each) else (RISKY, "")


TIERS: dict[str, Callable[[Case, Objects], tuple[CommandTier, str]]] = {
    "delete": _delete,
    "rollout restart": _restart,
    "scale": _scale,
    "uncordon": _uncordon,
}


def _raw_change(case: Case) -> Iterator[Act]:
    path = case.flag("raw")
    system = re.match(r"/api/v1/namespaces/([\w-]+)/?$", path)
    gone = case.path == "delete" and system is not None and system[1] in SYSTEM_NAMESPACES
    yield case.act(FORBIDDEN if gone else RISKY, "raw", f"{case.doing} {shown(path)} of the API directly")

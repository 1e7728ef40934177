"""Remedies that many rules offer, worded once: change the workload, look closer."""

from __future__ import annotations

from firstmate.facts import WORKLOAD_KINDS
from firstmate.findings import CommandTier, ObjectRef, Remedy

FROM_GIT = "(in Git, where the workload comes from Git)"


def change(workload: ObjectRef, text: str, command: str = "") -> Remedy:
    """Change the workload's manifest; a controller that keeps revisions can go back."""
    undo = f"kubectl rollout undo {workload.kubectl}" if workload.kind in WORKLOAD_KINDS else ""
    return Remedy(f"{text} {FROM_GIT}.", command or f"kubectl edit {workload.kubectl}", CommandTier.RISKY, undo)


def look(text: str, command: str) -> Remedy:
    """A command that only reads."""
    return Remedy(f"{text}.", command, CommandTier.READ)


def see_logs(pod: ObjectRef, container: str, *, previous: bool = False) -> Remedy:
    """Read what the container wrote, or wrote before it ended."""
    flag = " --previous" if previous else ""
    return look(
        "Read what it wrote before it ended" if previous else "Read its log",
        f"kubectl -n {pod.namespace} logs {pod.name} -c {container} --tail=50{flag}",
    )


def edit(obj: ObjectRef, text: str) -> Remedy:
    """Change the manifest of something that is no workload: what was edited is edited back."""
    command = f"kubectl edit {obj.kubectl}"
    git = f"in the manifest of {obj.kind} {obj.name} (in Git, where it comes from Git)"
    return Remedy(f"{text} {git}.", command, CommandTier.RISKY, command)

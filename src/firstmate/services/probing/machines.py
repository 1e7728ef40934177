"""Probes by programs on a machine, this one or another by ssh: docker, systemd, nfs, nvidia, command, file."""

from __future__ import annotations

import shlex

from firstmate.probes import gpus, judging
from firstmate.probes.values import Outcome, Probe, Verdict
from firstmate.services.probing.tools import EndedError, Left, Tools, said
from firstmate.workflow.parse import seconds


def ask_docker(tools: Tools, probe: Probe, left: Left) -> Outcome:
    """The container runs and, where it has a health check, is healthy."""
    name = str(probe.wants["container"])
    ended = tools.run(probe, left, "docker", "inspect", "--type", "container", "--format", "{{json .State}}", name)
    if not ended.code:
        return judging.container(ended.stdout)
    if "permission denied" in ended.stderr:
        raise EndedError(Verdict.NOT_CHECKED, said(ended))
    return judging.down(f"there is no container {name}" if "No such container" in ended.stderr else said(ended))


def ask_systemd(tools: Tools, probe: Probe, left: Left) -> Outcome:
    """The unit is active."""
    name = str(probe.wants["unit"])
    wanted = "--property=LoadState,ActiveState,SubState,Result"
    ended = tools.run(probe, left, "systemctl", "show", wanted, "--", name)
    if ended.code:
        raise EndedError(Verdict.NOT_CHECKED, said(ended))
    return judging.unit(ended.stdout, name)


def ask_nfs(tools: Tools, probe: Probe, left: Left) -> Outcome:
    """The path is mounted by NFS, from the right server and export."""
    asked = ("findmnt", "--noheadings", "--raw", "--output", "SOURCE,FSTYPE", "--mountpoint", str(probe.wants["path"]))
    ended = tools.run(probe, left, *asked)
    if ended.code and ended.stderr.strip():
        raise EndedError(Verdict.NOT_CHECKED, said(ended))
    return judging.mount(probe.wants, ended.stdout)


def ask_nvidia(tools: Tools, probe: Probe, left: Left) -> Outcome:
    """Every GPU of the site is there, limited as the site says, and cool."""
    found = list_gpus(tools, probe, left)
    wants, place = probe.wants, probe.place
    faults = list(gpus.faults(found, place.gpus, place.os, wants.get("celsius", gpus.HOT), wants.get("memory", 100)))
    if faults:
        remedies = "; ".join(fault.remedy for fault in faults if fault.remedy)
        return Outcome(Verdict.WRONG, "; ".join(fault.text for fault in faults), remedy=remedies)
    return judging.up(", ".join(_shown(gpu) for gpu in found))


def list_gpus(tools: Tools, probe: Probe, left: Left) -> tuple[gpus.Gpu, ...]:
    """The GPUs of a node. Raises EndedError."""
    ended = tools.run(probe, left, *gpus.QUERY)
    if ended.code:
        raise EndedError(Verdict.DOWN, f"nvidia-smi: {said(ended)}")
    try:
        return gpus.parse(ended.stdout)
    except ValueError as error:
        raise EndedError(Verdict.WRONG, str(error)) from error


def _shown(gpu: gpus.Gpu) -> str:
    known = [f"{value:g} {unit}" for value, unit in ((gpu.limit, "W"), (gpu.celsius, "°C")) if value is not None]
    return f"{gpu.name} {', '.join(known)}".strip()


def run_command(tools: Tools, probe: Probe, left: Left) -> Outcome:
    """The command ends and prints as it should."""
    ended = tools.run_line(probe, left, str(probe.wants["run"]))
    return judging.command(probe.wants, ended.code, ended.stdout or ended.stderr)


def ask_file(tools: Tools, probe: Probe, left: Left) -> Outcome:
    """The file is there, young enough, and holds what it should. One command asks it all: each is a login by ssh."""
    wants, path = probe.wants, str(probe.wants["path"])
    there = ("find", path, "-maxdepth", "0")
    asked: list[tuple[str, ...]] = [there]
    if "younger" in wants:
        minutes = max(1, round(seconds(str(wants["younger"])) / 60))
        asked.append((*there, "-mmin", f"-{minutes}"))
    if "contains" in wants:
        asked.append(("grep", "-c", "-F", "-e", str(wants["contains"]), "--", path))
    ended = tools.run_line(probe, left, " && ".join(map(shlex.join, asked)))
    if "Permission denied" in ended.stderr or (ended.code > 1 and ended.stdout):
        raise EndedError(Verdict.NOT_CHECKED, said(ended))
    return judging.file(wants, ended.stdout)

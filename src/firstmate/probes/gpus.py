"""GPUs of a node as nvidia-smi tells them, against what the site says. Pure.

https://docs.nvidia.com/deploy/nvidia-smi/index.html
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from firstmate.probes.values import GpuLimit

FIELDS = ("index", "name", "power.limit", "power.default_limit", "power.draw", "temperature.gpu", "memory.used",
          "memory.total")  # fmt: skip
QUERY = ("nvidia-smi", f"--query-gpu={','.join(FIELDS)}", "--format=csv,noheader,nounits")
OTHERS = frozenset(("amd", "apple", "arc", "intel", "iris", "radeon"))
HOT = 85
"""Degrees Celsius from which it is too hot, where the site says nothing else."""
SLACK = 0.5
"""Watts that a limit may be off: drivers round."""


@dataclass(frozen=True)
class Gpu:
    """One GPU. Watts, degrees Celsius, MiB; None: the driver does not say ([N/A])."""

    index: int
    name: str
    limit: float | None
    default: float | None
    draw: float | None
    celsius: float | None
    used: float | None
    total: float | None


@dataclass(frozen=True)
class Fault:
    """What is not as the site says, and the exact cure."""

    text: str
    remedy: str = ""


def is_nvidia(name: str) -> bool:
    """Whether nvidia-smi could know it: it names neither another maker nor one of their families."""
    return not OTHERS.intersection(name.lower().split())


def parse(text: str) -> tuple[Gpu, ...]:
    """The GPUs that nvidia-smi lists. Raises ValueError when this is not what it prints."""
    rows = [[cell.strip() for cell in row] for row in csv.reader(text.splitlines()) if row]
    if not rows or any(len(row) != len(FIELDS) or not row[0].isdecimal() for row in rows):
        raise ValueError("nvidia-smi does not print what it was asked for")
    return tuple(Gpu(int(row[0]), row[1], *map(_number, row[2:])) for row in rows)


def _number(cell: str) -> float | None:
    """Without a number stands [N/A], [Not Supported] or [Unknown Error]."""
    if cell.startswith("["):
        return None
    return float(cell)


def matched(gpus: Sequence[Gpu], limits: Sequence[GpuLimit]) -> list[tuple[Gpu, GpuLimit | None]]:
    """Each GPU with what the site says of it: each entry of the site speaks of one GPU, by its name."""
    free = list(limits)
    pairs = []
    for gpu in gpus:
        found = next((limit for limit in free if _is_named(gpu.name, limit.name)), None)
        if found:
            free.remove(found)
        pairs.append((gpu, found))
    return pairs


def _is_named(full: str, said: str) -> bool:
    """`RTX 5070 Ti` is an `NVIDIA GeForce RTX 5070 Ti`, and no `RTX 5070`."""
    words = full.lower().split()
    wanted = said.lower().split()
    return any(words[start:] == wanted for start in range(len(words))) or full.lower() == said.lower()


def faults(
    gpus: Sequence[Gpu], limits: Sequence[GpuLimit], os: str = "", celsius: float = HOT, memory: float = 100
) -> Iterator[Fault]:
    """What is not as the site says; GPUs that it names and that are not there."""
    pairs = matched(gpus, limits)
    for gpu, limit in pairs:
        if limit and limit.watts:
            yield from _limit_faults(gpu, limit.watts, os)
        if gpu.celsius is not None and gpu.celsius > celsius:
            yield Fault(f"GPU {gpu.index} ({gpu.name}) has {gpu.celsius:g} °C, more than {celsius:g}")
        if gpu.used is not None and gpu.total and 100 * gpu.used / gpu.total > memory:
            yield Fault(f"GPU {gpu.index} ({gpu.name}) uses {100 * gpu.used / gpu.total:.0f} % of its memory")
    there = [limit for _, limit in pairs if limit]
    for limit in limits:
        if limit in there:
            there.remove(limit)
        else:
            yield Fault(f"there is no {limit.name}")


def _limit_faults(gpu: Gpu, watts: float, os: str) -> Iterator[Fault]:
    named = f"GPU {gpu.index} ({gpu.name})"
    if gpu.limit is None:
        yield Fault(f"{named} does not tell its limit; {watts:g} W are wanted")
    elif gpu.limit > watts + SLACK:
        yield Fault(f"{named} may draw {gpu.limit:g} W, the site allows {watts:g}", remedy(gpu.index, watts, os))
    elif gpu.draw is not None and gpu.draw > 1.1 * watts:
        yield Fault(f"{named} draws {gpu.draw:g} W, the site allows {watts:g}")


def remedy(index: int, watts: float, os: str) -> str:
    """The command that sets a limit, and what sets it again after a restart."""
    line = f"nvidia-smi -i {index} -pl {watts:g}"
    where = "a systemd unit (Type=oneshot, ExecStart=, WantedBy=multi-user.target)"
    if "nixos" in os.lower():
        where = 'systemd.services.gpu-limits in the NixOS configuration (serviceConfig.Type = "oneshot")'
    return f"sudo {line}; to keep it after a restart, run it from {where}"

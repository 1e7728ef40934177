"""The GPUs of a site: a table for people, a document for machines (docs/verification.md)."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from firstmate.services.gpu import GpuReport, NodeGpus, Seen
from firstmate.text import plain

COLUMNS = ("node", "GPU", "limit", "site", "default", "draw", "°C", "memory")


def print_gpus(report: GpuReport, console: Console) -> None:
    """A line for each GPU, then what is wrong with its remedy, and what could not be read."""
    if not report.nodes:
        console.print(Text("The site file names no GPU that nvidia-smi could tell of."), soft_wrap=True)
    table = Table(*COLUMNS, box=None, pad_edge=False)
    for node in report.nodes:
        for seen in node.seen:
            table.add_row(*_cells(node, seen))
    if table.row_count:
        console.print(table)
    for node in report.nodes:
        if node.outcome:
            told = f"{node.node.name}: {node.outcome.verdict}: {plain(node.outcome.detail)}"
            console.print(Text(told, style="magenta"), soft_wrap=True)
        for fault in node.faults:
            console.print(Text(f"{node.node.name}: {plain(fault.text)}", style="bold red"), soft_wrap=True)
            if fault.remedy:
                console.print(Text(f"  remedy: {fault.remedy}"), soft_wrap=True)
    if report.others:
        console.print(
            Text(f"not looked at, since not of NVIDIA: {', '.join(map(plain, report.others))}", style="dim"),
            soft_wrap=True,
        )


def _cells(node: NodeGpus, seen: Seen) -> tuple[Text, ...]:
    gpu = seen.gpu
    memory = f"{gpu.used:g} of {gpu.total:g} MiB" if gpu.used is not None and gpu.total is not None else "?"
    site = f"{seen.allowed:g} W" if seen.allowed else "not said"
    watts = [_number(gpu.limit, " W"), site, _number(gpu.default, " W"), _number(gpu.draw, " W")]
    return tuple(map(Text, (node.node.name, plain(f"{gpu.index} {gpu.name}"), *watts, _number(gpu.celsius), memory)))


def _number(value: float | None, unit: str = "") -> str:
    return "?" if value is None else f"{value:g}{unit}"


def document(report: GpuReport) -> dict[str, Any]:
    """The report as plain data: watts, degrees Celsius, MiB; null where the driver does not say."""
    return {
        "schema": 1,
        "exit_code": int(report.exit_code),
        "nodes": [_node(each) for each in report.nodes],
        "not_looked_at": list(report.others),
    }


def _node(node: NodeGpus) -> dict[str, Any]:
    return {
        "node": node.node.name,
        "verdict": str(node.outcome.verdict) if node.outcome else "wrong" if node.faults else "up",
        "detail": node.outcome.detail if node.outcome else "",
        "gpus": [_gpu(seen) for seen in node.seen],
        "findings": [{"text": fault.text, "remedy": fault.remedy} for fault in node.faults],
    }


def _gpu(seen: Seen) -> dict[str, Any]:
    gpu = seen.gpu
    return {
        "index": gpu.index,
        "name": gpu.name,
        "limit": gpu.limit,
        "site_limit": seen.allowed or None,
        "default_limit": gpu.default,
        "draw": gpu.draw,
        "celsius": gpu.celsius,
        "memory_used": gpu.used,
        "memory_total": gpu.total,
    }

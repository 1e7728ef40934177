"""Watts: limits of GPUs against what they can draw, what may be drawn together against the UPS."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from firstmate.problems import Problem
from firstmate.sites.checks.case import Case
from firstmate.sites.values import Node, Power


def check(case: Case) -> Iterator[Problem]:
    """Limits that limit nothing, peaks that do not add up, and more than the UPS carries."""
    nodes, power = case.site.nodes, case.site.power
    for i, node in enumerate(nodes):
        yield from _of_node(i, node)
    if power:
        yield from _of_ups(power, nodes)


def _of_node(i: int, node: Node) -> Iterator[Problem]:
    for j, gpu in enumerate(node.gpus):
        if gpu.watts and gpu.limit_watts > gpu.watts:
            told = f"{gpu.name} draws {gpu.watts:g} W at most: a limit of {gpu.limit_watts:g} W limits nothing"
            yield Problem(("nodes", i, "gpus", j, "limit_watts"), told)
    cards = sum(gpu.watts for gpu in node.gpus)
    if node.peak_watts and cards > node.peak_watts:
        told = f"the GPUs of {node.name} alone may draw {cards:g} W, more than its peak of {node.peak_watts:g} W"
        yield Problem(("nodes", i, "peak_watts"), told, "the peak counts while no GPU is limited")


def _of_ups(power: Power, nodes: Sequence[Node]) -> Iterator[Problem]:
    measured = [node for node in nodes if node.peak_watts]
    peaks = sum(node.peak_watts for node in measured)
    if power.possible_watts and peaks > power.possible_watts:
        told = f"the peaks of the nodes add up to {peaks:g} W, more than the {power.possible_watts:g} W of everything"
        yield Problem(("power", "possible_watts"), told)
    possible, limited_nodes = (power.possible_watts, nodes) if power.possible_watts else (peaks, measured)
    limited = possible - _saved(limited_nodes)
    if limited > power.ups_watts:
        told = (
            f"the UPS carries {power.ups_watts:g} W; {possible:g} W may be drawn together, "
            f"{limited:g} W with the limits of the GPUs"
        )
        yield Problem(("power", "ups_watts"), told, _way_out(limited - power.ups_watts, limited_nodes))


def _way_out(over: float, nodes: Sequence[Node]) -> str:
    """What a limit saves is known only where it is said what the card draws without."""
    unsaid = [gpu.name for node in nodes for gpu in node.gpus if gpu.limit_watts and not gpu.watts]
    more = f"; what is saved by the limit of {', '.join(unsaid)} is not known without `watts`" if unsaid else ""
    return f"{over:g} W have to go: lower limits, or another circuit{more}"


def _saved(nodes: Sequence[Node]) -> float:
    """What the limits take away from the peaks."""
    return sum(max(0.0, gpu.watts - gpu.limit_watts) for node in nodes for gpu in node.gpus if gpu.limit_watts)

"""The GPUs of a site's nodes: as nvidia-smi tells them, against what the site says."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from firstmate.errors import ExitCode
from firstmate.probes.gpus import Fault, Gpu, faults, is_nvidia, matched
from firstmate.probes.values import Outcome, Probe
from firstmate.services.probing import Tools, at_once
from firstmate.services.probing.machines import list_gpus
from firstmate.services.probing.tools import EndedError, Left
from firstmate.services.verify import node_place
from firstmate.sites.values import Node, Site


@dataclass(frozen=True)
class Seen:
    """One GPU; `allowed` is what the site lets it draw, in watts, 0: it does not say."""

    gpu: Gpu
    allowed: float


@dataclass(frozen=True)
class NodeGpus:
    """A node's GPUs and what is wrong with them; `outcome`: why they could not be read."""

    node: Node
    seen: tuple[Seen, ...] = ()
    faults: tuple[Fault, ...] = ()
    outcome: Outcome | None = None


@dataclass(frozen=True)
class GpuReport:
    """All nodes that have GPUs of NVIDIA; the names of the others, which nvidia-smi does not know."""

    nodes: tuple[NodeGpus, ...]
    others: tuple[str, ...]

    @property
    def exit_code(self) -> ExitCode:
        """Not knowing beats what is wrong; a site without such GPUs has nothing to be wrong."""
        if any(each.outcome and each.outcome.verdict.is_unknown for each in self.nodes):
            return ExitCode.UNKNOWN
        return ExitCode.FINDINGS if any(each.outcome or each.faults for each in self.nodes) else ExitCode.OK


def look_at_gpus(site: Site, tools: Tools) -> GpuReport:
    """Ask every node that has GPUs, all at once."""
    nodes = [node for node in site.nodes if any(is_nvidia(gpu.name) for gpu in node.gpus)]
    probes = [Probe("nvidia", node_place(node)) for node in nodes]
    found = at_once([(probe.timeout, partial(_asked, tools, probe)) for probe in probes])
    others = tuple(f"{gpu.name} ({node.name})" for node in site.nodes for gpu in node.gpus if not is_nvidia(gpu.name))
    return GpuReport(tuple(map(_judged, nodes, found)), others)


def _asked(tools: Tools, probe: Probe, left: Left) -> tuple[Gpu, ...] | Outcome:
    try:
        return list_gpus(tools, probe, left)
    except EndedError as ended:
        return ended.outcome


def _judged(node: Node, found: tuple[Gpu, ...] | Outcome) -> NodeGpus:
    if isinstance(found, Outcome):
        return NodeGpus(node, outcome=found)
    limits = node_place(node).gpus
    seen = tuple(Seen(gpu, limit.watts if limit else 0.0) for gpu, limit in matched(found, limits))
    return NodeGpus(node, seen, tuple(faults(found, limits, node.os)))

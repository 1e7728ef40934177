"""What the checks of a site are given."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from firstmate.problems import Where
from firstmate.sites.values import Node, ProbeSpec, Service, Site


@dataclass(frozen=True)
class Probed:
    """A probe, where it stands, and what it is of: a service, or a gate or constraint (None)."""

    where: Where
    spec: ProbeSpec
    service: Service | None = None
    node_name: str = ""


@dataclass(frozen=True)
class Case:
    """A site; `line` is where something stands in its file, `exists` whether a path beside the file is there."""

    site: Site
    line: Callable[[Where], int]
    exists: Callable[[str], bool]

    def probes(self) -> Iterator[Probed]:
        """Every probe of the site, in the order of services, gates, constraints."""
        for i, service in enumerate(self.site.services):
            for j, spec in enumerate(service.probes):
                yield Probed(("services", i, "probes", j), spec, service, str(spec.get("node", service.node)))
        for i, phase in enumerate(self.site.phases):
            for j, gate in enumerate(phase.gates):
                if gate.probe:
                    yield Probed(("phases", i, "gate", j, "probe"), gate.probe, None, str(gate.probe.get("node", "")))
        for i, constraint in enumerate(self.site.constraints):
            if constraint.probe:
                node = str(constraint.probe.get("node", constraint.node))
                yield Probed(("constraints", i, "probe"), constraint.probe, None, node)

    def node_of(self, probed: Probed) -> Node | None:
        """The node that a probe looks at; None where it names none, or one that is not described."""
        return self.site.node(probed.node_name)

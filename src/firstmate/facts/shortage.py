"""How much of a resource a waiting pod asks for, against what the nodes have and what they have left."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from firstmate.facts import Facts
from firstmate.facts.cures import change, look
from firstmate.facts.nodes import free, needed
from firstmate.facts.quantity import amount, text
from firstmate.facts.scheduling import Reason, Verdict, resource_of, verdicts
from firstmate.findings import Evidence, Remedy


@dataclass(frozen=True)
class Shortage:
    """A pod asks for `asked`; the largest node has `largest` in all, and no node has more than `left` free."""

    verdict: Verdict
    resource: str
    asked: float
    largest: float
    left: float

    @property
    def never(self) -> bool:
        """Not even an empty node would do."""
        return bool(self.verdict.nodes) and self.asked > self.largest

    @property
    def claim(self) -> str:
        asked = text(self.resource, self.asked)
        opening = f"{self.verdict.who} cannot be placed: it requests {asked} of {self.resource}"
        if not self.verdict.nodes:
            return f"{opening}, and no node has that left."
        if self.never:
            return f"{opening}, and the largest usable node has {text(self.resource, self.largest)} in all."
        left = text(self.resource, max(self.left, 0.0))
        return f"{opening}, and no usable node has more than {left} of its {text(self.resource, self.largest)} left."

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        nodes = (
            Evidence(
                f"Node {n.metadata.name} status.allocatable.{self.resource}",
                str(n.status.allocatable.get(self.resource, 0)),
            )
            for n in self.verdict.nodes[:4]
        )
        asked = text(self.resource, self.asked)
        return (Evidence(f"requests.{self.resource} of the pod", asked), *self.verdict.evidence, *nodes)

    @property
    def remedies(self) -> tuple[Remedy, ...]:
        cure = "to what a node can give" if self.never else "or free some on the nodes, or add one"
        return (
            change(self.verdict.workload, f"Lower the request {cure}"),
            look("See what the nodes have promised already", "kubectl describe nodes"),
        )


def shortages(facts: Facts, reason: Reason) -> Iterator[Shortage]:
    """The verdicts of one reason (CPU, MEMORY, RESOURCE), with their figures."""
    for verdict in verdicts(facts, reason):
        name = resource_of(verdict.complaint)
        yield Shortage(
            verdict,
            name,
            needed(verdict.pods[0].spec, name),
            max((amount(n.status.allocatable, name) for n in verdict.nodes), default=0.0),
            max((free(facts, n, name) for n in verdict.nodes), default=0.0),
        )

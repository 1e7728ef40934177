"""From findings to incidents: each cause first, what it explains folded under it, the chain between them shown.

What only shows goes to the nearest cause that reaches it along real edges (facts/harm.py). A ROOT, a broken foundation,
takes the causes that hang on it too. Two causes of which neither is a root stay two incidents. What no cause reaches is
an incident of its own that says the cause is not known.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from firstmate.facts import Facts
from firstmate.facts.harm import Reach, Step, reach
from firstmate.findings import Finding, ObjectRef, Role, Severity


@dataclass(frozen=True)
class Consequence:
    """A finding that another one explains, and the way from the cause to it."""

    finding: Finding
    way: tuple[Step, ...]


@dataclass(frozen=True)
class Incident:
    """One thing that is wrong: its cause, what follows from it, how sure that is (0 to 1)."""

    cause: Finding
    consequences: tuple[Consequence, ...] = ()

    @property
    def known(self) -> bool:
        """Whether the cause is one, or only the topmost symptom."""
        return self.cause.role > Role.SYMPTOM

    @property
    def severity(self) -> Severity:
        """The worst of the cause and what it leads to."""
        return max([self.cause.severity, *(c.finding.severity for c in self.consequences)])

    @property
    def confidence(self) -> float:
        """A cause is as sure as its rule says; a symptom without a cause is half an answer at best."""
        return self.cause.confidence if self.known else min(self.cause.confidence, 0.5)

    @property
    def sort_key(self) -> tuple[object, ...]:
        """Worst first, foundations before what stands on them, then what explains most."""
        return (
            -self.severity,
            not self.known,
            -self.cause.severity,
            -self.cause.role,
            -round(self.confidence, 3),
            -len(self.consequences),
            *self.cause.sort_key,
        )


def fold(facts: Facts, findings: Iterable[Finding]) -> tuple[Incident, ...]:
    """Join findings into incidents, ranked. The order of the findings does not matter."""
    ordered = sorted(set(findings), key=lambda f: f.sort_key)
    reaches = [reach(facts, f.object, f.explains) for f in ordered]
    parents: dict[int, int] = {}
    for child, parent in sorted(_best_parents(ordered, reaches).items()):
        if _root(parent, parents) != child:
            parents[child] = parent
    folded: dict[int, list[Consequence]] = {}
    for child in parents:
        top = _root(child, parents)
        way = reaches[top].ways.get(ordered[child].object) or reaches[parents[child]].ways[ordered[child].object]
        folded.setdefault(top, []).append(Consequence(ordered[child], way))
    incidents = [
        Incident(finding, tuple(sorted(folded.get(i, []), key=lambda c: (len(c.way), c.finding.sort_key))))
        for i, finding in enumerate(ordered)
        if i not in parents
    ]
    return tuple(sorted(incidents, key=lambda i: i.sort_key))


def _best_parents(findings: list[Finding], reaches: list[Reach]) -> dict[int, int]:
    """For each finding the one that best explains it: a cause before a symptom, then the nearest, then the worst."""
    at: dict[ObjectRef, list[int]] = {}
    for number, finding in enumerate(findings):
        at.setdefault(finding.object, []).append(number)
    best: dict[int, tuple[int, int, int]] = {}
    for number, cause in enumerate(findings):
        for ref, way in reaches[number].ways.items():
            for child in at.get(ref, ()):
                if child != number and _explains(cause, findings[child], len(way)):
                    candidate = (-_strength(cause), len(way), number)
                    best[child] = min(best.get(child, candidate), candidate)
    return {child: parent for child, (_, _, parent) in best.items()}


def _strength(finding: Finding) -> int:
    return min(finding.role, Role.CAUSE)


def _explains(cause: Finding, effect: Finding, distance: int) -> bool:
    """Whether the first may stand above the second, given that its object reaches the other's in so many steps.

    Why a foundation itself is broken stands on the same object; what stands on a foundation hangs some steps away.
    """
    if effect.role is Role.ROOT:
        return cause.role is Role.CAUSE and distance == 0
    if effect.role is Role.CAUSE:
        return cause.role is Role.ROOT and distance > 0
    if cause.role > effect.role:
        return True
    return cause.role > Role.ECHO and distance > 0 and cause.severity >= effect.severity


def _root(index: int, parents: dict[int, int]) -> int:
    while index in parents:
        index = parents[index]
    return index

"""A practice cluster from a scenario: the healthy site some days ago, what then happened, and everything since."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from firstmate.errors import UnknownError
from firstmate.practice import alerts, site
from firstmate.practice.images import IMAGES
from firstmate.practice.objects import moment_of, stamp
from firstmate.practice.reality import Reality
from firstmate.practice.repositories import NOWHERE, Repositories
from firstmate.practice.rounds import step
from firstmate.practice.scenarios import Scenario, find
from firstmate.practice.store import Store
from firstmate.practice.syncing import resource_of
from firstmate.practice.world import World

SCHEMA = 1
AGE = timedelta(days=9, hours=4)
SETTLED_AFTER = timedelta(minutes=3)


class Simulation:
    """A world and the scenario that it is of; `advance` lets time pass in it."""

    def __init__(self, scenario: Scenario, world: World) -> None:
        self.scenario = scenario
        self.world = world

    @classmethod
    def start(cls, scenario: Scenario, now: datetime, repositories: Repositories = NOWHERE) -> Simulation:
        """Play the story up to now."""
        world = World(Store(scenario.name), _reality((), repositories), now - AGE)
        _build(world)
        simulation = cls(scenario, world)
        for moment in _moments(world.now, world.now + SETTLED_AFTER):
            simulation.advance(moment)
        happened = now - scenario.ago
        for moment in (happened - timedelta(minutes=2), happened - timedelta(minutes=1), happened):
            simulation.advance(moment)
        world.reality = _reality(scenario.dark_nodes, repositories)
        for change in scenario.changes:
            change(world)
        for moment in _moments(happened, now):
            simulation.advance(moment)
        return simulation

    def advance(self, now: datetime) -> None:
        """Let the components work at that moment."""
        self.world.now = max(self.world.now, now)
        step(self.world)
        alerts.evaluate(self.world)

    # ---- on disk -----------------------------------------------------------------------------------------------------

    def dump(self) -> dict[str, Any]:
        marks = {name: stamp(moment) for name, moment in self.world.marks.items()}
        state = {"schema": SCHEMA, "scenario": self.scenario.name, "now": stamp(self.world.now), "marks": marks}
        return {**state, "store": self.world.store.dump()}

    @classmethod
    def load(cls, dumped: Any, repositories: Repositories = NOWHERE) -> Simulation:
        """The simulation as it was saved. Raises UnknownError when that is not one of this version."""
        try:
            if dumped["schema"] != SCHEMA:
                raise UnknownError("The saved practice cluster is of another version.", hint="start a scenario anew")
            scenario, now = find(dumped["scenario"]), moment_of(dumped["now"])
            marks = {name: moment for name, text in dumped["marks"].items() if (moment := moment_of(text))}
            assert now is not None, "a dump has its time"
            reality = _reality(scenario.dark_nodes, repositories)
            world = World(Store.load(dumped["store"]), reality, now, marks)
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise UnknownError("The saved practice cluster cannot be read.", hint="start a scenario anew") from error
        return cls(scenario, world)


def _reality(dark: tuple[str, ...], repositories: Repositories) -> Reality:
    return Reality(IMAGES, site.manifests("apps"), dark, repositories)


def _build(world: World) -> None:
    """Put the site's manifests into an empty world."""
    for part in ("cluster", "apps", "byhand"):
        documents = [document for file in site.manifests(part).values() for document in file]
        for document in sorted(documents, key=lambda d: d["kind"] not in ("Namespace", "CustomResourceDefinition")):
            world.create(resource_of(world, document).key, document)


def _moments(start: datetime, end: datetime) -> Iterator[datetime]:
    """Every two seconds while things settle, then every half minute."""
    moment = start
    while moment < end:
        moment += timedelta(seconds=2 if moment - start < timedelta(seconds=40) else 30)
        yield min(moment, end)

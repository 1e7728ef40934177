"""Kill processes of the engine at every moment of a run and at random ones: nothing is lost, nothing happens twice.

    scripts/soak engine [--kills 3000] [--seed 0] [--shape NAME] [--postgres]

Every shape of tests/workflow/killed/shapes.yaml is killed once at each moment between two of its writes, then the lives
that take it up are killed at further moments and after random times, until so many kills are reached.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import sys
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import nullcontext
from itertools import islice

from tests.support.postgres import postgres
from tests.workflow.killed.shapes import Shape, read
from tests.workflow.killed.trial import Kill, Story, Trial

SLOWEST = 2.0
"""Seconds in which a run has to be under way again."""
LATER = 3
"""Kills of the lives that take a run up."""


Case = tuple[Shape, int, list[Kill], str]
"""A shape, a seed, when lives are killed, and the server of the database; "": SQLite."""


def told(case: Case) -> Story:
    """What became of one trial."""
    return Trial(*case).tell()


def kills_after(first: Kill, chooser: random.Random) -> list[Kill]:
    """The first one, and some of the lives after it: at a moment or after a time."""
    later = (
        Kill(chooser.randrange(1, 16)) if chooser.random() < 0.5 else Kill(after=chooser.uniform(0.02, 0.4))
        for _ in range(LATER)
    )
    return [first, *later]


def cases(shapes: list[Shape], moments: dict[str, int], seed: int, server: str) -> Iterator[Case]:
    """First every moment of every shape, in any order; then times at random, for ever."""
    chooser = random.Random(seed)
    every = [(shape, moment) for shape in shapes for moment in range(1, moments[shape.name] + 1)]
    chooser.shuffle(every)
    for shape, moment in every:
        yield shape, chooser.randrange(2**32), kills_after(Kill(moment), chooser), server
    while True:
        for shape in shapes:
            yield shape, chooser.randrange(2**32), kills_after(Kill(after=chooser.uniform(0.02, 0.6)), chooser), server


def main() -> int:
    """Kill, count, print; 1 when anything was lost, doubled or slow."""
    options = _options()
    shapes = [shape for name, shape in read().items() if options.shape in ("", name)]
    begun = time.monotonic()
    with postgres() if options.postgres else nullcontext("") as server:
        stories = killed(shapes, options.kills, options.seed, server, options.at_once)
    return _printed(stories, len(shapes), time.monotonic() - begun)


def killed(shapes: list[Shape], kills: int, seed: int, server: str, at_once: int) -> list[Story]:
    """Each shape once in peace, then as many kills as that or a few more."""
    with ProcessPoolExecutor(at_once) as pool:
        stories = list(_heard(pool.map(told, [(shape, seed, [], server) for shape in shapes])))
        waiting = cases(shapes, {story.shape: story.moments for story in stories}, seed, server)
        while sum(story.kills for story in stories) < kills:
            stories += _heard(pool.map(told, islice(waiting, 4 * at_once)))
    return stories


def _heard(stories: Iterable[Story]) -> Iterator[Story]:
    """The same; what went wrong is told at once."""
    for story in stories:
        if story.wrong:
            print(f"{story.plan}: {story.wrong}", file=sys.stderr, flush=True)
        yield story


def _printed(stories: list[Story], shapes: int, took: float) -> int:
    moments = sum(story.moments for story in stories[:shapes])
    wrong = sum(bool(story.wrong) for story in stories)
    resumes = sorted(seconds for story in stories for seconds in story.resumes)
    kills = sum(story.kills for story in stories)
    print(f"{kills} kills in {len(stories)} runs of {shapes} shapes ({moments} moments), {took:.0f} s: {wrong} wrong")
    print(f"{len(resumes)} resumes: median {statistics.median(resumes):.2f} s, slowest {resumes[-1]:.2f} s")
    return 1 if wrong or resumes[-1] > SLOWEST else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--shape", default="", help="only this one")
    parser.add_argument("--postgres", action="store_true", help="on a real Postgres, one database a run; else SQLite")
    parser.add_argument("--at-once", type=int, default=2 * (os.cpu_count() or 1), help="runs beside each other")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())

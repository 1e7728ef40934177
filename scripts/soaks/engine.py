"""Kill processes of the engine at every moment of a run and at random ones: nothing is lost, nothing happens twice.

    scripts/soak engine [--kills 3000] [--seed 0] [--shape NAME] [--database URL]

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
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import islice

from tests.workflow.killed.shapes import Shape, read
from tests.workflow.killed.trial import Kill, Story, Trial

SLOWEST = 2.0
"""Seconds in which a run has to be under way again."""
LATER = 3
"""Kills of the lives that take a run up."""


Case = tuple[Shape, int, list[Kill], str]
"""A shape, a seed, when lives are killed, and the server of the database."""


def told(case: Case) -> Story:
    """What became of one trial."""
    shape, seed, kills, url = case
    return Trial(shape, seed, kills, url).tell()


def kills_after(first: Kill, chooser: random.Random) -> list[Kill]:
    """The first one, and some of the lives after it: at a moment or after a time."""
    later = (
        Kill(chooser.randrange(1, 16)) if chooser.random() < 0.5 else Kill(after=chooser.uniform(0.02, 0.4))
        for _ in range(LATER)
    )
    return [first, *later]


def cases(shapes: list[Shape], moments: dict[str, int], seed: int, url: str) -> Iterator[Case]:
    """First every moment of every shape, in any order; then times at random, for ever."""
    chooser = random.Random(seed)
    every = [(shape, moment) for shape in shapes for moment in range(1, moments[shape.name] + 1)]
    chooser.shuffle(every)
    for shape, moment in every:
        yield shape, chooser.randrange(2**32), kills_after(Kill(moment), chooser), url
    while True:
        for shape in shapes:
            yield shape, chooser.randrange(2**32), kills_after(Kill(after=chooser.uniform(0.02, 0.6)), chooser), url


def main() -> int:
    """Kill, count, print; 1 when anything was lost, doubled or slow."""
    options = _options()
    shapes = [shape for name, shape in read().items() if options.shape in ("", name)]
    begun = time.monotonic()
    with ProcessPoolExecutor(options.at_once) as pool:
        whole = list(pool.map(told, [(shape, options.seed, [], options.database) for shape in shapes]))
        moments = {story.shape: story.moments for story in whole}
        waiting = cases(shapes, moments, options.seed, options.database)
        stories = list(whole)
        while sum(story.kills for story in stories) < options.kills:
            stories += pool.map(told, islice(waiting, 4 * options.at_once))
    for story in stories:
        if story.wrong:
            print(f"{story.plan}: {story.wrong}", file=sys.stderr)
    return _printed(stories, len(shapes), sum(moments.values()), time.monotonic() - begun)


def _printed(stories: list[Story], shapes: int, moments: int, took: float) -> int:
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
    parser.add_argument("--database", default="", help="a server in which each run gets a database; else SQLite")
    parser.add_argument("--at-once", type=int, default=2 * (os.cpu_count() or 1), help="runs beside each other")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())

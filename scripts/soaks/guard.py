"""Fuzz the guard: no traceback, no hang, one verdict for every spelling, lexer and grammar alike, cost in proportion.

    scripts/soak guard [--count 200000] [--first 0] [--spellings 10000]

Every script has a number; one that fails is made again with `--first NUMBER --count 1`.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
import traceback
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from typing import Any

from tests.guard.corpus.quotings import script_of
from tests.guard.corpus.world import tier_there
from tests.guard.shell.fragments import LONG, script
from tests.guard.shell.reading import read_by_grammar

from firstmate.guard.shell.lexer import plain_commands

SLOWEST = 1.0
LENGTH = 16_000
SPELLED = ("kubectl", "--context", "it's $5", "delete", "ns", "kube-system", "--wait=false")


def fuzzed(number: int) -> str:
    """What is wrong with one script at random; "" when nothing is."""
    text = script(random.Random(number))
    begun = time.perf_counter()
    try:
        tier_there(text)
        took = time.perf_counter() - begun
        plain = plain_commands(text, "/root")
        alike = plain is None or plain == read_by_grammar(text)
    except Exception:  # noqa: BLE001 - whatever it is, it is what the soak looks for
        return f"script {number}: {text!r}\n{traceback.format_exc()}"
    if took > SLOWEST:
        return f"script {number} took {took:.1f} s: {text!r}"
    return "" if alike else f"script {number}: the lexer and the grammar do not agree: {text!r}"


def spelled(number: int) -> str:
    """What is wrong with one spelling of one command; "" when nothing is."""
    text = script_of(SPELLED, random.Random(number))
    found = tier_there(text)
    return "" if found == "forbidden" else f"spelling {number}: {found}, not forbidden: {text!r}"


def grown(name: str) -> str:
    """What is wrong with a script that is made twice as long: more than thrice the cost; "" when nothing is.

    Counted is the time of this process: shfmt is ended by its own clock.
    """
    costs = []
    for length in (LENGTH, 2 * LENGTH):
        begun = time.process_time()
        tier_there(LONG[name](length))
        costs.append(time.process_time() - begun)
    if costs[1] > SLOWEST:
        return f"{name}: {costs[1]:.1f} s for {2 * LENGTH} characters"
    return f"{name}: {costs[0]:.2f} s becomes {costs[1]:.2f}" if costs[1] > 0.3 + 3 * costs[0] else ""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=200_000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--spellings", type=int, default=10_000)
    options = parser.parse_args()
    with ProcessPoolExecutor() as pool:
        failed = sum(
            [
                _all(pool, "scripts", fuzzed, range(options.first, options.first + options.count)),
                _all(pool, "spellings", spelled, range(options.spellings)),
                _all(pool, "long scripts", grown, tuple(LONG)),
            ]
        )
    return 1 if failed else 0


def _all(pool: ProcessPoolExecutor, name: str, check: Callable[[Any], str], cases: Iterable[Any]) -> int:
    begun, total, failed = time.perf_counter(), 0, 0
    for words in pool.map(check, cases, chunksize=20):
        total += 1
        if words:
            failed += 1
            print(words, file=sys.stderr)
    print(f"{total} {name} in {time.perf_counter() - begun:.0f} s, {failed} failed")
    return failed


if __name__ == "__main__":
    sys.exit(main())

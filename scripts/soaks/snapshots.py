"""Judge thousands of spoiled snapshots: a report for each, and never "healthy" where something was not read.

    scripts/soak snapshots [--count 20000] [--first 0]

Every snapshot has a number; one that fails is made again with `--first NUMBER --count 1`.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
import traceback
from concurrent.futures import ProcessPoolExecutor

from tests.support.spoil import spoiled
from tests.test_spoiled import hold


def failure(number: int) -> str:
    """What is wrong with the report of one snapshot; "" when nothing is."""
    try:
        hold(*spoiled(random.Random(number)))
    except Exception:  # noqa: BLE001 - whatever it is, it is what the soak looks for
        return f"snapshot {number}:\n{traceback.format_exc()}"
    return ""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--first", type=int, default=0)
    options = parser.parse_args()
    numbers = range(options.first, options.first + options.count)
    started = time.perf_counter()
    failed = 0
    with ProcessPoolExecutor() as pool:
        for words in pool.map(failure, numbers, chunksize=50):
            if words:
                failed += 1
                print(words, file=sys.stderr)
    print(f"{options.count} snapshots in {time.perf_counter() - started:.0f} s, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

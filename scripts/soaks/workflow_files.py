"""Read spoilt files of workflows: each is answered with its faults and their lines, at once, and never by a traceback.

    scripts/soak workflow_files [--count 200000] [--first 0]

Every file has a number; one that fails is made again with `--first NUMBER --count 1`.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
import traceback
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from tests.workflow.spoilt import text, verdict

SLOWEST = 1.0


def read(number: int) -> tuple[str, str]:
    """The verdict on one file, and what is wrong with that; "" when nothing is."""
    made = text(random.Random(number))
    begun = time.process_time()
    try:
        with tempfile.TemporaryDirectory() as folder:
            said = verdict(Path(folder) / "w.yaml", made)
    except Exception:  # noqa: BLE001 - whatever it is, it is what the soak looks for
        return "", f"file {number}:\n{made}\n{traceback.format_exc()}"
    took = time.process_time() - begun
    return said, f"file {number} took {took:.1f} s:\n{made}" if took > SLOWEST else ""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=200_000)
    parser.add_argument("--first", type=int, default=0)
    options = parser.parse_args()
    numbers = range(options.first, options.first + options.count)
    begun, failed, verdicts = time.perf_counter(), 0, Counter[str]()
    with ProcessPoolExecutor() as pool:
        for said, wrong in pool.map(read, numbers, chunksize=50):
            verdicts[said] += 1
            if wrong:
                failed += 1
                print(wrong, file=sys.stderr)
    told = ", ".join(f"{count} {said}" for said, count in verdicts.most_common() if said)
    print(f"{options.count} files in {time.perf_counter() - begun:.0f} s: {told}; {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

"""Diagnose every case of a folder and write the scorer's predictions; with the scorer beside, print the score.

    scripts/bench diagnosis --cases DIR [--out predictions.jsonl] [--misses N]

DIR holds one folder a case (see docs/snapshot-files.md); the benchmark's own answers (truth.json) are never read here.
Without --cases, $FIRSTMATE_BENCH names the folder that holds the packed development half and its score.py.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tarfile
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from firstmate.adapters import files
from firstmate.services.diagnose import diagnose

MAPPING = Path(__file__).parents[2] / "tests" / "bench" / "mapping.json"


def predict(case: Path) -> dict[str, object]:
    """The incidents of one case, ranked, as the scorer takes them."""
    report = diagnose(files.load(case))
    return {
        "case": case.name,
        "findings": [
            {"code": i.cause.code, "object": str(i.cause.object), "rank": rank, "severity": str(i.cause.severity)}
            for rank, i in enumerate(report.incidents, 1)
        ],
    }


def unpacked(bench: Path) -> Path:
    """The development half, unpacked once into the cache."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "firstmate-bench"
    if not (cache / "dev").is_dir():
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache) as part, tarfile.open(bench / "cases-dev.tar.xz") as archive:
            archive.extractall(part, filter="data")
            (Path(part) / "dev").rename(cache / "dev")
    return cache / "dev"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=Path)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--misses", type=int, default=20)
    options = parser.parse_args()
    bench = Path(os.environ.get("FIRSTMATE_BENCH", ""))
    if not options.cases and not (bench / "cases-dev.tar.xz").is_file():
        parser.error("name the cases with --cases DIR, or their packed folder with $FIRSTMATE_BENCH")
    folder = options.cases or unpacked(bench)
    cases = sorted(p for p in folder.iterdir() if (p / "objects.json").is_file())
    if not cases:
        parser.error(f"{folder} holds no case (a folder with objects.json)")
    started = time.perf_counter()
    with ProcessPoolExecutor() as pool:
        lines = [json.dumps(p) for p in pool.map(predict, cases, chunksize=4)]
    seconds = time.perf_counter() - started
    out = options.out or Path(tempfile.mkstemp(suffix=".jsonl")[1])
    out.write_text("\n".join(lines) + "\n")
    print(f"{len(cases)} cases in {seconds:.1f} s ({1000 * seconds / len(cases):.0f} ms each, loading included): {out}")
    scorer = bench / "score.py"
    if not scorer.is_file():
        return 0
    command = [sys.executable, str(scorer), str(folder), str(out), str(MAPPING), "--misses", str(options.misses)]
    return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())

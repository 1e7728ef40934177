"""The guard's hook as a whole process beside bare Python and other guards; its verdicts on the corpus beside theirs."""

from __future__ import annotations

import argparse
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import NamedTuple

from benchmarks._peers import Guard, Missing, asked, call_of, peers
from tests.guard.corpus import ASKED, TIERS, Row, rows, themes
from tests.guard.corpus.world import CWD, FILES, HOME, decided_there
from tests.hook.hooks import Hook

BARE = Guard("bare python3", (sys.executable, "-I", "-S", "-c", "pass"))
CALLS = {
    "nothing to do with operations": "ls -la src",
    "operations, plain": "kubectl get pods -n shop -o wide",
    "operations, through shfmt": 'for p in web-0 web-1; do kubectl logs -n shop "$p" --since=1h --tail=5; done',
}
PROJECT = "/home/op/shop"
"""Where the calls say that they are made: where people work."""
ALLOWANCE_MS = {
    "nothing to do with operations": 10.0,
    "operations, plain": 40.0,
    "operations, through shfmt": 40.0,
}
DECISION_MS = 5.0


def main() -> int:
    """Measure, print, and end with 1 when a budget is missed."""
    options = _options()
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="firstmate-bench-", dir=cache) as name:
        folder = Path(name)  # not below /tmp, which some guards trust
        world = _World(folder / "world")
        ours = _ours(world)
        others = peers(folder, options.dippy, options.dcg) if options.peers else []
        found = [guard for guard in others if isinstance(guard, Guard)]
        print(
            f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}, {time.strftime('%F')}"
        )
        for missing in (guard for guard in others if isinstance(guard, Missing)):
            print(f"not measured: {missing.name}: {missing.reason}")
        kept = _latencies([BARE, ours, *found], world, options.repeat)
        kept &= _decision_alone()
        _verdicts(found, world, options.rows)
    return 0 if kept else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/bench guard", description=__doc__)
    parser.add_argument("--repeat", type=int, default=100, help="processes of each, in turn")
    parser.add_argument("--rows", type=int, default=0, help="every so many rows for the peers; 0: all of them")
    parser.add_argument("--dippy", type=Path, metavar="FOLDER", help="a checkout of ldayton/Dippy")
    parser.add_argument("--dcg", type=Path, metavar="FILE", help="the binary of destructive_command_guard")
    parser.add_argument("--no-peers", dest="peers", action="store_false", help="measure ours alone")
    return parser.parse_args()


class Run(NamedTuple):
    """One process, in milliseconds."""

    wall: float
    cpu: float
    """Of itself and of what it waited for: other work on the machine does not count."""


class _World:
    """The corpus' small world on the disk, for processes: its project, its home, its environment."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for path, text in FILES.items():
            file = Path(self.there(path))
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
        Path(self.there(HOME)).mkdir(parents=True)
        self.cwd = self.there(CWD)
        self.environment = {"HOME": self.there(HOME), "PATH": os.environ["PATH"], "USER": "op"}

    def there(self, text: str) -> str:
        """The text with its paths as they are on the disk."""
        return text.replace(HOME, f"{self.folder}{HOME}").replace(CWD, f"{self.folder}{CWD}")


def _ours(world: _World) -> Guard:
    """The hook as install.py registers it: its launcher, and the engine behind it."""
    return Guard("Firstmate", ("sh", "-c", Hook.at(Path(world.environment["HOME"])).command))


def _latencies(guards: Sequence[Guard], world: _World, repeat: int) -> bool:
    """The wall time of whole processes, one of each in turn."""
    kept = True
    for what, command in CALLS.items():
        call = call_of(command, PROJECT)
        runs: dict[str, list[Run]] = {guard.name: [] for guard in guards}
        for _ in range(repeat):
            for guard in guards:
                runs[guard.name].append(_run(guard, call, world.environment))
        print(f"\n{what}: {command}\n{'':26} {'p50 ms':>8} {'p95 ms':>8} {'CPU ms':>8}")
        for name, of_one in runs.items():
            wall, cpu = zip(*of_one, strict=True)
            print(
                f"{name:26} {statistics.median(wall):8.1f} {_percentile(wall, 95):8.1f} {statistics.median(cpu):8.1f}"
            )
        bare, ours = (_percentile((run.wall for run in runs[guard.name]), 95) for guard in guards[:2])
        budget = bare + ALLOWANCE_MS[what]
        print(f"{'budget of ours':26} {'':8} {budget:8.1f} {'':8} {'kept' if ours <= budget else 'MISSED'}")
        kept &= ours <= budget
    return kept


def _run(guard: Guard, call: bytes, environment: Mapping[str, str]) -> Run:
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(guard.command, input=call, env=environment, capture_output=True, check=False)
    wall, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    return Run(wall * 1000, (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) * 1000)


def _percentile(values: Iterable[float], percent: int) -> float:
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]


def _decision_alone() -> bool:
    """The pure decision on every row, with what shfmt said at hand."""
    times = []
    for row in _rows():
        decided_there(row.command)
        started = time.process_time()
        decided_there(row.command)
        times.append((time.process_time() - started) * 1000)
    slow = _percentile(times, 99)
    print(
        f"\nthe decision alone, {len(times)} rows: p50 {statistics.median(times):.2f} ms, p99 {slow:.2f} ms, ", end=""
    )
    print(f"budget {DECISION_MS:.1f} ms {'kept' if slow <= DECISION_MS else 'MISSED'}")
    return slow <= DECISION_MS


def _verdicts(others: Sequence[Guard], world: _World, every: int) -> None:
    """What becomes of the corpus, ours in process, each peer as the hook that it is."""
    chosen = _rows()[:: every or 1]
    verdicts = {"Firstmate": [decided_there(row.command).outcome.value for row in chosen]}
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        for guard in others:
            verdicts[guard.name] = list(pool.map(partial(_verdict, guard, world), chosen))
    print(f"\n{len(chosen)} rows{'':20} {'rows':>6} {'allow':>6} {'no say':>6} {'ask':>6} {'deny':>6}")
    for kind, member in KINDS.items():
        for name, of_one in verdicts.items():
            counts = Counter(verdict for row, verdict in zip(chosen, of_one, strict=True) if member(row))
            shown = " ".join(f"{counts[outcome]:6}" for outcome in ("allow", "none", "ask", "deny"))
            print(f"{kind:14} {name:26} {counts.total():6} {shown}")


def _verdict(guard: Guard, world: _World, row: Row) -> str:
    return asked(guard, world.there(row.command), world.cwd, world.environment)


def _to_be_asked(row: Row) -> bool:
    return TIERS.index(row.tier) >= ASKED


KINDS: dict[str, Callable[[Row], bool]] = {
    "dangerous": lambda row: _to_be_asked(row) and not row.at_least,
    "adversarial": lambda row: _to_be_asked(row) and row.at_least,
    "read": lambda row: row.is_read and row.tier == "read",
    "not operations": lambda row: row.is_read and row.tier == "none",
}


def _rows() -> tuple[Row, ...]:
    return tuple(_every())


def _every() -> Iterator[Row]:
    for theme in themes():
        yield from rows(theme)


if __name__ == "__main__":
    sys.exit(main())

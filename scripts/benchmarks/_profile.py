"""Runs `firstmate` with the given arguments under cProfile, in all its threads, and prints where its CPU time went."""

from __future__ import annotations

import contextlib
import cProfile
import io
import pstats
import threading
import time
from pathlib import Path

from firstmate.entrypoints.cli import main

MOST = 16


def profiled() -> pstats.Stats:
    """Own CPU time of each function (a thread that waits uses none), over all threads."""
    profiles: list[cProfile.Profile] = []

    def begin(*_: object) -> None:
        """Called at the first event of a thread; from then on its own profile listens there instead."""
        profiles.append(cProfile.Profile(time.thread_time))
        profiles[-1].enable()

    threading.setprofile(begin)
    begin()
    with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):
        main()
    profiles[0].disable()
    return pstats.Stats(*profiles)


def table(figures: pstats.Stats) -> str:
    """The functions that use most, each with its file; seconds and share of the whole."""
    rows = figures.stats  # type: ignore[attr-defined]  # the table that print_stats prints; typeshed leaves it out
    whole = sum(row[2] for row in rows.values())
    lines = [f"{whole:7.2f} s 100 %  under the profiler, which costs time itself"]
    for (file, _, name), (calls, _, own, _, _) in sorted(rows.items(), key=lambda row: -row[1][2])[:MOST]:
        place = "/".join(Path(file).parts[-2:])
        lines.append(f"{own:7.2f} s {own / whole:4.0%}  {calls:>8} calls  {place} {name}")
    return "\n".join(lines)


if __name__ == "__main__":
    print(table(profiled()))

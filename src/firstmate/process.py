"""The only module that starts programs."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path


def start_detached(module: str, arguments: Sequence[str], log: Path, inherit: Sequence[int] = ()) -> int:
    """Start a module of ours in the background with this interpreter; its output goes to `log`. Returns its pid.

    It outlives this process, has no standard input, and inherits only the given file descriptors.
    """
    with log.open("wb") as output:
        started = subprocess.Popen(
            [sys.executable, "-I", "-m", module, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            pass_fds=tuple(inherit),
        )
    started.returncode = 0  # it is not waited for: without this, its object complains when it is forgotten
    return started.pid

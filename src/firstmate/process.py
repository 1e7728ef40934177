"""The only module that starts programs."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:  # the hook imports this module, and can do without
    from pathlib import Path


class Failed(NamedTuple):
    """A program gave no answer, and why."""

    why: str


def run(argv: Sequence[str], stdin: bytes, timeout: float, largest: int) -> bytes | Failed:
    """What a program of our own prints when it is given `stdin`, within `timeout` seconds and `largest` bytes.

    Exempt from the guard, since the guard itself needs it: only for programs that read text and print text (shfmt).
    """
    try:
        started = subprocess.Popen(
            argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={}, close_fds=True
        )
    except OSError as error:
        return Failed(f"{argv[0]} cannot be started: {error.strerror}")
    watch = threading.Timer(timeout, started.kill)
    watch.start()
    try:
        output = _talk(started, stdin, largest)
    finally:
        watch.cancel()
        started.kill()
        code = started.wait()
    if len(output) > largest:
        return Failed(f"{argv[0]} printed more than {largest} bytes")
    return output if code == 0 else Failed(f"{argv[0]} ended with code {code}")


def _talk(started: subprocess.Popen[bytes], stdin: bytes, largest: int) -> bytes:
    assert started.stdin and started.stdout
    with suppress(BrokenPipeError), started.stdin as into:  # it may want less than that: its exit code tells
        into.write(stdin)
    with started.stdout as out:
        return out.read(largest + 1)


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

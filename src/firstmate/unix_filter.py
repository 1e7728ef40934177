"""Runs a program that reads text and prints text: without `subprocess`, whose import costs the hook 16 of its 40 ms."""

from __future__ import annotations

import os
import select
from collections.abc import Mapping, Sequence
from time import monotonic
from typing import NamedTuple

CHUNK = 65536
KILL = 9


class Failed(NamedTuple):
    """A program gave no answer, and why."""

    why: str


def run(
    argv: Sequence[str], stdin: bytes, timeout: float, largest: int, env: Mapping[str, str] | None = None
) -> bytes | Failed:
    """What the program prints when it is given `stdin`, within `timeout` seconds and `largest` bytes.

    Exempt from the guard, since the guard itself needs it: only for what can do nothing but that (shfmt, the hook, the
    version of a program; git, as the practice cluster reads repositories of this machine). It gets no environment but
    `env`.
    """
    given, into = os.pipe()
    out, printed = os.pipe()
    try:
        child = _started(argv, given, printed, env or {})
    except OSError as error:
        os.close(into)
        os.close(out)
        return Failed(f"{argv[0]} cannot be started: {error.strerror}")
    try:
        output = _talk(into, out, stdin, largest, monotonic() + timeout)
    finally:
        os.close(out)
        os.kill(child, KILL)  # what has closed its output by ending keeps its exit code
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if isinstance(output, Failed):
        return Failed(f"{argv[0]} {output.why}")
    return output if code == 0 else Failed(f"{argv[0]} ended with code {code}")


def _started(argv: Sequence[str], given: int, printed: int, env: Mapping[str, str]) -> int:
    """Its pid; it alone has these ends of the pipes."""
    actions = [
        (os.POSIX_SPAWN_DUP2, given, 0),
        (os.POSIX_SPAWN_DUP2, printed, 1),
        (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
    ]
    try:
        return os.posix_spawn(argv[0], list(argv), dict(env), file_actions=actions)
    finally:
        os.close(given)
        os.close(printed)


def _talk(into: int, out: int, stdin: bytes, largest: int, deadline: float) -> bytes | Failed:
    """Write and read by turns, as the pipes allow; `into` is closed when all is written."""
    os.set_blocking(into, False)
    chunks: list[bytes] = []
    left = memoryview(stdin)
    writing, largest_left = [into], largest
    try:
        while True:
            readable, writable, _ = select.select([out], writing, [], max(0.0, deadline - monotonic()))
            if not readable and not writable:
                return Failed("took too long")
            if writable:
                left = _written(into, left)
                if not left:
                    os.close(writing.pop())
            if readable:
                chunk = os.read(out, CHUNK)
                if not chunk:
                    return b"".join(chunks)
                chunks.append(chunk)
                largest_left -= len(chunk)
                if largest_left < 0:
                    return Failed(f"printed more than {largest} bytes")
    finally:
        for descriptor in writing:
            os.close(descriptor)


def _written(into: int, left: memoryview) -> memoryview:
    """What is still to be written; nothing when it wants no more: its exit code tells."""
    try:
        return left[os.write(into, left[:CHUNK]) :]
    except BlockingIOError:
        return left
    except BrokenPipeError:
        return left[:0]

"""The only module that starts programs, but for the text filters of unix_filter.py."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import IO, TYPE_CHECKING, NamedTuple

from firstmate.guard.values import Decision, Outcome

if TYPE_CHECKING:  # the hook imports this module, and can do without
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


class Ended(NamedTuple):
    """What became of a command: its exit code (negative: the signal that ended it) and what it printed, bounded."""

    code: int
    stdout: str
    stderr: str


class Files(NamedTuple):
    """What a program reads and writes; they outlive whoever started it. Without `stdin` it reads nothing."""

    stdin: IO[bytes] | None
    stdout: IO[bytes]
    stderr: IO[bytes]


class NotPermittedError(Exception):
    """A command came here without leave of the guard or a person: a mistake of the caller's, never of the user's."""


class Running:
    """A shell command in a process group of its own; nothing of it is left once it has been waited for or killed."""

    def __init__(self, command: str, decision: Decision, approved: bool, cwd: str, env: Mapping[str, str]) -> None:
        """Start it. `decision` is the guard's about this very command; `approved`: a person's yes was used for it."""
        if decision.outcome not in (Outcome.ALLOW, Outcome.NONE) and not (approved and decision.approvable):
            raise NotPermittedError(f"{decision.rule}: {decision.outcome}")
        self._process = subprocess.Popen(
            ["/bin/sh", "-c", command],
            cwd=cwd,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )

    def wait(self, timeout: float, largest: int) -> Ended:
        """Until its end, at most `timeout` seconds; of each stream at most `largest` bytes are kept."""
        watch = threading.Timer(timeout, self.kill)
        watch.start()
        parts = [bytearray(), bytearray()]
        readers = [
            threading.Thread(target=_keep, args=(stream, part, largest), daemon=True)
            for stream, part in zip((self._process.stdout, self._process.stderr), parts, strict=True)
        ]
        for reader in readers:
            reader.start()
        code = self._process.wait()
        watch.cancel()
        self.kill()  # what it left in the background holds its pipes open
        for reader in readers:
            reader.join()
        return Ended(code, *(bytes(part).decode(errors="replace") for part in parts))

    def kill(self) -> None:
        """End it and everything that it has started."""
        _kill_group(self._process.pid)


class GuardedClient:
    """The claude client, in a process group of its own. What it does is judged inside of it, by the guard's hook."""

    def __init__(self, arguments: Sequence[str], guarded: bool, cwd: str, env: Mapping[str, str], files: Files) -> None:
        """Start it. `guarded`: its hook has refused the canary just now."""
        if not guarded:
            raise NotPermittedError("the guard in the client was not proven")
        self._process = subprocess.Popen(
            arguments,
            cwd=cwd,
            env=env,
            stdin=files.stdin or subprocess.DEVNULL,
            stdout=files.stdout,
            stderr=files.stderr,
            start_new_session=True,
        )

    def wait(self, timeout: float) -> bool:
        """Until its end; False: it took longer than so many seconds, and was killed."""
        try:
            self._process.wait(timeout)
        except subprocess.TimeoutExpired:
            self.kill()
            return False
        return True

    def kill(self) -> None:
        """End it and everything that it has started."""
        _kill_group(self._process.pid)
        self._process.wait()


def _kill_group(leader: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(leader, signal.SIGKILL)


def _keep(stream: IO[bytes], into: bytearray, largest: int) -> None:
    """Read to the end, so that the program can go on, and keep the beginning."""
    with stream:
        while chunk := stream.read1(65536):  # type: ignore[attr-defined]  # a pipe is buffered
            into.extend(chunk[: max(0, largest - len(into))])

"""What probes reach the world with: commands through the guard, secrets by name, clusters; and how long they have."""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Lock, Semaphore
from time import monotonic

from firstmate.adapters import texts
from firstmate.adapters.cluster import Cluster
from firstmate.command_tiers import CommandTier
from firstmate.guard.commands.secret_stores import READS_OUT
from firstmate.guard.values import Decision
from firstmate.guard.values import Outcome as Leave
from firstmate.probes.values import Outcome, Probe, Verdict
from firstmate.process import Ended, Running
from firstmate.sites.values import SecretRef

KEPT = 256 * 1024
"""Bytes that are kept of what a command prints."""
SESSIONS = 8
"""Commands at once on one machine: sshd turns away whoever comes beyond ten that are not logged in yet."""
NOT_REACHED = 255
"""Exit code of ssh itself."""
NO_PROGRAM = 127
HARMLESS = (None, CommandTier.READ)
"""Tiers of commands that a probe may run. What is safe and changes something is not among them."""
TURNED_AWAY = ("Permission denied (", "Host key verification failed")
"""What ssh says when it got there, and one of the two does not take the other for who it should be."""
SSH = ("ssh", "-o", "BatchMode=yes", "-T")


class EndedError(Exception):
    """The probe ends here, with this outcome."""

    def __init__(self, verdict: Verdict, detail: str) -> None:
        super().__init__(detail)
        self.outcome = Outcome(verdict, detail)


class AbsentError(EndedError):
    """The program that was to be asked is not on that machine."""


class Left:
    """How long a probe still has, from the moment that it was made."""

    def __init__(self, seconds: float) -> None:
        self.whole = seconds
        self._ends = monotonic() + seconds

    @property
    def seconds(self) -> float:
        """Never zero: what asks with it comes back at once."""
        return max(0.01, self._ends - monotonic())


@dataclass(frozen=True)
class Tools:
    """`judge` is the guard, for somebody whom nobody can answer; `cluster` takes a context and a timeout."""

    judge: Callable[[str], Decision]
    cluster: Callable[[str, float], Cluster]
    cwd: str
    env: Mapping[str, str] = field(repr=False)
    secrets: Mapping[str, SecretRef]
    clock: Callable[[], float]
    _turns: dict[str, Semaphore] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)
    _read: dict[str, str] = field(default_factory=dict, repr=False)

    @property
    def known_secrets(self) -> frozenset[str]:
        """Values that have been read: nothing that is shown may hold one."""
        return frozenset(self._read.values())

    def path(self, written: str) -> str:
        """A file of this machine, as the site file writes it."""
        home = self.env.get("HOME", "")
        return f"{home}/{written[2:]}" if written.startswith("~/") else os.path.join(self.cwd, written)

    def secret(self, name: str, left: Left) -> str:
        """The value of one of the site's secrets. Raises EndedError: the probe is not checked.

        It is read once, whoever asks: a secret store may ask a person each time.
        """
        with self._turn(f"secret {name}", 1):
            if name not in self._read:
                self._read[name] = self._secret(name, left)
            return self._read[name]

    def _secret(self, name: str, left: Left) -> str:
        place = self.secrets.get(name)
        if place is None:
            raise EndedError(Verdict.NOT_CHECKED, f"no credential: the site file does not say where {name} is")
        value = self._value(name, place, left).strip("\r\n")
        if not value or "\n" in value:
            raise EndedError(Verdict.NOT_CHECKED, f"no credential: {name} is {'not one line' if value else 'empty'}")
        return value

    def _value(self, name: str, place: SecretRef, left: Left) -> str:
        if place.env:
            return self.env.get(place.env, "")
        if place.file:
            return self._of_file(name, place.file)
        return self._told(name, place.command, left)

    def _of_file(self, name: str, path: str) -> str:
        text = texts.of_file(self.path(path))
        if text is None:
            raise EndedError(Verdict.NOT_CHECKED, f"no credential: the file of {name} cannot be read")
        return text

    def _told(self, name: str, command: str, left: Left) -> str:
        """What a command of the person's own secret store says. Its output goes to the probe and nowhere else."""
        decision = self.judge(command)
        if not all(act.tier in HARMLESS or act.reason == READS_OUT for act in decision.acts):
            raise EndedError(Verdict.NOT_CHECKED, f"no credential: the command for {name} does more than read a secret")
        leave = decision._replace(outcome=Leave.ALLOW)
        ended = Running(command, leave, False, self.cwd, self.env).wait(left.seconds, KEPT)
        if ended.code:
            raise EndedError(Verdict.NOT_CHECKED, f"no credential: the command for {name} ended with {ended.code}")
        return ended.stdout

    def run(self, probe: Probe, left: Left, *words: str) -> Ended:
        """A command of these words on the probe's machine. Raises EndedError when it did not run there."""
        return self.run_line(probe, left, shlex.join(words))

    def run_line(self, probe: Probe, left: Left, line: str) -> Ended:
        """The same of a line for the shell."""
        ssh = probe.place.ssh
        if ssh is None:
            where = probe.place.node or "the machine"
            raise EndedError(Verdict.NOT_CHECKED, f"the site file does not say how to reach {where} (`ssh`)")
        patience = ("-o", f"ConnectTimeout={max(1, int(left.seconds))}")
        whole = shlex.join([*SSH, *patience, "--", ssh, line]) if ssh else line
        ended = self._let(ssh, whole, left)
        if ended.code == NO_PROGRAM:
            raise AbsentError(Verdict.NOT_CHECKED, f"not there to be asked: {said(ended)}")
        if ssh and ended.code == NOT_REACHED:
            turned_away = any(words in ended.stderr for words in TURNED_AWAY)
            verdict = Verdict.NOT_CHECKED if turned_away else Verdict.UNREACHABLE
            raise EndedError(verdict, f"{'no credential: ' if turned_away else ''}ssh {ssh}: {said(ended)}")
        if ended.code < 0:
            raise EndedError(Verdict.UNREACHABLE, f"{probe.place.node or 'it'} did not answer within {left.whole:g} s")
        return ended

    def _let(self, ssh: str, line: str, left: Left) -> Ended:
        decision = self.judge(line)
        if decision.outcome not in (Leave.ALLOW, Leave.NONE) or decision.tier not in HARMLESS:
            raise EndedError(Verdict.NOT_CHECKED, f"the guard does not let it by itself: {decision.reasons[-1]}")
        turn = self._turn(ssh, SESSIONS)
        if not turn.acquire(timeout=left.seconds):
            raise EndedError(Verdict.UNREACHABLE, f"other questions to {ssh or 'this machine'} took all of the time")
        try:
            return Running(line, decision, False, self.cwd, self.env).wait(left.seconds, KEPT)
        finally:
            turn.release()

    def _turn(self, key: str, at_once: int) -> Semaphore:
        with self._lock:
            return self._turns.setdefault(key, Semaphore(at_once))


def said(ended: Ended) -> str:
    """What a command that failed says about it."""
    return (ended.stderr.strip() or ended.stdout.strip())[-300:] or f"it ended with exit code {ended.code}"

"""What Firstmate tells a person when it cannot go on, and the exit code that goes with it."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """Documented exit codes; where two apply, UNKNOWN beats FINDINGS."""

    OK = 0
    FINDINGS = 1
    USAGE = 2
    UNKNOWN = 3
    REFUSED = 4
    INTERNAL = 5


class FirstmateError(Exception):
    """One clear sentence for the user: what is wrong, where, and (as `hint`) what to do next."""

    exit_code = ExitCode.FINDINGS

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(FirstmateError):
    """The user asked for something that does not exist or does not fit: bad flag, bad file, unknown name."""

    exit_code = ExitCode.USAGE


class UnknownError(FirstmateError):
    """It could not be found out: the cluster, a server or a file did not answer."""

    exit_code = ExitCode.UNKNOWN


class RefusedError(FirstmateError):
    """It was refused, or waits for a person's approval."""

    exit_code = ExitCode.REFUSED

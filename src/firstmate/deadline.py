"""A deadline over calls whose own timeouts leave gaps: name look-ups, and servers that drip a byte a second."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from threading import Thread
from typing import TypeVar

R = TypeVar("R")


def within(seconds: float, call: Callable[[], R]) -> R:
    """What `call` answers or raises. Raises TimeoutError when it takes longer; it is then left behind in its thread."""
    return begun(call)(seconds)


def begun(call: Callable[[], R]) -> Callable[[float], R]:
    """`call`, already under way in a thread. What comes back waits so many seconds for it, as `within` does."""
    outcome: Future[R] = Future()

    def run() -> None:
        try:
            outcome.set_result(call())
        except BaseException as error:  # noqa: BLE001 - nothing is swallowed: whoever waits gets it raised
            outcome.set_exception(error)

    thread = Thread(target=run, daemon=True)
    thread.start()

    def ended(seconds: float) -> R:
        try:
            return outcome.result(seconds)
        finally:
            if outcome.done():  # a thread that unwinds while the interpreter shuts down can bring the process down
                thread.join()

    return ended

"""The client's hook: reads one event, answers in one line of JSON. Started by the launcher in the settings.

Whatever goes wrong ends in an exit code that is not 0, or in no whole answer: then the launcher decides. It imports
nothing before it has to: even `json` and `re` cost more than most calls may, which are none of the guard's business.
"""

from __future__ import annotations

import gc
import posix
import sys

from firstmate.entrypoints.quick import is_nobodys_business


def main() -> None:
    """Answer the event on standard input."""
    raw = sys.stdin.buffer.read()
    if is_nobodys_business(raw, posix.environ):
        answer = "{}"
    else:
        gc.disable()  # it would go through all that is imported, and the process ends at once
        from firstmate.entrypoints.events import answered  # noqa: PLC0415 - costs what most calls can do without

        answer = answered(raw)
    sys.stdout.write(answer)
    sys.stdout.flush()
    _leave()


def _leave() -> None:
    """At once: threads that still wait for a server are left behind."""
    import os  # noqa: PLC0415 - the interpreter has it by now

    os._exit(0)

"""Asks shfmt (mvdan/sh; the package shfmt-py ships its binary) what a shell script says. Light: the hook imports it."""

from __future__ import annotations

import json
import os
import sys
from typing import Any

from firstmate.unix_filter import Failed, run

SECONDS = 0.8
LONGEST = 64 * 1024
"""Bytes of a script: the guard does not read longer ones."""
LARGEST = 16 * 1024 * 1024
"""Bytes of an answer: a script of 64 KiB that people write needs a quarter of it."""


def answer(script: str, program: str = "") -> Any:
    """What `shfmt --to-json` makes of the script, decoded. None: no shell script, too long, or no shfmt."""
    try:
        text = script.encode()
    except UnicodeEncodeError:
        return None
    if len(text) > LONGEST or not (program := program or find()):
        return None
    printed = run([program, "-ln", "bash", "--to-json"], text, SECONDS, LARGEST)
    if isinstance(printed, Failed):
        return None
    try:
        return json.loads(printed)
    except (ValueError, RecursionError):
        return None


def find() -> str:
    """Where shfmt lies: in the environment that this package is installed in, never on PATH. "" when it is not."""
    beside = (os.path.join(entry, "..", "..", "..", "bin", "shfmt") for entry in sys.path if entry.endswith("packages"))
    return next((os.path.normpath(path) for path in beside if os.path.exists(path)), "")

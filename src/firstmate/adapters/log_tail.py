"""The end of the log, for whoever has no time: it imports nothing."""

from __future__ import annotations

NAME = "log.jsonl"
TAIL = 1024 * 1024
"""Bytes in which a decision is looked for: a subagent's long call may lie between it and its outcome."""


def lines_about(folder: str, call_id: bytes) -> list[bytes]:
    """The lines near the log's end that hold this id of a call, newest first; none when there is no log."""
    try:
        with open(f"{folder}/{NAME}", "rb") as log:
            log.seek(max(0, log.seek(0, 2) - TAIL))
            text = log.read()
    except OSError:
        return []
    return [line for line in reversed(text.splitlines()) if call_id in line] if call_id in text else []

"""What the kubeconfig says of contexts. Light: the hook asks it for every command, so what was parsed is kept beside.

The sidecar holds addresses and names, never a credential; it counts as long as path, time and size are the same.
"""

from __future__ import annotations

import json
import os
import stat
from typing import Any

from firstmate.guard.kube.kubeconfig import facts_of, merged_facts

LARGEST = 1024 * 1024
MOST_FILES = 16
VERSION = 1


def answer(paths: str, sidecar: str) -> dict[str, Any] | None:
    """What `Question("kubeconfig", paths)` asks for: current context and contexts; None when no file can be read."""
    kept = _kept(sidecar)
    known = {path: facts for path in paths.split(":")[:MOST_FILES] if (facts := _of_file(path, kept)) is not None}
    if any(kept.get(path) != facts for path, facts in known.items()):
        _keep(sidecar, {**kept, **known})
    return merged_facts(entry["facts"] for entry in known.values()) if known else None


def _of_file(path: str, kept: dict[str, Any]) -> dict[str, Any] | None:
    """The facts of a file with what they were read from; None when it is not there or no kubeconfig."""
    try:
        found = os.stat(path)
        if not stat.S_ISREG(found.st_mode) or found.st_size > LARGEST:
            return None
        mark = [VERSION, found.st_mtime_ns, found.st_size, found.st_ino]
        if kept.get(path, {}).get("mark") == mark:
            return dict(kept[path])
        with open(path, encoding="utf-8") as file:
            document = _parsed(file.read(LARGEST))
    except (OSError, ValueError, RecursionError):
        return None
    return {"mark": mark, "facts": facts_of(document)}


def _parsed(text: str) -> Any:
    """Raises ValueError."""
    if text.lstrip().startswith("{"):
        return json.loads(text)
    import yaml  # noqa: PLC0415 - costs 18 ms, which is what the sidecar is for

    try:
        return yaml.load(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        raise ValueError(str(error)) from error


def _kept(sidecar: str) -> dict[str, Any]:
    try:
        with open(sidecar, encoding="utf-8") as file:
            kept = json.load(file)
    except (OSError, ValueError, RecursionError):
        return {}
    shaped = isinstance(kept, dict) and all(isinstance(each, dict) and "facts" in each for each in kept.values())
    return kept if shaped else {}


def _keep(sidecar: str, entries: dict[str, Any]) -> None:
    """Without it the next question costs more, and nothing else."""
    recent = dict(list(entries.items())[-MOST_FILES:])
    part = f"{sidecar}.{os.getpid()}"
    try:
        os.makedirs(os.path.dirname(sidecar), mode=0o700, exist_ok=True)
        with open(part, "w", encoding="utf-8", opener=_private) as file:
            json.dump(recent, file)
        os.replace(part, sidecar)
    except OSError:
        return


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)

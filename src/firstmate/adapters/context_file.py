"""Kubeconfigs that say nothing but which context is current: put before others, they decide that for kubectl."""

from __future__ import annotations

import json
import os
from pathlib import Path

from firstmate.digest import sha256


def of(folder: Path, context: str) -> Path:
    """The file of a context; written when it is first wanted."""
    path = folder / f"{sha256(context.encode())[:16]}.json"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        draft = folder / f"{path.name}.{os.getpid()}"
        draft.write_text(json.dumps({"apiVersion": "v1", "kind": "Config", "current-context": context}))
        draft.replace(path)
    return path

"""Drafts as files of YAML, beside what a person has written and never over it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from firstmate.errors import UsageError

WIDTH = 120


def write(files: Mapping[Path, Any], heading: Sequence[str]) -> list[Path]:
    """Each content under the lines of the heading, as comments. Raises UsageError where a file stands there already,
    or cannot be written; what stands in the way is looked for before anything is written.
    """
    there = [path for path in files if path.exists() or path.is_symlink()]
    if there:
        raise UsageError(f"{there[0]} is there already, and stays as it is.", hint="move it away, or use --into")
    for path, content in files.items():
        _write(path, text(content, heading))
    return list(files)


def text(content: Any, heading: Sequence[str]) -> str:
    """The file as it is written."""
    comments = "".join(f"# {line}".rstrip() + "\n" for line in heading)
    return comments + yaml.dump(content, Dumper=_Written, sort_keys=False, allow_unicode=True, width=WIDTH)


class _Written(yaml.SafeDumper):
    """Everything written out where it stands, as a person would."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _write(path: Path, content: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(content)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}.") from error

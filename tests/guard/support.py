"""What the guard's tests share: a command, settled with the real shfmt and canned answers."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import yaml

from firstmate.adapters import shfmt
from firstmate.guard.decide import settle
from firstmate.guard.values import Decision, Known, Question, ToolCall

parsed = lru_cache(maxsize=4096)(shfmt.answer)


def decided(
    command: str, *, files: Mapping[str, str] = {}, answers: Mapping[tuple[str, str], Any] = {}, **known: Any
) -> Decision:
    """The decision about a command: `files` by absolute path, other `answers` by (ask, subject), else nothing is known.

    Further keywords are those of `Known`: cwd, home, env.
    """

    def answer(question: Question) -> Any:
        if (key := (question.ask, question.subject)) in answers:
            return answers[key]
        if question.ask == "shell":
            return parsed(question.subject)
        if question.ask == "file":
            return files.get(question.subject)
        return manifests(question.subject) if question.ask == "yaml" else None

    return settle(ToolCall("Bash", {"command": command}), Known(**known), answer)


def tier_of(command: str, **known: Any) -> str:
    """Its tier in one word; `none` where the guard has no say. Keywords as `decided` takes them."""
    return decided(command, **known).tier or "none"


def manifests(text: str) -> list[Any] | None:
    """The documents of a YAML text; None when it is not YAML."""
    try:
        return list(yaml.safe_load_all(text))
    except yaml.YAMLError:
        return None

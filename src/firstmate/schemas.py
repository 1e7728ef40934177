"""Whether what a person wrote fits a JSON Schema, told with file, line and the nearest key that is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from ruamel.yaml.comments import CommentedMap

from firstmate.errors import UsageError
from firstmate.handwritten import line_of, nearest

TYPES = {
    "object": "a mapping",
    "array": "a list",
    "string": "text",
    "integer": "a whole number",
    "boolean": "true or false",
}

SENTENCES = {
    "const": "must be {}",
    "minimum": "must be at least {}",
    "maximum": "must be at most {}",
    "minLength": "must not be empty",
}


def check(path: Path, content: CommentedMap, schema: Mapping[str, Any]) -> None:
    """That the content fits the schema. Raises UsageError for the first misfit, in the order of the file."""
    misfits = list(Draft202012Validator(schema).iter_errors(content))
    if misfits:
        raise min((_told(path, content, misfit) for misfit in misfits), key=lambda told: told[0])[1]


def _told(path: Path, content: CommentedMap, misfit: Any) -> tuple[int, UsageError]:
    """The misfit as a sentence, with the line it stands on."""
    steps = list(misfit.absolute_path)
    dotted = _dotted(steps) or "the file"
    if misfit.validator == "additionalProperties":
        known = misfit.schema["properties"]
        unknown = next(key for key in misfit.instance if key not in known)
        line = line_of(misfit.instance, unknown)
        return line, UsageError(f"{path}:{line}: {dotted} has no key `{unknown}`.", hint=nearest(unknown, known))
    line = _steps_line(content, steps)
    where = f"{path}:{line}" if line else str(path)
    return line, UsageError(f"{where}: {dotted} {_wanted(misfit)}.", hint=_hint(misfit))


def _wanted(misfit: Any) -> str:
    wanted, kind = misfit.validator_value, misfit.validator
    if kind == "required":
        return f"lacks `{next(key for key in wanted if key not in misfit.instance)}`"
    if kind == "type":
        return f"must be {TYPES[wanted]}"
    if kind == "enum":
        return f"must be one of {', '.join(map(str, wanted))}"
    if kind == "pattern":
        return str(misfit.schema["description"])
    return SENTENCES[kind].format(wanted) if kind in SENTENCES else f"does not fit: {misfit.message}"


def _hint(misfit: Any) -> str:
    return nearest(misfit.instance, misfit.validator_value) if misfit.validator == "enum" else ""


def _steps_line(content: CommentedMap, steps: Sequence[str | int]) -> int:
    """The line of what the steps lead to."""
    holder: Any = content
    line = 0
    for step in steps:
        line = line_of(holder, step) or line
        holder = holder[step]
    return line


def _dotted(steps: Sequence[str | int]) -> str:
    """`overrides[2].tier`."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps).removeprefix(".")

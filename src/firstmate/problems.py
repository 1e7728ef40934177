"""What is wrong with a file: where, what, and what to do; and what its schema has to say."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from jsonschema import Draft202012Validator, ValidationError

TYPES = ("array", "boolean", "integer", "null", "number", "object", "string")
REPEATED = re.compile(r"[+*}]\)+[+*{]")
META = Draft202012Validator(Draft202012Validator.META_SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER)
Where = tuple[str | int, ...]
"""The way from the top of the file to what is meant: ("steps", 2, "when")."""


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong. `hint` is the nearest thing that would be right, if there is one."""

    where: Where
    message: str
    hint: str = ""

    @property
    def path(self) -> str:
        """`steps[2].when`, as people write it."""
        parts = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in self.where)
        return "".join(parts).lstrip(".") or "the file"


def shape_problems(content: Any, schema: Mapping[str, Any]) -> list[Problem]:
    """Where the content does not have the shape that the schema asks for, in the order of the paths."""
    errors = Draft202012Validator(schema).iter_errors(content)
    found = {problem for error in errors for problem in _told(error)}
    return sorted(found, key=lambda problem: ([str(part) for part in problem.where], problem.message))


def schema_faults(schema: Any) -> Iterator[Problem]:
    """Why it is no JSON Schema that can be used here."""
    for error in META.iter_errors(schema):
        where = tuple(error.absolute_path)
        if where[-1:] == ("type",):
            yield Problem(where, f"{_short(error.instance)} is no type", nearest(str(error.instance), TYPES))
        else:
            yield Problem(where, f"is not right in a JSON Schema: {error.message[:120]}")
    yield from _not_used(schema, ())


def _not_used(schema: Any, where: Where) -> Iterator[Problem]:
    parts = schema.items() if isinstance(schema, dict) else enumerate(schema) if isinstance(schema, list) else ()
    for key, part in parts:
        if key in ("$ref", "$dynamicRef", "$schema"):
            yield Problem((*where, key), "references to other schemas are not read here: write out what is meant")
        if key == "pattern" and REPEATED.search(str(part)):
            yield Problem((*where, key), "repeats what repeats, and may take for ever: write it without one of them")
        yield from _not_used(part, (*where, key))


def nearest(word: str, known: Iterable[object]) -> str:
    """`did you mean …?`, else what there is."""
    names = sorted(str(name) for name in known)
    close = difflib.get_close_matches(word, names, n=1)
    if close:
        return f"did you mean `{close[0]}`?"
    return f"there is: {', '.join(names[:12])}" if names else ""


def _told(error: ValidationError) -> Iterator[Problem]:
    """The error in plain words. The library's own may quote the whole content."""
    where: Where = tuple(error.absolute_path)
    wanted: Any = error.validator_value
    schema: Any = error.schema
    instance: Any = error.instance
    match error.validator:
        case "additionalProperties":
            known = schema["properties"]
            for key in instance:
                if key not in known:
                    yield Problem((*where, str(key)), f"{_short(key)} is not a key here", nearest(str(key), known))
        case "required":
            for key in wanted:
                if key not in instance:
                    yield Problem(where, f"`{key}` is missing")
        case "oneOf":
            either = [f"`{choice['required'][0]}`" for choice in wanted]
            yield Problem(where, f"exactly one of {' and '.join(either)} has to be there")
        case "enum":
            yield Problem(where, f"{_short(instance)} is none of its values", nearest(str(instance), wanted))
        case "const":
            yield Problem(where, f"has to be {wanted}, not {_short(instance)}")
        case "type":
            yield Problem(where, f"has to be {_type(wanted)}, not {_short(instance)}")
        case "anyOf":
            types = (_type(choice["type"]) for choice in wanted)
            yield Problem(where, f"has to be {' or '.join(types)}, not {_short(instance)}")
        case "pattern":
            told = schema.get("description") or f"it must match {wanted}"
            shown = "what stands there" if schema.get("writeOnly") else _short(instance)
            yield Problem(where, f"{shown} does not fit", told)
        case _:
            yield Problem(where, _limit(str(error.validator), wanted, instance))


def _limit(rule: str, wanted: Any, instance: Any) -> str:
    words = {
        "minItems": "needs at least {} entry",
        "minProperties": "needs at least {} entry",
        "minLength": "may not be empty",
        "maxItems": "may have {} entries at most",
        "maxProperties": "may have {} entries at most",
        "maxLength": "may have {} characters at most",
        "minimum": "may not be less than {}",
        "maximum": "may not be more than {}",
        "exclusiveMinimum": "has to be more than {}",
        "uniqueItems": "names something twice",
    }
    return words.get(rule, f"{_short(instance)} does not fit `{rule}`").format(wanted)


def _type(name: Any) -> str:
    words = {"object": "a mapping", "array": "a list", "string": "text", "integer": "a whole number"}
    return words.get(str(name), f"a {name}")


def _short(value: Any) -> str:
    """The value, bounded: it may be the whole file."""
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    text = "nothing" if value is None else f"`{value}`"
    return text if len(text) <= 60 else f"{text[:58]}…`"

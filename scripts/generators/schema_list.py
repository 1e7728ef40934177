"""The page of the files that people write: every key of each, as its JSON Schema has it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generators.action_list import shape

from firstmate.adapters import orders_file
from firstmate.probes.schema import KINDS, SCHEMA
from firstmate.services.workflows import schema as workflow_schema
from firstmate.sites.schema import site_schema

ABOUT = """\
Every key that a file may have; any other is refused, with its line and the nearest one that is known. Keys in **bold**
have to be there. `[]` stands for each entry of a list, `*` for a name of your own. For an editor:
`firstmate site schema`, `firstmate workflow schema`.
"""
Schema = Mapping[str, Any]
A_PROBE: Schema = {"type": "object", "description": "a probe, by its kind: below"}


def page(notice: str) -> str:
    """The whole page, a section a file."""
    sections = (
        ("The site file", _table(site_schema(A_PROBE))),
        ("Probes", "".join(_kinds())),
        ("Workflows", _table(workflow_schema())),
        ("Standing orders", _table(orders_file.schema())),
    )
    return "\n".join([f"# Files\n\n{notice}\n", ABOUT, *(f"## {title}\n\n{text}" for title, text in sections)])


def _table(schema: Schema) -> str:
    return "| key | what |\n|---|---|\n" + "".join(
        _row(*row) for row in _rows(schema, schema.get("$defs", {}), "", set())
    )


def _row(path: str, part: Schema, is_required: bool) -> str:
    shown = f"**`{path}`**" if is_required else f"`{path}`"
    return f"| {shown} | {shape(part).replace('|', chr(92) + '|')} |\n"


def _rows(part: Schema, defined: Schema, path: str, known: set[str]) -> Iterator[tuple[str, Schema, bool]]:
    """(path, schema, whether it has to be there) of every key below; what has a name there, `known`, is told once."""
    required = part.get("required", ())
    keys = [(key, value, key in required) for key, value in part.get("properties", {}).items()]
    if isinstance(other := part.get("additionalProperties"), Mapping):
        keys.append(("*", other, False))
    for key, value, is_required in keys:
        named, told = _resolved(value, defined)
        where = f"{path}.{key}".removeprefix(".")
        yield where, told, is_required
        while told.get("type") == "array" and "items" in told:
            again, told = _resolved(told["items"], defined)
            named, where = named or again, f"{where}[]"
        if named not in known:
            known |= {named} - {""}
            yield from _rows(told, defined, where, known)


def _resolved(part: Schema | bool, defined: Schema) -> tuple[str, Schema]:
    """The name of what it refers to, if it does, and the schema that is meant."""
    if isinstance(part, bool):
        return "", {"description": "anything"}
    name = str(part.get("$ref", "")).removeprefix("#/$defs/")
    if not name:
        return "", part
    return name, {
        **_resolved(defined[name], defined)[1],
        **{key: value for key, value in part.items() if key != "$ref"},
    }


def _kinds() -> Iterator[str]:
    """A row a kind; the keys that each may have, too, once above them."""
    common = SCHEMA["properties"]["timeout"]
    yield f"Each has `kind` and may have `timeout`: {shape(common)}.\n\n| `kind` | keys |\n|---|---|\n"
    for kind, (needed, keys) in KINDS.items():
        told = (f"{'**' if key in needed else ''}`{key}`{'**' if key in needed else ''}: {shape(part)}"
                for key, part in keys.items())  # fmt: skip
        yield f"| `{kind}` | {'<br>'.join(told)} |\n".replace("||", "\\|\\|")

"""The page of the actions: what each does, what it takes, and what guards it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from firstmate.services.actions import ACTIONS
from firstmate.services.actions.values import Action

ABOUT = """\
What a step of kind `action` may name. Each is planned by reading, judged by the guard as the commands of the same
effect, written down, done only if what is there is still what it was planned for, and looked for after an interruption
before it is done again. Arguments in **bold** have to be given; their values are data, never part of a command.
"""
SORTS = {
    "string": "text",
    "number": "a number",
    "integer": "a number",
    "boolean": "true or false",
    "object": "a mapping",
    "array": "a list",
}


def page(notice: str) -> str:
    """The whole page, a section a family."""
    families = sorted({name.partition(".")[0] for name in ACTIONS})
    sections = [f"## {family}\n\n{''.join(_rows(family))}" for family in families]
    return "\n".join([f"# Actions\n\n{notice}\n", f"{len(ACTIONS)} actions. {ABOUT}", *sections])


def _rows(family: str) -> Iterator[str]:
    yield "| action | what it does | `with` |\n|---|---|---|\n"
    for name, action in sorted(ACTIONS.items()):
        if name.partition(".")[0] == family:
            yield f"| `{name}` | {_says(action)} | {_arguments(action)} |\n"


def _says(action: Action) -> str:
    return action.says.replace("|", "\\|") + ("" if action.happened else " (only looks)")


def _arguments(action: Action) -> str:
    properties, required = action.takes["properties"], action.takes.get("required", ())
    told = [_argument(name, properties[name], name in required) for name in properties]
    return "<br>".join(told) or "nothing"


def _argument(name: str, schema: Mapping[str, Any], is_required: bool) -> str:
    shown = f"**`{name}`**" if is_required else f"`{name}`"
    return f"{shown}: {shape(schema)}"


def shape(schema: Mapping[str, Any]) -> str:
    """What a JSON Schema asks of a value, in a few words."""
    if "const" in schema:
        return f"`{schema['const']}`"
    if "enum" in schema:
        return ", ".join(str(value) for value in schema["enum"])
    if "description" in schema:
        return str(schema["description"])
    if "anyOf" in schema:
        return " or ".join(dict.fromkeys(shape(choice) for choice in schema["anyOf"]))
    sorts = schema.get("type", "string")
    return " or ".join(SORTS.get(sort, "null") for sort in ([sorts] if isinstance(sorts, str) else sorts))

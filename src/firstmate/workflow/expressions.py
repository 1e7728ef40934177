"""Expressions in `{{ }}`: Jinja's, compiled in its sandbox. Values that come out of one are data and stay data.

The one room of the nouns that may know jinja2: computing an expression touches nothing.
https://jinja.palletsprojects.com/en/stable/sandbox/
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator, Mapping
from typing import Any

from jinja2 import StrictUndefined, TemplateError, nodes
from jinja2.meta import find_undeclared_variables
from jinja2.sandbox import ImmutableSandboxedEnvironment

LONGEST = 64 * 1024
"""Characters that one expression may make of its values."""
MARK = "\ue000"
LONGEST_EXPRESSION = 2000
"""Characters of one expression."""
METHODS = (
    "endswith",
    "get",
    "items",
    "keys",
    "lower",
    "lstrip",
    "rstrip",
    "split",
    "startswith",
    "strip",
    "upper",
    "values",
)
"""What values may be asked: nothing that makes much of little, such as `ljust` and `replace`."""
FILTERS = (
    *("abs", "default", "first", "float", "int", "join", "last", "length", "list", "lower", "max", "min", "reverse"),
    *("round", "sort", "string", "sum", "trim", "unique", "upper"),
)
DATA = (str, int, float, list, tuple, dict, type(None))
STATEMENTS = ("block_begin", "comment_begin", "comment", "raw_begin", "linestatement_begin")


class ExpressionError(ValueError):
    """It cannot be computed: one sentence that names it."""


class _Sandbox(ImmutableSandboxedEnvironment):
    """Without what could fill the memory of the machine: text and lists times a number, and powers."""

    intercepted_binops = frozenset(["*", "**", "%"])

    def is_safe_callable(self, obj: Any) -> bool:
        return getattr(obj, "__name__", "") in METHODS and super().is_safe_callable(obj)

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        numbers = all(isinstance(side, int | float) for side in (left, right))
        if not numbers or (operator == "**" and (abs(left) > 10**6 or abs(right) > 64)):
            raise ExpressionError(f"`{operator}` works on numbers of ordinary size only")
        return super().call_binop(context, operator, left, right)


SANDBOX = _Sandbox(undefined=StrictUndefined, keep_trailing_newline=True)
SANDBOX.filters = {name: SANDBOX.filters[name] for name in FILTERS}
SANDBOX.filters["json"] = lambda value: json.dumps(value, sort_keys=True, default=str)
SANDBOX.globals = {}


def parts(template: str) -> Iterator[tuple[bool, str]]:
    """(False, text) and (True, expression), in order. Raises ExpressionError."""
    expression: list[str] | None = None
    try:
        for _, kind, value in SANDBOX.lex(template):
            if kind in STATEMENTS:
                raise ExpressionError("only `{{ expressions }}` are known, no statements or comments")
            if kind == "variable_begin":
                expression = []
            elif kind == "variable_end":
                yield True, "".join(expression or ()).strip()
                expression = None
            elif expression is not None:
                expression.append(value)
            else:
                yield False, value
    except TemplateError as error:
        raise ExpressionError(f"{_short(template)}: {error.message}") from error
    if expression is not None:
        raise ExpressionError(f"{_short(template)}: `{{{{` is not closed by `}}}}`")


def references(expression: str) -> set[tuple[str, ...]]:
    """What it reads: ("steps", "judge", "output"), ("inputs", "namespace"), ("item",). Raises ExpressionError."""
    if len(expression) > LONGEST_EXPRESSION:
        raise ExpressionError(f"{_short(expression)} has more than {LONGEST_EXPRESSION} characters")
    try:
        tree = SANDBOX.parse("{{ " + expression + " }}")
        unbound = find_undeclared_variables(tree)
        kinds = (nodes.Getattr, nodes.Getitem, nodes.Name)
        chains = {_chain(node) for kind in kinds for node in tree.find_all(kind)}
    except TemplateError as error:
        raise ExpressionError(f"{_short(expression)}: {error.message}") from error
    except RecursionError as error:
        raise ExpressionError(f"{_short(expression)} goes too deep") from error
    return {chain for chain in chains if chain and chain[0] in unbound}


def evaluate(expression: str, names: Mapping[str, Any]) -> Any:
    """Its value, with its type. Raises ExpressionError."""
    try:
        return SANDBOX.compile_expression(expression, undefined_to_none=False)(**names)
    except ExpressionError:
        raise
    except (
        TemplateError,
        ArithmeticError,
        AttributeError,
        LookupError,
        TypeError,
        ValueError,
        RecursionError,
    ) as error:
        raise ExpressionError(f"{_short(expression)}: {error}") from error


def render(value: Any, names: Mapping[str, Any]) -> Any:
    """A value of a file with everything in it computed: what is exactly one expression keeps its type."""
    if isinstance(value, str):
        return _text(value, names)
    if isinstance(value, Mapping):
        return {key: render(part, names) for key, part in value.items()}
    return [render(part, names) for part in value] if isinstance(value, list) else value


def _text(template: str, names: Mapping[str, Any]) -> Any:
    found = list(parts(template))
    if len(found) == 1 and found[0][0]:
        return _defined(found[0][1], names)
    return _bounded("".join(_plain(_defined(text, names)) if is_value else text for is_value, text in found))


def command(template: str, names: Mapping[str, Any]) -> str:
    """A shell command with every value quoted: none can become a command, an option, or a second word.

    Raises ExpressionError, also for a value that would begin an argument with `-`.
    """
    made = ""
    for is_value, text in parts(template):
        made += _argument(_plain(_defined(text, names)), made, text) if is_value else text
    return _bounded(made)


def quoted_values(template: str) -> Iterator[str]:
    """Expressions of a command that stand inside quotes, a comment and the like, where quoting would not hold them."""
    before = ""
    for is_value, text in parts(template):
        if is_value and not _is_bare(before):
            yield text
        before += "_" if is_value else text


def _is_bare(before: str) -> bool:
    """Whether what follows stands outside quotes, substitutions, here-documents and comments."""
    try:
        words = shlex.split(before + MARK, comments=True)
    except ValueError:
        return False
    is_comment = not any(MARK in word for word in words)
    return (
        not is_comment and not any(sign in before for sign in ("<<", "`", "$(", "\\\n")) and not before.endswith("\\")
    )


def _argument(value: str, before: str, expression: str) -> str:
    begins = not before or before[-1] in " \t\n;|&("
    if begins and value.startswith("-"):
        raise ExpressionError(f"{_short(expression)} is {_short(value)}, which would be an option")
    if "\0" in value:
        raise ExpressionError(f"{_short(expression)} has a NUL character in it")
    return shlex.quote(value)


def _defined(expression: str, names: Mapping[str, Any]) -> Any:
    value = evaluate(expression, names)
    if isinstance(value, StrictUndefined):
        raise ExpressionError(f"{_short(expression)} is not known")
    if not isinstance(value, DATA):
        raise ExpressionError(f"{_short(expression)} is no value")
    return value


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value, sort_keys=True, default=str) if isinstance(value, dict | list) else str(value)


def _bounded(text: str) -> str:
    if len(text) > LONGEST:
        raise ExpressionError(f"it makes more than {LONGEST} characters")
    return text


def _chain(node: Any) -> tuple[str, ...]:
    names: list[str] = []
    while isinstance(node, nodes.Getattr | nodes.Getitem):
        if isinstance(node, nodes.Getattr):
            names.append(node.attr)
        elif isinstance(node.arg, nodes.Const):
            names.append(str(node.arg.value))
        else:
            names.clear()
        node = node.node
    return (node.name, *reversed(names)) if isinstance(node, nodes.Name) else ()


def _short(text: str) -> str:
    line = " ".join(text.split())
    return f"`{line}`" if len(line) <= 80 else f"`{line[:78]}…`"

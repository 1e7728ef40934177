"""`firstmate explain CODE`: what a finding means, how it is found, how it is cured."""

from __future__ import annotations

import difflib
from typing import Any

import click
import msgspec
from rich.text import Text

from firstmate.analyzers import rules
from firstmate.entrypoints.cli.options import console, output_options
from firstmate.errors import UsageError
from firstmate.findings import Rule


def _codes(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    return [rule.code for rule in rules() if rule.code.startswith(incomplete)]


@click.command("explain")
@click.argument("code", required=False, shell_complete=_codes)
@output_options
def command(code: str | None, as_json: bool, no_color: bool) -> None:
    """What a finding means, how it is found and how it is cured; without CODE, the list of all.

    \b
    Example: firstmate explain image-not-found
    """
    chosen = [_find(code)] if code else list(rules())
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode([_plain(rule) for rule in chosen])))
        return
    screen = console(no_color)
    for rule in chosen:
        if code:
            for label, text in _paragraphs(rule):
                screen.print(Text.assemble((f"{label}: ", "bold"), text))
        else:
            screen.print(Text.assemble((f"{rule.code:<32}", "bold"), f"{rule.severity!s:<9} {rule.title}"))


def _find(code: str) -> Rule:
    by_code = {rule.code: rule for rule in rules()}
    if code not in by_code:
        nearest = difflib.get_close_matches(code, by_code, n=1)
        hint = f"did you mean `{nearest[0]}`?" if nearest else "`firstmate explain` lists all codes"
        raise UsageError(f"There is no finding code {code!r}.", hint=hint)
    return by_code[code]


def _paragraphs(rule: Rule) -> list[tuple[str, str]]:
    return [
        (rule.code, rule.title),
        ("severity", str(rule.severity)),
        ("meaning", rule.meaning),
        ("found by", rule.found_by),
        ("cure", rule.cure),
        ("reads", ", ".join(rule.needs)),
        ("source", rule.source),
    ]


def _plain(rule: Rule) -> dict[str, Any]:
    return {
        "code": rule.code,
        "title": rule.title,
        "severity": str(rule.severity),
        "role": rule.role.name.lower(),
        "meaning": rule.meaning,
        "foundBy": rule.found_by,
        "cure": rule.cure,
        "reads": list(rule.needs),
        "source": rule.source,
    }

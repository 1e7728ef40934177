"""The log: what was decided about every call, each entry chained to the one before it by its hash."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from firstmate.digest import sha256
from firstmate.guard.values import Decision, ToolCall
from firstmate.redaction import redacted

BEGINNING = "0" * 64
"""What the first entry is chained to."""
LONGEST = 4000
"""Characters of a command or an outcome that are kept."""


class Entry(NamedTuple):
    """One line of the log. The time is UTC, ISO 8601."""

    time: str
    event: str
    """decided, done, approval, freeze, thaw."""
    session: str = ""
    agent: str = ""
    tool: str = ""
    command: str = ""
    target: str = ""
    tier: str = ""
    decision: str = ""
    rule: str = ""
    reasons: tuple[str, ...] = ()
    approval: str = ""
    outcome: str = ""
    call: str = ""
    """The client's id of the call: it joins what was decided to what came of it."""
    binding: str = ""
    """Of an approval: the hash of everything that it holds for."""


class Anchor(NamedTuple):
    """How many entries there are, and the hash of the last: kept apart from the log, so that a cut tail shows."""

    entries: int = 0
    head: str = BEGINNING


class Breach(NamedTuple):
    """A line (from 1; 0: the log as a whole) that is not as it was written, and what is wrong."""

    line: int
    what: str


class Verified(NamedTuple):
    """Where the log stands, and all that is wrong with it."""

    anchor: Anchor
    breaches: tuple[Breach, ...]


def decided(call: ToolCall, decision: Decision, time: str, session: str = "", call_id: str = "") -> Entry:
    """The entry for a decision."""
    command = call.input.get("command")
    return Entry(
        time=time,
        event="decided",
        session=session,
        agent=call.agent or call.launched_as,
        tool=call.tool,
        command=command if isinstance(command, str) else json.dumps(dict(call.input), default=str),
        target=", ".join(dict.fromkeys(filter(None, map(_target, decision.acts)))),
        tier=str(decision.tier or "none"),
        decision=str(decision.outcome),
        rule=decision.rule,
        reasons=decision.reasons,
        call=call_id,
    )


def chained(entry: Entry, before: Anchor, secrets: Iterable[str] = ()) -> tuple[str, Anchor]:
    """The entry as a line of the log, without secrets, and where the log stands with it."""
    content = {"seq": before.entries + 1, "prev": before.head, **_without_secrets(entry, tuple(secrets))}
    head = _hash(content)
    return _line({**content, "hash": head}) + "\n", Anchor(before.entries + 1, head)


def verify(lines: Iterable[str], anchors: Iterable[Anchor]) -> Verified:
    """Whether the lines are those that were written, all of them and in their order, as every anchor remembers."""
    wanted = {anchor.entries: anchor.head for anchor in anchors}
    breaches: list[Breach] = []
    at = Anchor()
    for number, line in enumerate(lines, 1):
        content = parsed(line)
        breaches += (Breach(number, what) for what in _wrong(content, line, at))
        at = Anchor(number, str(content.get("hash", "")))
        if at.entries in wanted and wanted.pop(at.entries) != at.head:
            breaches.append(Breach(number, "the entry is not the one that was anchored: the log was rewritten"))
    for count in sorted(wanted):
        if count > at.entries:
            breaches.append(Breach(0, f"the log ends after {at.entries} entries, and {count} were anchored"))
    return Verified(at, tuple(breaches))


def parsed(line: str) -> dict[str, Any]:
    """A line's content; empty when it is none."""
    try:
        content = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}


def is_witnessed(lines: Iterable[str], approval: str, binding: str) -> bool:
    """Whether a person has approved exactly this, and it was not used yet, as the log has it."""
    said = [content for line in lines if approval in line and (content := parsed(line)).get("approval") == approval]
    approved = any(
        (entry.get("event"), entry.get("decision"), entry.get("binding")) == ("approval", "approved", binding)
        for entry in said
    )
    return approved and not any(entry.get("event") == "decided" and entry.get("decision") == "allow" for entry in said)


def follows(line: str, at: Anchor) -> Anchor | None:
    """Where the log stands with this line after it; None when it does not follow."""
    content = parsed(line)
    return None if any(_wrong(content, line, at)) else Anchor(at.entries + 1, str(content["hash"]))


def _wrong(content: dict[str, Any], line: str, at: Anchor) -> Iterator[str]:
    if not content:
        yield "it is no entry"
        return
    told = {key: value for key, value in content.items() if key != "hash"}
    if content.get("hash") != _hash(told) or line.rstrip("\n") != _line(content):
        yield "its text is not what was written"
    if content.get("seq") != at.entries + 1 or content.get("prev") != at.head:
        yield "it does not follow the entry before it: one was removed, added or moved"


def _without_secrets(entry: Entry, secrets: tuple[str, ...]) -> dict[str, Any]:
    told = entry._asdict()
    kept = {key: redacted(text, secrets)[:LONGEST] for key, text in told.items() if isinstance(text, str) and text}
    reasons = [redacted(reason, secrets)[:LONGEST] for reason in entry.reasons]
    return {**kept, **({"reasons": reasons} if reasons else {})}


def _target(act: Any) -> str:
    kind_and_names = "/".join(filter(None, (act.namespace, act.kind, ",".join(act.names))))
    return " ".join(filter(None, (act.place.host, act.place.context, kind_and_names))).replace("\0", "?")


def _hash(content: dict[str, Any]) -> str:
    return sha256(_line(content).encode())


def _line(content: dict[str, Any]) -> str:
    return json.dumps(content, separators=(",", ":"))

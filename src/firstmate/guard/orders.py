"""Standing orders: what the mate may do alone, what he must ask about. Read from plain data, checked before."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from firstmate.command_tiers import CommandTier

SCHEMA = 1
PATTERNS = ("tool", "verb", "rule", "kind", "namespace", "name", "context", "host")
"""What an override may name of an act. `*` stands for any text."""
RAISED = (CommandTier.SAFE, CommandTier.RISKY, CommandTier.FORBIDDEN)
LEVELS = ("manual", "prompted", "standard")


class Mode(StrEnum):
    """observe: only reads. standard: what is safe runs, what is risky is asked about."""

    OBSERVE = "observe"
    STANDARD = "standard"


class Override(NamedTuple):
    """Acts that match every pattern get this tier: raised always, lowered to safe at most, never from forbidden."""

    tier: CommandTier
    patterns: Mapping[str, str] = {}
    why: str = ""


class Bounds(NamedTuple):
    """Outside of them, what is safe is asked about."""

    fewest_replicas: int = 1
    most_replicas: int = 10
    per_hour: int = 3
    per_day: int = 7
    """Automatic actions on one object."""
    quiet_from: str = ""
    quiet_to: str = ""
    """`22:00` and `07:00`, local time: nothing is done unasked between them. Both empty: never."""


class Grant(NamedTuple):
    """A runbook's level, as a person has consented to it."""

    runbook: str
    level: str


class Orders(NamedTuple):
    """The whole file. Protected ones come on top of those that are always protected."""

    mode: Mode = Mode.STANDARD
    overrides: tuple[Override, ...] = ()
    bounds: Bounds = Bounds()
    namespaces: tuple[str, ...] = ()
    contexts: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    approvers: tuple[str, ...] = ()
    """Who may approve; empty: everybody who has set a passphrase."""
    grants: tuple[Grant, ...] = ()


DEFAULTS = Orders()
STRICTEST = Orders(
    overrides=(Override(CommandTier.RISKY, {}, "the standing orders cannot be read, so nothing is done unasked"),)
)
"""In force when there is a file of orders and nobody knows what it says."""


def orders_from(content: Mapping[str, Any]) -> Orders:
    """The orders of a file's plain content that fits the schema. Raises KeyError, TypeError or ValueError when not."""
    bounds, protected = content.get("bounds", {}), content.get("protected", {})
    replicas, automatic, quiet = (bounds.get(key, {}) for key in ("replicas", "automatic", "quiet_hours"))
    usual = Bounds()
    return Orders(
        mode=Mode(content.get("mode", Mode.STANDARD)),
        overrides=tuple(_override(entry) for entry in content.get("overrides", ())),
        bounds=Bounds(
            int(replicas.get("min", usual.fewest_replicas)),
            int(replicas.get("max", usual.most_replicas)),
            int(automatic.get("per_hour", usual.per_hour)),
            int(automatic.get("per_day", usual.per_day)),
            str(quiet.get("from", "")),
            str(quiet.get("to", "")),
        ),
        namespaces=tuple(protected.get("namespaces", ())),
        contexts=tuple(protected.get("contexts", ())),
        paths=tuple(protected.get("paths", ())),
        approvers=tuple(content.get("approvers", ())),
        grants=tuple(Grant(entry["runbook"], entry["level"]) for entry in content.get("grants", ())),
    )


def without_loosening(orders: Orders) -> Orders:
    """What they tighten, and nothing that they loosen: in force while a newer file waits to be checked."""
    return orders._replace(
        overrides=tuple(entry for entry in orders.overrides if entry.tier is not CommandTier.SAFE),
        bounds=orders.bounds._replace(
            fewest_replicas=max(orders.bounds.fewest_replicas, DEFAULTS.bounds.fewest_replicas),
            most_replicas=min(orders.bounds.most_replicas, DEFAULTS.bounds.most_replicas),
            per_hour=min(orders.bounds.per_hour, DEFAULTS.bounds.per_hour),
            per_day=min(orders.bounds.per_day, DEFAULTS.bounds.per_day),
        ),
        grants=(),
    )


def matches(pattern: str, text: str) -> bool:
    """Whether the text is what the pattern says; `*` stands for any text."""
    return re.fullmatch(".*".join(map(re.escape, pattern.split("*"))), text, re.DOTALL) is not None


def _override(entry: Mapping[str, Any]) -> Override:
    patterns = {key: str(entry[key]) for key in PATTERNS if key in entry}
    return Override(CommandTier(entry["tier"]), patterns, str(entry.get("why", "")))

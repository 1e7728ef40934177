"""What standing orders make of an act: overrides, protected places, bounds, the hour, how often it was done already."""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.command_tiers import CommandTier
from firstmate.guard.orders import Override, matches
from firstmate.guard.targets import PROTECTED_NAMESPACES, TOOLS, config_of
from firstmate.guard.values import UNKNOWN, Act, Known

ANY = "*"


def under_orders(act: Act, known: Known) -> Act:
    """The act with the tier that the orders give it, and their reason before its own."""
    if act.tier is None:
        return act
    lowered = _lowered(act, known)
    for tier, reason in _raises(lowered, known):
        if tier.rank > (lowered.tier or CommandTier.READ).rank:
            lowered = lowered._replace(tier=tier, reason=f"{reason}; {lowered.reason}")
    return lowered


def object_keys(act: Act) -> tuple[str, ...]:
    """`context/namespace/kind/name` of every object that it names: what automatic actions are counted by."""
    return tuple(f"{act.place.context}/{act.namespace}/{act.kind}/{name}" for name in act.names)


def _lowered(act: Act, known: Known) -> Act:
    """Risky becomes safe where an override says so and everything that it names is known."""
    if act.tier is not CommandTier.RISKY or not act.tool:
        return act
    for override in known.orders.overrides:
        if override.tier is CommandTier.SAFE and _place_is_clear(override, act, known) and _surely(override, act):
            return act._replace(tier=CommandTier.SAFE, reason=_told(override))
    return act


def _place_is_clear(override: Override, act: Act, known: Known) -> bool:
    """Nothing is lowered at a place that the command brings along.

    Nor on another host, in a namespace of the system or at a context that nobody knows, unless the override names it.
    """
    place, named = act.place, override.patterns
    if not named or place.kubeconfig or place.server or UNKNOWN in place.context:
        return False
    if place.host and named.get("host", ANY) == ANY:
        return False
    if act.namespace in PROTECTED_NAMESPACES and named.get("namespace", ANY) == ANY:
        return False
    return named.get("context", ANY) != ANY or not _is_unknown_context(act, known)


def _is_unknown_context(act: Act, known: Known) -> bool:
    if act.tool not in TOOLS or not act.place.context:
        return False
    config = config_of(act.place, known)
    return config is None or act.place.context not in config["contexts"]


def _raises(act: Act, known: Known) -> Iterator[tuple[CommandTier, str]]:
    for override in known.orders.overrides:
        if _possibly(override, act):
            yield override.tier, _told(override)
    if act.tier is not CommandTier.READ:
        yield from _protected(act, known)
    if act.tier is CommandTier.SAFE:
        yield from ((CommandTier.RISKY, reason) for reason in _out_of_bounds(act, known))


def _protected(act: Act, known: Known) -> Iterator[tuple[CommandTier, str]]:
    if act.namespace and any(_may_be(pattern, act.namespace) for pattern in known.orders.namespaces):
        yield CommandTier.RISKY, f"the standing orders protect namespace {_shown(act.namespace)}"
    if act.place.context and any(_may_be(pattern, act.place.context) for pattern in known.orders.contexts):
        yield CommandTier.RISKY, f"the standing orders protect context {_shown(act.place.context)}"


def _out_of_bounds(act: Act, known: Known) -> Iterator[str]:
    bounds = known.orders.bounds
    if act.replicas is not None and not bounds.fewest_replicas <= act.replicas <= bounds.most_replicas:
        yield f"{act.replicas} replicas are outside {bounds.fewest_replicas} to {bounds.most_replicas}"
    if bounds.quiet_from and _quiet(known.clock, bounds.quiet_from, bounds.quiet_to):
        yield f"quiet hours, {bounds.quiet_from} to {bounds.quiet_to}"
    for key in object_keys(act):
        hour, day = known.automatic.get(key, (0, 0))
        if hour >= bounds.per_hour or day >= bounds.per_day:
            name = key.rpartition("/")[2]
            yield f"{name} was acted on {hour} times within the hour and {day} times within the day already"
            return


def _quiet(clock: str, start: str, end: str) -> bool:
    """Whether the clock is between them, also over midnight; an unknown one is."""
    if not clock:
        return True
    return start <= clock < end if start <= end else clock >= start or clock < end


def _told(override: Override) -> str:
    return f"standing orders: {override.why}" if override.why else "the standing orders say so"


def _surely(override: Override, act: Act) -> bool:
    told = _told_of(act)
    return all(
        bool(told[key]) and all(UNKNOWN not in text and matches(pattern, text) for text in told[key])
        for key, pattern in override.patterns.items()
        if pattern != ANY
    )


def _possibly(override: Override, act: Act) -> bool:
    told = _told_of(act)
    return all(
        any(_may_be(pattern, text) for text in told[key]) or (key == "name" and bool(act.kind) and not act.names)
        for key, pattern in override.patterns.items()
        if pattern != ANY
    )


def _may_be(pattern: str, text: str) -> bool:
    return UNKNOWN in text or matches(pattern, text)


def _told_of(act: Act) -> dict[str, tuple[str, ...]]:
    """What patterns are held against. Empty text: the act does not say."""
    told = {
        "tool": act.tool,
        "verb": act.verb,
        "rule": act.rule,
        "kind": act.kind,
        "namespace": act.namespace,
        "context": act.place.context,
        "host": act.place.host,
    }
    return {**{key: (text,) if text else () for key, text in told.items()}, "name": act.names}


def _shown(text: str) -> str:
    return "(known when it runs)" if UNKNOWN in text else text

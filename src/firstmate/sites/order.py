"""The order in which services come up: what others need comes first."""

from __future__ import annotations

from collections.abc import Sequence

from firstmate.errors import UsageError
from firstmate.sites.values import Service


def ordered(services: Sequence[Service]) -> tuple[Service, ...]:
    """Each after those of them that it needs; else the higher priority first, then as the file has them.

    Raises UsageError for services that wait for each other.
    """
    waiting = sorted(services, key=lambda service: -service.priority)
    done: list[Service] = []
    while waiting:
        names = {service.name for service in waiting}
        free = next((service for service in waiting if not names & set(service.needs)), None)
        if free is None:
            told = ", ".join(service.name for service in waiting)
            raise UsageError(f"These services wait for each other: {told}.", hint="`firstmate site check` says where")
        waiting.remove(free)
        done.append(free)
    return tuple(done)

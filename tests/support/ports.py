"""Free ports on loopback for the servers that tests start."""

from __future__ import annotations

import random
import socket
from contextlib import ExitStack


def free_ports(count: int) -> int:
    """The first of `count` consecutive ports that nobody listens on at this moment."""
    while True:
        with ExitStack() as held:
            first = _bind(held, 0)
            if first and all(_bind(held, first + offset) for offset in range(1, count)):
                return first


def quiet_ports(count: int) -> int:
    """The same, below those that the system gives out by itself: for many servers that take a while to come up."""
    while True:
        first = random.randrange(15_000, 32_000)
        with ExitStack() as held:
            if all(_bind(held, first + offset) for offset in range(count)):
                return first


def _bind(held: ExitStack, port: int) -> int:
    """Take the port until `held` closes; 0 when somebody has it already."""
    probe = held.enter_context(socket.socket())
    try:
        probe.bind(("127.0.0.1", port))
    except (OSError, OverflowError):
        return 0
    return int(probe.getsockname()[1])

"""A TCP connection and what the other side says first: whether anything listens there at all."""

from __future__ import annotations

import socket
from contextlib import closing

LARGEST = 4096


def greeting(host: str, port: int, timeout: float, wanted: int = 0) -> bytes:
    """Connect within `timeout` seconds; of what comes unasked at least `wanted` bytes, unless the other side ends.

    Raises OSError: ConnectionRefusedError, TimeoutError and socket.gaierror among them.
    """
    with closing(socket.create_connection((host, port), timeout)) as connection:
        said = b""
        while len(said) < min(wanted, LARGEST) and (part := connection.recv(LARGEST)):
            said += part
        return said

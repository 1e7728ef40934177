"""Debian's Redis on loopback."""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.require import require
from tests.support.servers import found


@contextmanager
def redis(folder: Path, port: int, password: str = "") -> Iterator[subprocess.Popen[bytes]]:
    """Serve until the block ends, or until it is killed."""
    require("redis", found("redis-server"), "apt-get install -y redis-server")
    command = ["redis-server", "--bind", "127.0.0.1", "--port", str(port), "--dir", str(folder), "--save", ""]
    process = subprocess.Popen(
        [*command, *(("--requirepass", password) if password else ())],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    try:
        _wait(port)
        yield process
    finally:
        process.terminate()
        process.wait()


def _wait(port: int) -> None:
    for _ in range(400):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.025)
        else:
            return
    raise AssertionError("Redis does not listen")

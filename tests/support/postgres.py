"""A real Postgres for the time of a test, on a socket of its own, and on a port of loopback where it is asked for.

It is Debian's, whose programs are not on PATH.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import psycopg

PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
USER = "postgres"
FAST = ("-c", "fsync=off", "-c", "shared_buffers=16MB", "-c", "max_connections=300")
"""What is tested is the end of its clients, not its own."""


def is_installed() -> bool:
    return bool(PROGRAMS)


@contextmanager
def postgres(port: int = 0) -> Iterator[str]:
    """A server; gives the URL to which `database` adds one. On the port, if there is one, passwords are asked for."""
    folder = Path(tempfile.mkdtemp(prefix="postgres-"))
    owner = {"user": USER} if os.getuid() == 0 else {}  # it refuses to run as root
    if owner:
        shutil.chown(folder, USER)
    listens = ("-c", "listen_addresses=127.0.0.1", "-p", str(port)) if port else ("-c", "listen_addresses=''")
    start = ("-o", " ".join(("-k", str(folder), *listens, *FAST)), "-l", str(folder / "log"), "-w")
    try:
        trust = ("--auth-local=trust", "--auth-host=scram-sha-256")
        _run("initdb", "-U", USER, *trust, "-D", str(folder / "data"), **owner)
        _run("pg_ctl", "-D", str(folder / "data"), *start, "start", **owner)
        try:
            yield f"postgresql+psycopg://{USER}@/{{name}}?host={quote(str(folder))}&port={port or 5432}"
        finally:
            _run("pg_ctl", "-D", str(folder / "data"), "-m", "immediate", "-w", "stop", **owner)
    finally:
        shutil.rmtree(folder)


def database(server: str, name: str) -> str:
    """A new database of the server; its URL."""
    url = server.format(name=USER).replace("+psycopg", "")
    with psycopg.connect(url, autocommit=True) as talk:
        talk.execute(f'CREATE DATABASE "{name}"')
    return server.format(name=name)


def dropped(server: str, name: str) -> None:
    """The database is gone, and whoever is connected to it."""
    with psycopg.connect(server.format(name=USER).replace("+psycopg", ""), autocommit=True) as talk:
        talk.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _run(program: str, *arguments: str, **owner: str) -> None:
    command = [str(PROGRAMS[-1] / program), *arguments]
    ended = subprocess.run(  # type: ignore[call-overload]  # its overloads do not know what is unpacked
        command, stdin=subprocess.DEVNULL, capture_output=True, text=True, cwd="/", **owner
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr

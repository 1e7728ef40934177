"""Whether a PostgreSQL server accepts connections, and which databases it has, by psycopg."""

from __future__ import annotations

from contextlib import closing

import psycopg

CLOSED = ("starting up", "shutting down", "in recovery mode", "not accepting", "not yet accepting")
"""What a server says that is there and lets nobody in: `pg_isready` calls it rejecting."""


class PostgresError(Exception):
    """It answers, but not as it should: one sentence."""


class LockedError(Exception):
    """It asks for a password, and none was given."""


def accepts(host: str, port: int, user: str, database: str, timeout: float) -> str:
    """How it takes a connection without a password, as `pg_isready` asks. Raises PostgresError and TimeoutError.

    A server that asks for a password, or knows no such user, accepts connections.
    """
    try:
        with closing(_connected(host, port, user, "", database, timeout)):
            return "accepts connections"
    except psycopg.errors.ConnectionTimeout as error:
        raise TimeoutError from error
    except psycopg.OperationalError as error:
        if _needs_password(error) or ("FATAL" in str(error) and not any(words in str(error) for words in CLOSED)):
            return "accepts connections, nobody logged in"
        raise PostgresError(_words(error)) from error


def databases(host: str, port: int, user: str, password: str, database: str, timeout: float) -> frozenset[str]:
    """The names of its databases. Raises PostgresError, LockedError, TimeoutError."""
    try:
        with closing(_connected(host, port, user, password, database, timeout)) as connection:
            found = connection.execute("SELECT datname FROM pg_database WHERE datallowconn").fetchall()
    except psycopg.errors.ConnectionTimeout as error:
        raise TimeoutError from error
    except psycopg.Error as error:
        if not password and _needs_password(error):
            raise LockedError from error
        raise PostgresError(_words(error)) from error
    return frozenset(str(row[0]) for row in found)


def _connected(
    host: str, port: int, user: str, password: str, database: str, timeout: float
) -> psycopg.Connection[tuple[str, ...]]:
    return psycopg.connect(
        host=host,
        port=port,
        user=user,
        password=password,
        dbname=database,
        connect_timeout=max(2, round(timeout)),  # whole seconds; the caller's own deadline is the one that counts
        application_name="firstmate",
        passfile="/nonexistent",
    )


def _needs_password(error: psycopg.Error) -> bool:
    return error.pgconn is not None and error.pgconn.needs_password


def _words(error: psycopg.Error) -> str:
    """The last of what may be many lines: one for each address that was tried."""
    return (str(error).strip().splitlines() or [type(error).__name__])[-1].rpartition(" failed: ")[2]

"""PING to a Redis server, and its role, by redis-py."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from typing import Any

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import AuthenticationError, RedisError
from redis.exceptions import TimeoutError as SilentError
from redis.retry import Retry


class RedisFaultError(Exception):
    """It answers, but not as it should: one sentence."""


class LockedError(Exception):
    """It asks for a password, and none was given."""


def ping(host: str, port: int, user: str, password: str, timeout: float) -> None:
    """It answers PING. Raises RedisFaultError, LockedError, TimeoutError."""
    _talked(host, port, user, password, timeout, lambda talk: talk.ping())


def role(host: str, port: int, user: str, password: str, timeout: float) -> str:
    """`master` or `replica`. Raises RedisFaultError, LockedError, TimeoutError."""
    found = _talked(host, port, user, password, timeout, lambda talk: talk.info("replication")["role"])
    return "replica" if found == "slave" else str(found)


def _talked(host: str, port: int, user: str, password: str, timeout: float, ask: Callable[[Redis], Any]) -> Any:
    talk = Redis(
        host=host,
        port=port,
        username=user or None,
        password=password or None,
        socket_timeout=timeout,
        socket_connect_timeout=timeout,
        retry=Retry(NoBackoff(), 0),
        protocol=2,
    )
    with closing(talk):
        try:
            return ask(talk)
        except SilentError as error:
            raise TimeoutError from error
        except AuthenticationError as error:
            if not password:
                raise LockedError from error
            raise RedisFaultError("it does not accept the password") from error
        except (RedisError, OSError, ValueError, KeyError) as error:
            raise RedisFaultError(str(error) or type(error).__name__) from error

"""PING to a Redis server, and its role, by redis-py."""

from __future__ import annotations

from contextlib import closing

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import AuthenticationError, RedisError
from redis.exceptions import TimeoutError as SilentError
from redis.retry import Retry

NO_PASSWORD_GIVEN = ("NOAUTH", "Authentication required")


class RedisFaultError(Exception):
    """It answers, but not as it should: one sentence."""


class LockedError(Exception):
    """It asks for a password, and none was given."""


def role(host: str, port: int, user: str, password: str, timeout: float) -> str:
    """`master` or `slave`, after it has answered PING. Raises RedisFaultError, LockedError, TimeoutError."""
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
            talk.ping()
            return str(talk.info("replication")["role"])
        except SilentError as error:
            raise TimeoutError from error
        except AuthenticationError as error:
            if not password:
                raise LockedError from error
            raise RedisFaultError("it does not accept the password") from error
        except (RedisError, OSError, ValueError, KeyError) as error:
            raise RedisFaultError(str(error) or type(error).__name__) from error

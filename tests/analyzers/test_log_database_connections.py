"""log-database-connections: databases without a free connection, told once for all their clients."""

from __future__ import annotations

import pytest

from firstmate.analyzers.log_database_connections import check
from firstmate.snapshot import LogExcerpt
from tests.support.build import deployment, facts_of
from tests.support.logs import STALE, database, logging

FULL = 'com.mysql.cj.exceptions.CJException: Data source rejected establishment of connection, message from server: "Too many connections"'  # noqa: E501


@pytest.mark.parametrize(
    ("line", "image"),
    [
        (FULL, "mysql:8.4"),
        ("User shop already has more than 'max_user_connections' active connections", "mariadb:11"),
        ("psycopg.OperationalError: FATAL: sorry, too many clients already", "postgres:17"),
        ("FATAL: remaining connection slots are reserved for roles with the SUPERUSER attribute", "postgres:17"),
        ("redis.exceptions.ConnectionError: ERR max number of clients reached", "valkey:8"),
    ],
)
def test_the_database_is_told_with_its_clients(line, image):
    """It is the one that has run out, whoever took the connections."""
    found = list(check(logging(line, database(image=image))))

    assert [str(f.object) for f in found] == ["StatefulSet/shop/db"]
    assert [str(r) for r in found[0].explains] == ["Deployment/shop/web"]


def test_many_clients_are_one_finding():
    """Each of them is refused by the same database."""
    logs = tuple(LogExcerpt("shop", name, f"2026-03-01T11:58:00Z {FULL}") for name in ("web", "api"))
    facts = facts_of(deployment(ready=0), deployment("api", ready=0), database(), logs=logs)

    assert len(list(check(facts))) == 1


def test_a_ready_client_that_is_refused_now_counts():
    """Pools keep a client ready for a while."""
    assert len(list(check(logging(FULL, database(), ready=1)))) == 1


def test_a_client_is_told_where_its_database_is_not_known():
    """It may stand outside the cluster."""
    assert [str(f.object) for f in check(logging(FULL))] == ["Deployment/shop/web"]


@pytest.mark.parametrize(
    "line", ["HikariPool-1 - Connection is not available, request timed out", "429 Too Many Requests"]
)
def test_a_clients_own_pool_is_another_matter(line):
    """The database has refused nobody."""
    assert list(check(logging(line, database()))) == []


def test_what_was_refused_hours_ago_is_quiet():
    """It does not speak of now."""
    assert list(check(logging(FULL, database(), at=STALE))) == []

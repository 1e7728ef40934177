"""log-database-credentials: four engines' refusals, of now, from the client's own log."""

from __future__ import annotations

import pytest

from firstmate.analyzers.log_database_credentials import check
from firstmate.findings import Severity
from firstmate.snapshot import LogExcerpt
from tests.support.build import facts_of
from tests.support.logs import STALE, database, logging

DENIED = "java.sql.SQLException: Access denied for user 'shop'@'10.1.3.40' (using password: YES)"


@pytest.mark.parametrize(
    ("line", "engine"),
    [
        (DENIED, "MySQL"),
        (
            "pymysql.err.OperationalError: (1045, \"Access denied for user 'shop'@'10.1.0.9' (using password: NO)\")",
            "MySQL",
        ),
        ('FATAL: password authentication failed for user "shop"', "PostgreSQL"),
        ('pq: no pg_hba.conf entry for host "10.1.0.9", user "shop", database "shop", no encryption', "PostgreSQL"),
        ("MongoServerError: Authentication failed.", "MongoDB"),
        ("ReplyError: WRONGPASS invalid username-password pair or user is disabled.", "Redis"),
        ("redis.exceptions.AuthenticationError: NOAUTH Authentication required.", "Redis"),
    ],
)
def test_refused_credentials_are_told_of_the_client(line, engine):
    """The database does its duty; the client has the wrong password."""
    found = list(check(logging(line)))

    assert [(str(f.object), f.severity) for f in found] == [("Deployment/shop/web", Severity.CRITICAL)]
    assert engine in found[0].claim


def test_the_database_is_named_where_it_is_known():
    """The only one of its kind is meant."""
    assert "StatefulSet db" in next(check(logging(DENIED, database()))).claim


def test_a_ready_client_is_a_warning():
    """It runs, and is refused all the same."""
    assert [f.severity for f in check(logging(DENIED, ready=1))] == [Severity.WARNING]


def test_the_databases_own_log_is_not_a_clients():
    """A server notes everybody's mistakes."""
    log = LogExcerpt("shop", "db", "2026-03-01T11:58:00Z [Note] Access denied for user 'root'@'::1'")

    assert list(check(facts_of(database(ready=0), logs=(log,)))) == []


@pytest.mark.parametrize("line", ["Permission denied: /data", "user shop: authentication failed at the login page"])
def test_other_refusals_are_quiet(line):
    """Files and people who mistype."""
    assert list(check(logging(line))) == []


def test_what_was_refused_hours_ago_is_quiet():
    """It does not speak of now."""
    assert list(check(logging(DENIED, at=STALE))) == []

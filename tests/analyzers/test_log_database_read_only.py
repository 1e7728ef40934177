"""log-database-read-only: databases that refuse writes; not transactions that asked to be read-only."""

from __future__ import annotations

import pytest

from firstmate.analyzers.log_database_read_only import check
from firstmate.snapshot import LogExcerpt
from tests.support.build import facts_of
from tests.support.logs import STALE, database, logging
from tests.support.network import caller, service

OPTION = "SQLException: The MySQL server is running with the --read-only option so it cannot execute this statement"


@pytest.mark.parametrize(
    ("line", "image"),
    [
        (OPTION, "mysql:8.4"),
        (OPTION.replace("--read-only", "--super-read-only"), "percona:8.0"),
        ("ERROR: cannot execute INSERT in a read-only transaction", "postgres:17"),
        ("MongoServerError[NotWritablePrimary]: not primary", "mongo:8"),
        ("ReplyError: READONLY You can't write against a read only replica.", "redis:7"),
    ],
)
def test_a_database_that_refuses_writes_is_told(line, image):
    """The client stays ready; its writes fail."""
    found = list(check(logging(line, database(image=image), ready=1)))

    assert [str(f.object) for f in found] == ["StatefulSet/shop/db"]


def test_the_database_that_the_manifest_names_is_told_of_two():
    """With two of a kind, the address in the client's environment decides."""
    log = LogExcerpt("shop", "front", f"2026-03-01T11:58:00Z {OPTION}")
    front = caller({"DB_HOST": "orders"})
    facts = facts_of(front, database("orders"), database("users"), service("orders"), service("users"), logs=(log,))

    assert [str(f.object) for f in check(facts)] == ["StatefulSet/shop/orders"]


@pytest.mark.parametrize(
    "line", ["Cannot execute statement in a READ ONLY transaction.", "opened /etc/app.conf in read-only mode"]
)
def test_what_asked_to_be_read_only_is_quiet(line):
    """A transaction of the client's own, a file."""
    assert list(check(logging(line, database(), ready=1))) == []


def test_what_was_refused_hours_ago_is_quiet():
    """It does not speak of now."""
    assert list(check(logging(OPTION, database(), at=STALE))) == []

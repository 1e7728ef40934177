"""log-database-port: refused connections to a database that is up; not to one that is down or unknown."""

from __future__ import annotations

import pytest

from firstmate.analyzers.log_database_port import check
from firstmate.snapshot import LogExcerpt
from tests.support.build import deployment, facts_of
from tests.support.logs import database, logging
from tests.support.network import service

JDBC = "com.mysql.cj.jdbc.exceptions.CommunicationsException: Communications link failure"


@pytest.mark.parametrize(
    ("line", "image", "port"),
    [
        (JDBC, "mysql:8.4", ""),
        ("(2003, \"Can't connect to MySQL server on 'db' ([Errno 111] Connection refused)\")", "mariadb:11", ""),
        ('connection to server at "db" (10.96.1.1), port 5433 failed: Connection refused', "postgres:17", ":5433"),
        ("MongooseServerSelectionError: connect ECONNREFUSED 10.96.1.1:27018", "mongo:8", ":27018"),
        ("Could not connect to Redis at db:6380: Connection refused", "redis:7", ":6380"),
    ],
)
def test_a_refusal_of_a_database_that_is_up_is_told_of_the_client(line, image, port):
    """The port that the line names is in the claim."""
    found = list(check(logging(line, database(image=image))))

    assert [str(f.object) for f in found] == ["Deployment/shop/web"]
    assert port in found[0].claim and "StatefulSet db" in found[0].claim


def test_the_ports_that_the_database_serves_are_told():
    """What the Service lists is what the client should ask."""
    assert "serves port 3306" in next(check(logging(JDBC, database(), service("db", port=3306)))).claim


def test_a_database_that_is_down_is_quiet():
    """Then it is no wonder."""
    assert list(check(logging(JDBC, database(ready=0)))) == []


def test_without_a_database_of_that_kind_nothing_is_concluded():
    """It may stand outside the cluster, and be down."""
    assert list(check(logging(JDBC, database(image="postgres:17")))) == []


def test_a_name_that_does_not_resolve_is_another_rule():
    """The driver says link failure then as well."""
    text = f"2026-03-01T11:58:00Z {JDBC}\n2026-03-01T11:58:00Z Caused by: java.net.UnknownHostException: db"
    facts = facts_of(deployment(ready=0), database(), logs=(LogExcerpt("shop", "web", text),))

    assert list(check(facts)) == []


def test_a_client_that_is_ready_is_quiet():
    """It found its database in the end."""
    assert list(check(logging(JDBC, database(), ready=1))) == []

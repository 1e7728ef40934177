"""The shape of probes: what is refused, and how it is told."""

from __future__ import annotations

from typing import Any

import pytest

from firstmate.probes import KINDS, SCHEMA, parse, where
from firstmate.probes.values import Place
from firstmate.problems import shape_problems
from firstmate.services.probing import DOES

PLACE = Place("nas", "10.0.0.2", 8080, "root@nas")


@pytest.mark.parametrize(
    ("probe", "path", "told"),
    [
        ({}, "the file", "`kind` is missing"),
        ({"kind": "htp"}, "kind", "none of its values"),
        ({"kind": "http", "containz": "x"}, "containz", "not a key here"),
        ({"kind": "tcp", "contains": "x"}, "contains", "not a key here"),
        ({"kind": "tcp", "port": 70000}, "port", "more than 65535"),
        ({"kind": "nfs", "path": "/mnt"}, "the file", "`source` is missing"),
        ({"kind": "nfs", "path": "/mnt", "source": "nas"}, "source", "does not fit"),
        ({"kind": "docker", "container": "a b"}, "container", "does not fit"),
        ({"kind": "http", "url": "ftp://x"}, "url", "does not fit"),
        ({"kind": "http", "url": "http://me:word@x"}, "url", "does not fit"),
        ({"kind": "http", "timeout": 600}, "timeout", "more than 60"),
        ({"kind": "file", "path": "/x", "younger": "soon"}, "younger", "does not fit"),
        ({"kind": "prometheus", "query": "up", "value": "many"}, "value", "does not fit"),
    ],
)
def test_what_is_refused(probe: dict[str, Any], path: str, told: str) -> None:
    """Each with the key that it is about."""
    problems = [(problem.path, problem.message) for problem in shape_problems(probe, SCHEMA)]
    assert any(where == path and told in message for where, message in problems), problems


def test_a_secret_itself_is_not_repeated() -> None:
    """Somebody may write the value where the name of a secret belongs."""
    problems = shape_problems({"kind": "redis", "password": "hunter 2!"}, SCHEMA)
    assert problems and "hunter" not in repr(problems)


def test_every_kind_is_done() -> None:
    """What a site file may ask for, somebody does, and the other way round."""
    assert set(KINDS) == set(DOES)


@pytest.mark.parametrize(
    ("probe", "words"),
    [
        ({"kind": "http", "path": "/health?key=1"}, "http://10.0.0.2:8080/health"),
        ({"kind": "http", "port": 443}, "https://10.0.0.2:443/"),
        ({"kind": "http", "host": "fd00::2"}, "http://[fd00::2]:8080/"),
        ({"kind": "tcp", "port": 22}, "10.0.0.2:22"),
        ({"kind": "docker", "container": "plex"}, "plex on nas"),
        ({"kind": "kubernetes", "namespace": "shop", "workload": "Deployment/web"}, "shop/web"),
        ({"kind": "nvidia"}, "nas"),
    ],
)
def test_where_it_looks(probe: dict[str, Any], words: str) -> None:
    """In a few words, without a query, which may hold a secret."""
    assert where(parse(probe, PLACE)) == words


def test_nowhere() -> None:
    """What the site file does not say is a question mark."""
    assert where(parse({"kind": "http"}, Place())) == "?:?"


def test_ports_by_kind() -> None:
    """Without a port of the service, a protocol's own."""
    assert parse({"kind": "redis"}, Place(host="x")).place.port == 6379
    assert parse({"kind": "redis"}, PLACE).place.port == 8080

"""service-missing: addresses whose Service is not there; not hosts of the local network, not misspellings."""

from __future__ import annotations

import pytest

from firstmate.analyzers.service_missing import check
from firstmate.snapshot import Connection, LogExcerpt
from firstmate.snapshot.listing import Missing, Why
from tests.support.build import deployment, facts_of, healthy_app, obj, pod_spec


def caller(value: str, name: str = "API_URL"):
    spec = {"containers": [pod_spec("web", env=[{"name": name, "value": value}])["containers"][0]]}
    return deployment("web", spec={"template": {"spec": spec}})


@pytest.mark.parametrize(
    "value",
    ["http://api.shop.svc.cluster.local:8080/v1", "redis://:secret@api.shop.svc:6379/0", "http://api.shop.svc/"],
)
def test_a_qualified_name_that_is_not_there_is_told_of_the_service(value):
    """A name with its namespace can mean nothing but a Service."""
    found = list(check(facts_of(caller(value))))

    assert [str(f.object) for f in found] == ["Service/shop/api"]
    assert [str(r) for r in found[0].explains] == ["Deployment/shop/web"]


def test_a_workload_without_its_service_is_told():
    """The workload of that name is there, its Service is not."""
    assert len(list(check(facts_of(caller("api:8080", "API_ADDR"), *healthy_app("api"))))) == 1


def test_a_bare_name_that_a_log_could_not_resolve_is_told():
    """The application's own words make a bare name certain."""
    log = LogExcerpt("shop", "web", "dial tcp: lookup cache on 10.96.0.10:53: no such host")

    assert len(list(check(facts_of(caller("cache:6379", "CACHE_ADDR"), logs=(log,))))) == 1


def test_a_failed_connection_to_an_absent_service_is_told():
    """A connection that was tried names what is expected."""
    facts = facts_of(*healthy_app(), connections=(Connection("shop", "gone", 80, ok=False, text="not found"),))

    assert [str(f.object) for f in check(facts)] == ["Service/shop/gone"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("NAS_URL", "http://nas:5000"),
        ("IMAGE", "redis:7"),
        ("LISTEN_ADDR", "0.0.0.0:8080"),
        ("API_URL", "https://api.example.org/v1"),
        ("DB_HOST", "10.0.0.7"),
        ("TZ", "Europe/Berlin"),
        ("KUBERNETES_URL", "https://kubernetes.default.svc"),
    ],
)
def test_hosts_that_need_be_no_service_are_quiet(name, value):
    """Machines of the local network, listen addresses, images, public names."""
    kubernetes = obj("Service", "kubernetes", metadata={"namespace": "default"})

    assert list(check(facts_of(caller(value, name), kubernetes))) == []


def test_services_that_could_not_be_read_are_not_called_missing():
    """Not knowing is not absence."""
    facts = facts_of(caller("http://api.shop.svc"), unread={"services": Missing(Why.FORBIDDEN)})

    assert list(check(facts)) == []


def test_a_misspelling_is_another_rule():
    """With a Service of nearly that name, the caller is what is wrong."""
    assert list(check(facts_of(caller("apii:80", "API_ADDR"), obj("Service", "api")))) == []

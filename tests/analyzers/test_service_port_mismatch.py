"""service-port-mismatch: names that nobody declares, numbers that fail; never a number that is merely undeclared."""

from __future__ import annotations

import pytest

from firstmate.analyzers.service_port_mismatch import check
from firstmate.snapshot import Connection
from tests.support.build import facts_of, healthy_app, obj, pod_spec
from tests.support.network import service, with_container

REFUSED = Connection("shop", "web", 80, ok=False, text="connection refused")
PROBED = {"readinessProbe": {"httpGet": {"path": "/", "port": 8080}}}


def test_a_named_port_that_no_container_declares_is_told():
    """Such a Service gets no endpoint for that port."""
    web = with_container(ports=[{"name": "http", "containerPort": 8080}])

    found = list(check(facts_of(web, service(target="http-api"))))

    assert [str(f.object) for f in found] == ["Service/shop/web"]
    assert "http-api" in found[0].claim and "8080" in found[0].claim


def test_an_undeclared_number_that_refuses_connections_is_told():
    """A connection that was tried settles what containerPort alone cannot."""
    found = list(check(facts_of(with_container(), service(target=80), connections=(REFUSED,))))

    assert found[0].confidence > 0.9


@pytest.mark.parametrize("kind", ["httpGet", "tcpSocket", "grpc"])
def test_an_undeclared_number_is_told_where_the_probes_ask_another(kind):
    """The pod is found ready on the port that it declares, and the Service sends elsewhere."""
    web = with_container(readinessProbe={kind: {"port": 8080}})

    assert len(list(check(facts_of(web, service(target=9090))))) == 1


def test_a_bare_pod_behind_a_service_counts():
    """What no workload owns is judged by its own spec."""
    alone = obj("Pod", "solo", metadata={"labels": {"app": "web"}}, spec=pod_spec("web"), status={"phase": "Running"})

    assert len(list(check(facts_of(alone, service(target=80), connections=(REFUSED,))))) == 1


@pytest.mark.parametrize(
    ("container", "target"),
    [
        ({}, 8080),
        ({}, 9090),
        ({"ports": []}, 9090),
        ({"ports": [{"name": "http", "containerPort": 8080}]}, "http"),
        (PROBED | {"ports": [{"containerPort": 9100}]}, 8080),
    ],
    ids=["declared", "undeclared", "nothing declared", "named", "probed"],
)
def test_ports_that_may_well_be_served_are_quiet(container, target):
    """containerPort is informational."""
    assert list(check(facts_of(with_container(**container), service(target=target)))) == []


def test_a_connection_that_gets_through_is_quiet():
    """Whatever is declared, somebody answers."""
    reached = Connection("shop", "web", 80, ok=True)

    assert list(check(facts_of(with_container(**PROBED), service(target=9090), connections=(reached,)))) == []


def test_a_healthy_service_is_quiet():
    """Port, target and pods agree."""
    assert list(check(facts_of(*healthy_app(), service()))) == []

"""service-protocol-mismatch: UDP in front of TCP; not UDP in front of UDP, and not both."""

from __future__ import annotations

from firstmate.analyzers.service_protocol_mismatch import check
from firstmate.snapshot import Connection
from tests.support.build import facts_of
from tests.support.network import service, with_container

UDP = {"port": 8080, "targetPort": 8080, "protocol": "UDP"}
TCP = {"port": 8080, "targetPort": 8080, "protocol": "TCP"}


def test_udp_in_front_of_a_tcp_port_is_told():
    """The container declares the port, and its protocol is TCP by default."""
    found = list(check(facts_of(with_container(), service(spec={"ports": [UDP]}))))

    assert [str(f.object) for f in found] == ["Service/shop/web"]
    assert "UDP" in found[0].claim and "TCP" in found[0].claim


def test_a_failed_connection_makes_it_surer():
    """A TCP connection that was tried and refused is the consequence."""
    refused = Connection("shop", "web", 8080, ok=False)
    facts = facts_of(with_container(), service(spec={"ports": [UDP]}), connections=(refused,))

    assert next(check(facts)).confidence > 0.95


def test_a_probed_port_speaks_tcp_without_being_declared():
    """An HTTP probe that is asked there is TCP."""
    web = with_container(ports=[], readinessProbe={"httpGet": {"port": 8080}})

    assert len(list(check(facts_of(web, service(spec={"ports": [UDP]}))))) == 1


def test_both_protocols_are_quiet():
    """DNS is served on both."""
    assert list(check(facts_of(with_container(), service(spec={"ports": [UDP, TCP]})))) == []


def test_udp_in_front_of_udp_is_quiet():
    """A syslog or game server."""
    web = with_container(ports=[{"containerPort": 8080, "protocol": "UDP"}])

    assert list(check(facts_of(web, service(spec={"ports": [UDP]})))) == []


def test_udp_in_front_of_an_undeclared_port_is_quiet():
    """Nothing says what is spoken there."""
    assert list(check(facts_of(with_container(ports=[]), service(spec={"ports": [UDP]})))) == []

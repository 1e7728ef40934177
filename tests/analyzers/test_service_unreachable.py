"""service-unreachable: failed connections to Services that should answer, one by one or as one for all."""

from __future__ import annotations

from firstmate.analyzers.service_unreachable import check
from firstmate.snapshot import Connection
from tests.support.build import facts_of
from tests.support.network import endpoints, service

NAMES = ("web", "api", "db", "mq")


def shop(*failing: str):
    """Four Services with ready pods; connections to some fail."""
    objects = [part for name in NAMES for part in (service(name), endpoints(name))]
    tried = tuple(Connection("shop", name, 80, ok=name not in failing, text="no answer") for name in NAMES)
    return facts_of(*objects, connections=tried)


def test_a_service_that_does_not_answer_is_told():
    """It has ready pods, and a connection fails."""
    assert [str(f.object) for f in check(shop("api"))] == ["Service/shop/api"]


def test_most_services_of_a_namespace_are_one_finding():
    """A node's network or kube-proxy is nobody's own fault."""
    found = list(check(shop("web", "api", "db")))

    assert [str(f.object) for f in found] == ["Namespace//shop"]
    assert "3 of 4" in found[0].claim and len(found[0].explains) == 3


def test_services_that_answer_are_quiet():
    """Every connection got through."""
    assert list(check(shop())) == []


def test_a_service_without_ready_pods_is_another_rule():
    """That nobody answers there has its own finding."""
    facts = facts_of(service(), endpoints(ready=0), connections=(Connection("shop", "web", 80, ok=False),))

    assert list(check(facts)) == []


def test_a_service_that_is_not_there_is_another_rule():
    """A missing Service is told as missing."""
    assert list(check(facts_of(connections=(Connection("shop", "gone", 80, ok=False),)))) == []

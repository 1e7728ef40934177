"""load-balancer-pending: Services that wait for an address."""

from __future__ import annotations

import pytest

from firstmate.analyzers.load_balancer_pending import check
from tests.support.build import JUST_NOW, event, facts_of
from tests.support.ingress import SERVED
from tests.support.network import service

WAITING = service(spec={"type": "LoadBalancer"})


def test_a_service_that_nobody_gives_an_address_is_told():
    """No controller on a bare-metal cluster."""
    found = list(check(facts_of(WAITING)))

    assert [str(f.object) for f in found] == ["Service/shop/web"]
    assert "60 minutes" in found[0].claim and "no controller has answered" in found[0].claim


def test_the_controllers_words_are_evidence():
    """MetalLB says that its pool is empty."""
    told = event(WAITING, "AllocationFailed", 'Failed to allocate IP for "shop/web": no available IPs')

    found = next(check(facts_of(WAITING, told)))

    assert "no available IPs" in found.evidence[-1].value and "no controller" not in found.claim


@pytest.mark.parametrize(
    "made",
    [
        service(spec={"type": "LoadBalancer"}, status=SERVED),
        service(spec={"type": "LoadBalancer"}, metadata={"creationTimestamp": JUST_NOW}),
        service(spec={"type": "LoadBalancer", "externalIPs": ["192.0.2.7"]}),
        service(spec={"type": "NodePort"}),
        service(),
    ],
    ids=["has one", "new", "external IP", "node port", "cluster IP"],
)
def test_services_that_wait_for_nothing_are_quiet(made):
    """They have their address, or need none."""
    assert list(check(facts_of(made))) == []

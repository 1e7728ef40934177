"""host-network-dns: pods on the host's network that are told a Service's name."""

from __future__ import annotations

import pytest

from firstmate.analyzers.host_network_dns import check
from firstmate.findings import Severity
from tests.support.build import facts_of
from tests.support.network import caller, service


def on_host(policy: str = "ClusterFirst", *, ready: int = 1, address: str = "api:80"):
    return caller({"API_ADDR": address}, ready=ready, pod={"hostNetwork": True, "dnsPolicy": policy})


@pytest.mark.parametrize(("ready", "severity"), [(0, Severity.WARNING), (1, Severity.INFO)])
def test_a_service_name_on_the_hosts_network_is_told(ready, severity):
    """A warning while the workload is not ready, else a remark."""
    found = list(check(facts_of(on_host(ready=ready), service("api"))))

    assert [(str(f.object), f.severity) for f in found] == [("Deployment/shop/front", severity)]


def test_cluster_first_with_host_net_is_quiet():
    """That is the policy for it."""
    assert list(check(facts_of(on_host("ClusterFirstWithHostNet"), service("api")))) == []


def test_addresses_that_are_no_service_are_quiet():
    """The node's own name servers know other machines."""
    assert list(check(facts_of(on_host(address="nas.home:80"), service("api")))) == []


def test_pods_on_their_own_network_are_quiet():
    """They ask the cluster's DNS."""
    assert list(check(facts_of(caller({"API_ADDR": "api:80"}), service("api")))) == []

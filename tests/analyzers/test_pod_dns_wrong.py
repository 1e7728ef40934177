"""pod-dns-wrong: foreign name servers of workloads that do not get on; a fair choice of others is left alone."""

from __future__ import annotations

import pytest

from firstmate.analyzers.pod_dns_wrong import check
from firstmate.snapshot import LogExcerpt
from tests.support.build import deployment, facts_of, obj

DNS = obj(
    "Service",
    "kube-dns",
    metadata={"namespace": "kube-system"},
    spec={"clusterIP": "10.96.0.10", "ports": [{"name": "dns", "port": 53, "protocol": "UDP"}]},
)


def asking(server: str, *, ready: int, policy: str = "None"):
    """A Deployment that asks one name server."""
    spec = {"dnsPolicy": policy, "dnsConfig": {"nameservers": [server]}}
    return deployment(ready=ready, spec={"template": {"spec": spec}})


def test_a_foreign_server_of_a_workload_that_is_not_ready_is_told():
    """Neither the cluster's DNS nor a cache on the node."""
    found = list(check(facts_of(asking("10.255.7.254", ready=0), DNS)))

    assert [str(f.object) for f in found] == ["Deployment/shop/web"]
    assert "10.255.7.254" in found[0].claim


def test_failed_look_ups_in_the_log_make_it_sure():
    """A ready workload whose log tells of them counts as well."""
    line = "2026-03-01T11:58:00Z java.net.UnknownHostException: db: Temporary failure in name resolution"
    facts = facts_of(asking("10.255.7.254", ready=1), DNS, logs=(LogExcerpt("shop", "web", line),))

    assert next(check(facts)).confidence > 0.9


@pytest.mark.parametrize(
    "made",
    [
        asking("1.1.1.1", ready=1),
        asking("10.96.0.10", ready=0),
        asking("169.254.20.10", ready=0),
        asking("10.0.0.2", ready=0, policy="ClusterFirst"),
        deployment(ready=0),
    ],
    ids=["public and well", "the cluster's", "node-local cache", "added to the cluster's", "default"],
)
def test_servers_that_may_well_be_meant_are_quiet(made):
    """Not ready for another reason, or well with a server of its own."""
    assert list(check(facts_of(made, DNS))) == []

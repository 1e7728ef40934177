"""dns-down: the cluster's DNS without a ready pod, as the root of what cannot resolve."""

from __future__ import annotations

from firstmate.analyzers.dns_down import RULE, check
from firstmate.findings import Role
from firstmate.snapshot import LogExcerpt
from firstmate.snapshot.listing import Missing, Why
from tests.support.build import deployment, facts_of, merged
from tests.support.network import endpoints, service

SYSTEM = {"metadata": {"namespace": "kube-system"}}


def dns(*, ready: int, replicas: int = 2):
    """CoreDNS, its Service as every distribution names it, and its endpoints."""
    port = {"name": "dns", "port": 53, "targetPort": 53, "protocol": "UDP"}
    labels = {"metadata": {"labels": {"k8s-app": "kube-dns"}}}
    front = merged(merged(service("kube-dns"), SYSTEM), labels)
    front["spec"] |= {"selector": {"app": "coredns"}, "ports": [port]}
    return (
        merged(deployment("coredns", replicas=replicas, ready=ready), SYSTEM),
        front,
        merged(endpoints("kube-dns", ready=ready, not_ready=replicas - ready), SYSTEM),
    )


def test_dns_without_a_ready_pod_is_a_root():
    """It explains every workload whose log tells of failed look-ups."""
    log = LogExcerpt("shop", "web", "2026-03-01T11:58:00Z dial tcp: lookup api: no such host")

    found = list(check(facts_of(*dns(ready=0), deployment(ready=0), logs=(log,))))

    assert [str(f.object) for f in found] == ["Deployment/kube-system/coredns"]
    assert [str(r) for r in found[0].explains] == ["Deployment/shop/web"]
    assert RULE.role is Role.ROOT


def test_dns_at_zero_is_told_with_the_way_back():
    """Somebody scaled it down."""
    found = next(check(facts_of(*dns(ready=0, replicas=0))))

    assert "--replicas=2" in found.remedies[0].command


def test_dns_with_one_ready_pod_is_quiet():
    """It answers."""
    assert list(check(facts_of(*dns(ready=1)))) == []


def test_endpoints_that_could_not_be_read_are_not_called_empty():
    """Not knowing is not absence."""
    unread = {"endpoints": Missing(Why.FORBIDDEN), "endpointslices": Missing(Why.FORBIDDEN)}

    assert list(check(facts_of(*dns(ready=0)[:2], unread=unread))) == []


def test_another_service_on_port_53_is_quiet():
    """A Pi-hole of one's own is not the cluster's DNS."""
    pihole = service("pihole")
    pihole["spec"]["ports"] = [{"name": "dns", "port": 53, "protocol": "UDP"}]

    assert list(check(facts_of(pihole, endpoints("pihole", ready=0)))) == []

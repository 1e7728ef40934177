"""A Service of type LoadBalancer waits for an address that nobody gives it.

https://kubernetes.io/docs/concepts/services-networking/service/#loadbalancer
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from firstmate.facts import Facts
from firstmate.facts.cures import edit, look
from firstmate.facts.pods import age
from firstmate.findings import Evidence, Finding, ObjectRef, Rule, Severity
from firstmate.snapshot.objects import Service

RULE = Rule(
    __name__,
    title="A LoadBalancer has no address",
    severity=Severity.WARNING,
    meaning="The Service cannot be reached from outside the cluster at an address of its own.",
    found_by="type is LoadBalancer and status.loadBalancer is empty after a few minutes.",
    cure="Install a controller that gives addresses (MetalLB, kube-vip, k3s' ServiceLB), widen its pool, or use "
    "NodePort.",
    source="https://kubernetes.io/docs/concepts/services-networking/service/#loadbalancer",
    needs=("services", "events"),
)
YOUNG = timedelta(minutes=3)
TOLD = ("AllocationFailed", "SyncLoadBalancerFailed", "UnAvailableLoadBalancer")


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a Service."""
    for service in facts.snapshot.services:
        waits = service.spec.type == "LoadBalancer" and not service.spec.external_ips
        given = any(i.ip or i.hostname for i in service.status.load_balancer.ingress)
        if waits and not given and age(service, facts.now) >= YOUNG and not service.metadata.deletion_timestamp:
            yield _finding(facts, service)


def _finding(facts: Facts, service: Service) -> Finding:
    ref = ObjectRef.of("Service", service)
    told = next(iter(facts.events(ref, *TOLD, uid=service.metadata.uid)), None)
    why = ": no controller has answered" if told is None else ""
    return RULE.finding(
        ref,
        f"Service {ref.name} of type LoadBalancer has had no address for {_minutes(facts, service)} minutes{why}.",
        evidence=(
            Evidence("status.loadBalancer", "{}"),
            *((Evidence(f"event {told.reason}", told.message),) if told else ()),
        ),
        remedies=(
            look(
                "Look at the controller that should give the address, and at its pool",
                f"kubectl describe {ref.kubectl}",
            ),
            edit(ref, "Or do without an address of its own: set type NodePort"),
        ),
        confidence=0.95,
    )


def _minutes(facts: Facts, service: Service) -> int:
    return int(age(service, facts.now).total_seconds() // 60)

"""A Service of type LoadBalancer where no Service of that type has ever got an address: nobody gives any out.

https://kubernetes.io/docs/concepts/services-networking/service/#loadbalancer
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.preflight.case import Case, Said, miss
from firstmate.preflight.values import Check, Weight
from firstmate.snapshot.objects import ServiceSpec

CHECK = Check(
    __name__,
    title="Somebody gives out addresses of load balancers",
    weight=Weight.WARNING,
    means="A Service asks for a load balancer, and those that are here wait for an address: there is no cloud and no "
    "MetalLB or kube-vip that gives any.",
)


def check(case: Case) -> Iterator[Said]:
    """One miss a Service; where there is none yet to learn from, nothing is said."""
    there = [s for s in case.snapshot.services if s.spec.type == "LoadBalancer"]
    if not there or any(s.status.load_balancer.ingress for s in there):
        return
    waiting = f"{there[0].metadata.namespace}/{there[0].metadata.name}"
    for item in case.bundle.of_kind("Service"):
        if item.part(ServiceSpec, "spec").type == "LoadBalancer":
            text = f"no Service here has got an address from a load balancer, {waiting} waits for one"
            yield miss(CHECK, item, ("spec", "type"), text, "type NodePort or an Ingress need none")

"""The cluster's DNS has no ready pods, so that no name of a Service resolves anywhere.

https://kubernetes.io/docs/tasks/administer-cluster/dns-debugging-resolution/
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts, WorkloadFacts
from firstmate.facts.cures import look
from firstmate.facts.logs import DNS_FAILURE, logged, told
from firstmate.findings import CommandTier, Evidence, Finding, ObjectRef, Remedy, Role, Rule, Severity
from firstmate.snapshot.objects import Service

RULE = Rule(
    __name__,
    title="The cluster's DNS is down",
    severity=Severity.CRITICAL,
    meaning="No pod can resolve the name of a Service or of anything outside: most applications fail sooner or later.",
    found_by="The Service of the cluster's DNS (labelled k8s-app: kube-dns) has no ready address.",
    cure="Find out why the pods of CoreDNS are not ready.",
    source="https://kubernetes.io/docs/tasks/administer-cluster/dns-debugging-resolution/",
    role=Role.ROOT,
    needs=("services", "endpointslices", "deployments"),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a DNS Service."""
    for service in facts.snapshot.services.by_namespace.get("kube-system", ()):
        backing = facts.backing(service) if _is_dns(service) else None
        if backing is not None and backing.ready == 0:
            behind = next(iter(facts.behind(service)), None)
            if behind is None or behind.ready == 0:
                yield _finding(facts, service, behind, backing.not_ready)


def _is_dns(service: Service) -> bool:
    labelled = service.metadata.labels.get("k8s-app") == "kube-dns" or service.metadata.name in ("kube-dns", "coredns")
    return labelled and bool(service.spec.selector) and any(p.port == 53 for p in service.spec.ports)


def _finding(facts: Facts, service: Service, behind: WorkloadFacts | None, not_ready: int) -> Finding:
    ref = behind.ref if behind else ObjectRef.of("Service", service)
    idle = behind is not None and behind.wanted == 0
    wanted = "it is scaled to 0" if idle else f"{not_ready} not ready"
    scale = f"kubectl scale {ref.kubectl} --replicas="
    up = Remedy("Scale it up again.", f"{scale}2", CommandTier.RISKY, f"{scale}0")
    see = look("See why its pods are not ready", "kubectl -n kube-system describe pods -l k8s-app=kube-dns")
    return RULE.finding(
        ref,
        f"The cluster's DNS ({ref.kind} {ref.name}) has no ready pod: no name of a Service resolves.",
        evidence=(Evidence(f"endpoints of Service {service.metadata.name}", f"0 ready addresses, {wanted}"),),
        remedies=(up if idle else see,),
        confidence=0.97,
        explains=tuple(w.ref for w in told(facts) if next(logged(facts, w.ref, DNS_FAILURE), None)),
    )

"""A workload is told to ask a name server that is none of the cluster's, and it does not get on.

dnsPolicy None with a public resolver is a fair choice for a workload that calls nothing in the cluster; so this speaks
only of workloads that are not ready, or whose log tells of names that do not resolve.
https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#pod-s-dns-policy
"""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_address

from firstmate.facts import Facts, WorkloadFacts
from firstmate.facts.cures import change
from firstmate.facts.logs import DNS_FAILURE, logged
from firstmate.findings import Evidence, Finding, Rule, Severity

RULE = Rule(
    __name__,
    title="A workload asks a name server that does not answer",
    severity=Severity.CRITICAL,
    meaning="The pods' dnsConfig points at a name server that is not the cluster's, so the names of Services do not "
    "resolve there.",
    found_by="dnsPolicy is None (or Default with its own servers), no name server is the cluster's DNS Service or a "
    "node-local cache, and the workload is not ready or its log tells of failed look-ups.",
    cure="Set dnsPolicy: ClusterFirst and remove the name servers, or add the cluster's.",
    source="https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#pod-s-dns-policy",
    needs=("deployments", "statefulsets", "daemonsets", "services", "pods"),
)
PORT = 53


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a workload."""
    known = frozenset(
        s.spec.cluster_ip
        for s in facts.snapshot.services
        if any(p.port == PORT and p.protocol == "UDP" for p in s.spec.ports)
    )
    for workload in facts.workloads.values():
        servers = _servers(workload)
        if servers and not any(server in known or _is_local(server) for server in servers):
            line = next(logged(facts, workload.ref, DNS_FAILURE), "")
            if line or workload.ready < workload.wanted:
                yield _finding(workload, servers, line)


def _servers(workload: WorkloadFacts) -> tuple[str, ...]:
    """The name servers that replace the cluster's."""
    spec = workload.template.spec
    return spec.dns_config.nameservers if spec.dns_config and spec.dns_policy in ("None", "Default") else ()


def _is_local(server: str) -> bool:
    """Link-local and loopback addresses are where node-local caches and host resolvers listen."""
    try:
        address = ip_address(server)
    except ValueError:
        return False
    return address.is_link_local or address.is_loopback


def _finding(workload: WorkloadFacts, servers: tuple[str, ...], line: str) -> Finding:
    ref, policy = workload.ref, workload.template.spec.dns_policy
    evidence = [
        Evidence("spec.template.spec.dnsPolicy", policy),
        Evidence("spec.template.spec.dnsConfig.nameservers", ", ".join(servers)),
    ]
    evidence += [Evidence("log", line)] if line else []
    return RULE.finding(
        ref,
        f"{ref.kind} {ref.name} asks name server {', '.join(servers)} (dnsPolicy {policy}), which is not the "
        "cluster's DNS.",
        evidence=tuple(evidence),
        remedies=(change(ref, "Set dnsPolicy: ClusterFirst and remove dnsConfig.nameservers"),),
        confidence=0.95 if line else 0.88,
    )

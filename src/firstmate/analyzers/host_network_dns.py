"""Pods on the host's network with dnsPolicy ClusterFirst ask the node's name servers, which know no Service.

https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#pod-s-dns-policy
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.addresses import Address, addresses
from firstmate.facts.cures import change
from firstmate.findings import Evidence, Finding, Rule, Severity

RULE = Rule(
    __name__,
    title="A pod on the host's network calls a Service by name",
    severity=Severity.WARNING,
    meaning="With hostNetwork, dnsPolicy ClusterFirst acts as Default: names of Services do not resolve.",
    found_by="hostNetwork is true, dnsPolicy is ClusterFirst, and an address in the environment or arguments names "
    "an existing Service; a warning when the workload is not ready, else a remark.",
    cure="Set dnsPolicy: ClusterFirstWithHostNet.",
    source="https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#pod-s-dns-policy",
    needs=("deployments", "statefulsets", "daemonsets", "services"),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a workload."""
    seen = set()
    for address in addresses(facts):
        spec = facts.workloads[address.workload].template.spec
        exists = facts.snapshot.services.get(address.namespace, address.service)
        if spec.host_network and spec.dns_policy == "ClusterFirst" and exists and address.workload not in seen:
            seen.add(address.workload)
            yield _finding(facts, address)


def _finding(facts: Facts, address: Address) -> Finding:
    ref, workload = address.workload, facts.workloads[address.workload]
    return RULE.finding(
        ref,
        f"{ref.kind} {ref.name} is on the host's network with dnsPolicy ClusterFirst, so {address.service} does not "
        "resolve for it.",
        evidence=(
            Evidence("spec.template.spec.hostNetwork", "true"),
            Evidence("spec.template.spec.dnsPolicy", "ClusterFirst"),
            Evidence(address.where, address.text),
        ),
        remedies=(change(ref, "Set dnsPolicy: ClusterFirstWithHostNet"),),
        severity=Severity.WARNING if workload.ready < workload.wanted else Severity.INFO,
        confidence=0.8,
    )

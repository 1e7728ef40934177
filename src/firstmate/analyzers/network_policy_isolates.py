"""NetworkPolicies let nothing in to pods that a Service offers, or nothing out (not even DNS) of pods that call others.

A default-deny policy is good practice beside others that allow; it is the union of all policies of a pod that counts.
https://kubernetes.io/docs/concepts/services-networking/network-policies/
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts, WorkloadFacts
from firstmate.facts.addresses import addresses
from firstmate.facts.cures import look
from firstmate.facts.labels import matches
from firstmate.findings import Evidence, Finding, ObjectRef, Rule, Severity
from firstmate.snapshot.objects import EgressPolicyRule, NetworkPolicy, PolicyPort

RULE = Rule(
    __name__,
    title="A network policy cuts pods off",
    severity=Severity.WARNING,
    meaning="Where the network plugin enforces policies, connections to (or from) the pods are dropped.",
    found_by="All policies that select a workload together allow no ingress, and a Service that others call selects "
    "it; or they allow no egress or no DNS, and the workload is told the address of a Service. Critical when a "
    "connection failed or the workload is not ready.",
    cure="Add a policy that allows what is needed.",
    source="https://kubernetes.io/docs/concepts/services-networking/network-policies/",
    needs=("networkpolicies", "deployments", "statefulsets", "daemonsets", "services"),
)
INGRESS = "lets nothing in to"
EGRESS = "lets nothing out of"
DNS_EGRESS = "lets no DNS query out of"
DNS = (53, "53", "dns", "dns-tcp", 5353)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a policy and direction, whatever it cuts off."""
    groups: dict[tuple[ObjectRef, str], list[WorkloadFacts]] = {}
    for policy, direction, workload in _cut_off(facts):
        groups.setdefault((ObjectRef.of("NetworkPolicy", policy), direction), []).append(workload)
    for (ref, direction), workloads in sorted(groups.items(), key=lambda group: group[0]):
        yield _finding(facts, ref, direction, workloads)


def _cut_off(facts: Facts) -> Iterator[tuple[NetworkPolicy, str, WorkloadFacts]]:
    """Each workload that is cut off from those who need it or whom it needs, with the first policy that does it."""
    if not len(facts.snapshot.networkpolicies):
        return
    told = tuple(addresses(facts))
    called, calling = {a.ref for a in told}, {a.workload for a in told}
    for workload in facts.workloads.values():
        policies = _policies(facts, workload) if workload.wanted else []
        inward = [p for p in policies if "Ingress" in p.spec.policy_types or not p.spec.policy_types]
        outward = [p for p in policies if "Egress" in p.spec.policy_types]
        if inward and not any(p.spec.ingress for p in inward) and _is_called(facts, workload, called):
            yield inward[0], INGRESS, workload
        if outward and workload.ref in calling:
            rules = [rule for p in outward for rule in p.spec.egress]
            if not any(_allows_dns(rule) for rule in rules):
                yield outward[0], DNS_EGRESS if rules else EGRESS, workload


def _policies(facts: Facts, workload: WorkloadFacts) -> list[NetworkPolicy]:
    labels = workload.template.metadata.labels
    policies = facts.snapshot.networkpolicies.by_namespace.get(workload.ref.namespace, ())
    return [p for p in policies if matches(p.spec.pod_selector, labels)]


def _is_called(facts: Facts, workload: WorkloadFacts, called: set[ObjectRef]) -> bool:
    services = facts.services_of(workload.ref.namespace, workload.template.metadata.labels)
    return any(ObjectRef.of("Service", s) in called for s in services)


def _allows_dns(rule: EgressPolicyRule) -> bool:
    """A rule without ports allows every port."""
    return not rule.ports or any(p.port in (None, *DNS) or _spans(p) for p in rule.ports)


def _spans(port: PolicyPort) -> bool:
    return isinstance(port.port, int) and port.end_port is not None and port.port <= 53 <= port.end_port


def _finding(facts: Facts, ref: ObjectRef, direction: str, workloads: list[WorkloadFacts]) -> Finding:
    names = ", ".join(f"{w.ref.kind} {w.ref.name}" for w in workloads[:3])
    hurt = any(w.ready < w.wanted or _fails(facts, w) for w in workloads)
    return RULE.finding(
        ref,
        f"NetworkPolicy {ref.name} {direction} {names}, and no other policy allows it.",
        evidence=(Evidence("spec", direction), Evidence("workloads that it selects", names)),
        remedies=(
            look(
                "Add a NetworkPolicy that allows what these pods need (in Git, where the policy comes from Git)",
                f"kubectl -n {ref.namespace} get networkpolicies -o yaml",
            ),
        ),
        severity=Severity.CRITICAL if hurt else Severity.WARNING,
        confidence=0.85 if hurt else 0.65,
        unseen="whether the network plugin enforces policies (flannel alone does not)",
        explains=tuple(w.ref for w in workloads),
    )


def _fails(facts: Facts, workload: WorkloadFacts) -> bool:
    """Whether a connection to one of its Services was tried and failed."""
    services = facts.services_of(workload.ref.namespace, workload.template.metadata.labels)
    names = {s.metadata.name for s in services}
    return any(
        c.service in names and c.namespace == workload.ref.namespace and not c.ok for c in facts.snapshot.connections
    )

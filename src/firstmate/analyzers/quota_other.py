"""A ResourceQuota refuses pods for something other than CPU, memory, pods, services or storage.

Object counts, extended resources (GPUs), ephemeral storage; and quotas that want every pod to state its requests.
https://kubernetes.io/docs/concepts/policy/resource-quotas/
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.cures import change
from firstmate.facts.quotas import exhausted, is_cpu, is_memory, is_pods, is_services, is_storage, told
from firstmate.facts.refusals import Refusal, Refused, refusals
from firstmate.findings import Evidence, Finding, ObjectRef, Role, Rule, Severity

RULE = Rule(
    __name__,
    title="A quota refuses pods",
    severity=Severity.CRITICAL,
    meaning="The namespace has used up some other amount that its quota limits, or pods do not state what it demands.",
    found_by="A controller is short of pods and the API server says 'exceeded quota' or 'failed quota: must specify'.",
    cure="Free or raise that amount; state requests and limits in the pod template, or default them by a LimitRange.",
    source="https://kubernetes.io/docs/concepts/policy/resource-quotas/",
    role=Role.ROOT,
    needs=("replicasets", "events", "resourcequotas"),
)
UNSTATED = re.compile(r"failed quota: (?P<name>[^\s:]+): must specify (?P<resources>[^\n]+)")


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a quota and resource, and one a workload that does not state what a quota demands."""
    for found in exhausted(facts, _is_other):
        yield told(RULE, found)
    for refusal in refusals(facts, Refused.QUOTA):
        match = UNSTATED.search(refusal.message)
        if match:
            yield _unstated(refusal, match["name"], match["resources"])


def _is_other(resource: str) -> bool:
    return not any(family(resource) for family in (is_cpu, is_memory, is_pods, is_services, is_storage))


def _unstated(refusal: Refusal, quota: str, resources: str) -> Finding:
    workload = refusal.workload
    return RULE.finding(
        ObjectRef("ResourceQuota", workload.namespace, quota),
        f"Quota {quota} demands that every pod states {resources}; those of {workload.kind} {workload.name} do not.",
        evidence=(Evidence(refusal.where, refusal.message),),
        remedies=(
            change(
                workload,
                f"State {resources} for every container, or give the namespace a LimitRange with defaults",
            ),
        ),
        confidence=0.97,
        explains=(workload,),
    )

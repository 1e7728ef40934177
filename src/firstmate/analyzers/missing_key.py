"""A pod wants a key that its ConfigMap or Secret does not have.

https://kubernetes.io/docs/tasks/inject-data-application/distribute-credentials-secure/
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.cures import change, look
from firstmate.facts.references import Absent, absent_references
from firstmate.findings import Evidence, Finding, Rule, Severity

RULE = Rule(
    __name__,
    title="ConfigMap or Secret lacks a key",
    severity=Severity.CRITICAL,
    meaning="Containers cannot start, or will not start next time, because a key that they name is not in its "
    "ConfigMap or Secret.",
    found_by="The kubelet says that it could not find the key; or a template names a key that the object does "
    "not have.",
    cure="Add the key, or correct its name.",
    source="https://kubernetes.io/docs/tasks/inject-data-application/distribute-credentials-secure/",
    needs=("pods", "configmaps", "secrets"),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a workload and key."""
    for absent in absent_references(facts):
        if not absent.key:
            continue
        who = f"{absent.workload.kind} {absent.workload.name}"
        start = f"{who} cannot start: it" if absent.stuck else f"The next pod of {who}"
        there = _keys(facts, absent)
        yield RULE.finding(
            absent.workload,
            f"{start} needs key {absent.key} of {absent.kind} {absent.name}, which has no such key.",
            evidence=absent.evidence + ((Evidence(f"keys of {absent.kind} {absent.name}", there),) if there else ()),
            remedies=(
                change(
                    absent.workload, f"Correct the key in the pod template, or add it to {absent.kind} {absent.name}"
                ),
                look("See which keys it has (values stay hidden)", f"kubectl describe {absent.ref.kubectl}"),
            ),
            severity=Severity.CRITICAL if absent.stuck else Severity.WARNING,
            confidence=0.97 if absent.stuck else 0.8,
        )


def _keys(facts: Facts, absent: Absent) -> str:
    there = facts.snapshot.of_kind(absent.kind).get(absent.ref.namespace, absent.name)
    return ", ".join(there.keys[:10]) if there and there.keys else ""

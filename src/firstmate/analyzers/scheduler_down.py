"""Scheduler is down: new pods wait and are placed nowhere.

https://kubernetes.io/docs/concepts/architecture/#control-plane-components
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from firstmate.facts import Facts
from firstmate.facts.control_plane import stopped, told
from firstmate.facts.pods import condition
from firstmate.findings import Finding, Role, Rule, Severity
from firstmate.snapshot.objects import Pod

RULE = Rule(
    __name__,
    title="Scheduler is down",
    severity=Severity.CRITICAL,
    meaning="Nobody decides where pods run, so every new pod waits; what runs goes on.",
    found_by="Neither a system service nor a pod of it runs; or, where neither can be seen, its leader "
    "has not renewed its lease for minutes.",
    cure="Start it on the control-plane node and read its log: certificates, flags, the API server's address.",
    source="https://kubernetes.io/docs/concepts/architecture/#control-plane-components",
    role=Role.ROOT,
    needs=("pods", "leases", "node services"),
)
COMPONENT = "kube-scheduler"


def check(facts: Facts) -> Iterator[Finding]:
    """One finding an instance, when none is left."""
    waiting = tuple(sorted({workload for workload, pod in facts.unscheduled() if not _has_verdict(pod)}))
    for found in stopped(facts, COMPONENT):
        finding = told(RULE, found, COMPONENT, "new pods wait and are placed nowhere")
        yield replace(finding, explains=waiting)


def _has_verdict(pod: Pod) -> bool:
    """A scheduler looked at the pod, before it stopped, and said why it does not fit."""
    return bool(condition(pod.status.conditions, "PodScheduled").message)

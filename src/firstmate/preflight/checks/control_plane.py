"""A control plane of which a part is down: what is applied is taken, and then nothing comes of it.

https://kubernetes.io/docs/concepts/architecture/#control-plane-components
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts.pods import is_ready
from firstmate.findings import Finding
from firstmate.preflight.case import Case, Said
from firstmate.preflight.values import Check, Miss, Weight

CHECK = Check(
    __name__,
    title="The control plane works",
    weight=Weight.BLOCKER,
    means="The scheduler or the controller manager does not run, or a component of the control plane crashes again and "
    "again: pods would not be made, or not be placed.",
)
DOWN = ("controller-manager-down", "scheduler-down", "scheduler-not-answering")
CRASHING = "crash-loop"
EFFECTS = ("dns-down", "kube-proxy-down", "api-service-unavailable")
"""What hurts whatever runs, and keeps nothing from being made."""
COMPONENTS = ("kube-apiserver", "kube-controller-manager", "kube-scheduler", "etcd", "cloud-controller-manager")
SYSTEM = "kube-system"


def check(case: Case) -> Iterator[Said]:
    """One miss an object of the control plane; a crashing instance beside one that works is a warning."""
    crashing = {f.object: _component(f) for f in case.findings if f.code == CRASHING and _component(f)}
    for finding in case.findings:
        if finding.code == CRASHING and finding.object in crashing:
            yield _miss(finding, Weight.WARNING if _works(case, crashing[finding.object]) else Weight.BLOCKER)
        elif finding.code in DOWN and finding.object not in crashing:
            yield _miss(finding, Weight.BLOCKER)
        elif finding.code in EFFECTS:
            yield _miss(finding, Weight.WARNING)


def _component(finding: Finding) -> str:
    """The component that an object of kube-system is an instance of; "" when it is none."""
    name = finding.object.name if finding.object.namespace == SYSTEM else ""
    return next((component for component in COMPONENTS if name.startswith(component)), "")


def _works(case: Case, component: str) -> bool:
    pods = case.snapshot.pods.by_namespace.get(SYSTEM, ())
    return any(pod.metadata.name.startswith(component) and is_ready(pod) for pod in pods)


def _miss(finding: Finding, weight: Weight) -> Miss:
    return Miss(CHECK.code, weight, finding.object, "", finding.claim.rstrip("."))

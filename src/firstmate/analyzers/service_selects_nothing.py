"""A Service's selector matches no pod and no workload: says which workload was probably meant, and what differs.

https://kubernetes.io/docs/concepts/services-networking/service/#defining-a-service
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from difflib import SequenceMatcher

from firstmate.facts import Facts, WorkloadFacts
from firstmate.facts.cures import edit
from firstmate.facts.labels import selector_text
from firstmate.facts.pods import age
from firstmate.findings import Evidence, Finding, ObjectRef, Rule, Severity
from firstmate.snapshot.objects import Service

RULE = Rule(
    __name__,
    title="A Service selects no pods",
    severity=Severity.CRITICAL,
    meaning="The Service has nobody to send to, so every connection to it fails.",
    found_by="No pod and no workload of the namespace carries the labels of the selector. With a workload much like "
    "it, the selector (or the pods' labels) is wrong; without one, the Service is a left-over.",
    cure="Make the selector and the labels of the pods agree.",
    source="https://kubernetes.io/docs/concepts/services-networking/service/#defining-a-service",
    needs=("services", "pods", "deployments", "statefulsets", "daemonsets"),
)
YOUNG = timedelta(seconds=20)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a Service: critical where a workload was meant, a remark where none is like it."""
    if facts.snapshot.pods.missing or facts.snapshot.deployments.missing:
        return
    for service in facts.snapshot.services:
        if service.spec.selector and age(service, facts.now) >= YOUNG and not _selects(facts, service):
            yield _finding(service, _meant(facts, service))


def _selects(facts: Facts, service: Service) -> bool:
    return bool(facts.behind(service) or facts.selected(service))


def _meant(facts: Facts, service: Service) -> WorkloadFacts | None:
    """The workload that the Service was probably made for: of its name, else with most of its labels."""
    running = [w for w in facts.workloads_by_namespace.get(service.metadata.namespace, ()) if w.wanted]
    scored = [(_likeness(service, w), w.ref, w) for w in running]
    best = max(scored, key=lambda s: (s[0], s[1]), default=None)
    return best[2] if best and best[0] >= 1 else None


def _likeness(service: Service, workload: WorkloadFacts) -> float:
    """1 for the same name, 1 for each label in common, and less for labels that are written alike."""
    labels = workload.template.metadata.labels
    same = sum(labels.get(key) == value for key, value in service.spec.selector.items())
    alike = max((_ratio(a, b) for a in service.spec.selector.values() for b in labels.values()), default=0.0)
    return (workload.ref.name == service.metadata.name) + same + (alike if alike >= 0.8 else 0.0) * 1.25


def _ratio(a: str, b: str) -> float:
    return SequenceMatcher(None, a, b).ratio()


def _finding(service: Service, meant: WorkloadFacts | None) -> Finding:
    wanted = selector_text(service.spec.selector)
    evidence = [Evidence("spec.selector", wanted)]
    claim = (
        f"Service {service.metadata.name} selects {wanted}, which no pod of namespace {service.metadata.namespace} has"
    )
    if meant:
        labels = selector_text(meant.template.metadata.labels)
        evidence.append(Evidence(f"spec.template.metadata.labels of {meant.ref.kind} {meant.ref.name}", labels))
        claim += f"; {meant.ref.kind} {meant.ref.name}, which was probably meant, has {labels}"
    return RULE.finding(
        ObjectRef.of("Service", service),
        f"{claim}.",
        evidence=tuple(evidence),
        remedies=(
            edit(
                ObjectRef.of("Service", service),
                "Set the selector to labels that the pods have (or delete the Service)",
            ),
        ),
        severity=Severity.CRITICAL if meant else Severity.INFO,
        confidence=0.93 if meant else 0.6,
    )

"""Whether anything bears the labels that a LabelSelector asks for: pods, and the templates that pods are made from."""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.labels import describe, matches
from firstmate.facts.pods import SETTLING, age
from firstmate.snapshot.objects import LabelSelector, Object

MAKERS = ("Pod", "Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob")


def picks_nothing(facts: Facts, obj: Object, selector: LabelSelector | None) -> bool:
    """Whether it is known that an object's selector has picked nobody since it was made.

    Not of one that selects everything in its namespace, nor of one that an operator keeps for pods it makes at times.
    """
    operated = any(owner.controller for owner in obj.metadata.owner_references)
    if not describe(selector) or operated or age(obj, facts.now) < SETTLING:
        return False
    if any(facts.snapshot.of_kind(kind).missing for kind in MAKERS):
        return False
    return not any(matches(selector, labels) for labels in _labels(facts, obj.metadata.namespace))


def _labels(facts: Facts, namespace: str) -> Iterator[dict[str, str]]:
    """The labels of every pod of a namespace, and of every pod that may be made there."""
    for pod in facts.snapshot.pods.by_namespace.get(namespace, ()):
        yield pod.metadata.labels
    for workload in facts.workloads_by_namespace.get(namespace, ()):
        yield workload.template.metadata.labels
    for job in facts.snapshot.jobs.by_namespace.get(namespace, ()):
        yield job.spec.template.metadata.labels
    for cronjob in facts.snapshot.cronjobs.by_namespace.get(namespace, ()):
        yield cronjob.spec.job_template.spec.template.metadata.labels

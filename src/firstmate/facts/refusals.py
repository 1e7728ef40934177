"""Pods that a controller wants and the API server refuses: who is short, and in which words it was refused.

The refusal is told in FailedCreate events of the controller and in its ReplicaFailure condition; it only counts while
the controller still has fewer pods than it wants.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from firstmate.facts import Facts, WorkloadFacts
from firstmate.facts.pods import condition
from firstmate.findings import ObjectRef
from firstmate.snapshot.objects import Condition, DaemonSet, Job, Object


class Refused(StrEnum):
    """Who or what refused the pod."""

    QUOTA = "quota"
    LIMIT_RANGE = "limit range"
    POD_SECURITY = "pod security"
    WEBHOOK = "webhook"
    SERVICE_ACCOUNT = "service account"
    OTHER = "other"


# Words of the API server's admission plugins: resourcequota, limitranger, podsecurity, webhook, serviceaccount.
WORDS: tuple[tuple[Refused, re.Pattern[str]], ...] = tuple(
    (refused, re.compile(words, re.IGNORECASE))
    for refused, words in (
        (Refused.QUOTA, r"exceeded quota:|failed quota:"),
        (Refused.POD_SECURITY, r"violates PodSecurity|unable to validate against any (pod )?security policy"),
        (Refused.WEBHOOK, r"admission webhook \S+ denied|failed calling webhook|ValidatingAdmissionPolicy"),
        (Refused.SERVICE_ACCOUNT, r"error looking up service account|serviceaccount \S+ not found"),
        (Refused.LIMIT_RANGE, r"(maximum|minimum) \S+ usage per|limit to request ratio per"),
    )
)


@dataclass(frozen=True)
class Refusal:
    """A workload that lacks pods because creating them is refused."""

    workload: ObjectRef
    refused: Refused
    where: str
    message: str


def refusals(facts: Facts, *wanted: Refused) -> Iterator[Refusal]:
    """The refusals of the wanted kinds that hold now, one for each workload."""
    for workload, holder, kind, failure in _short(facts):
        refusal = _explain(facts, workload, ObjectRef.of(kind, holder), holder, failure)
        if refusal and refusal.refused in wanted:
            yield refusal


def classify(message: str) -> Refused:
    """What the words of a refused creation mean."""
    return next((refused for refused, words in WORDS if words.search(message)), Refused.OTHER)


def _short(facts: Facts) -> Iterator[tuple[ObjectRef, Object, str, Condition]]:
    """Each controller that has fewer pods than it wants: the workload, the object that makes its pods, that one's kind
    and its failure condition."""
    for workload in facts.workloads.values():
        failure = condition(workload.object.status.conditions, "ReplicaFailure")
        if workload.ref.kind == "Deployment":
            if workload.ready < workload.wanted or failure.status == "True":
                yield from _short_replicasets(facts, workload, failure)
        elif _lacks_pods(workload):
            yield workload.ref, workload.object, workload.ref.kind, failure
    for job in facts.snapshot.jobs:
        if _waits(job):
            yield ObjectRef.of("Job", job), job, "Job", Condition()


def _short_replicasets(
    facts: Facts, workload: WorkloadFacts, failure: Condition
) -> Iterator[tuple[ObjectRef, Object, str, Condition]]:
    if facts.snapshot.replicasets.missing:
        yield workload.ref, workload.object, "Deployment", failure
    for replicaset in facts.replicasets_of(workload.ref):
        if replicaset.status.replicas < replicaset.spec.replicas:
            own = condition(replicaset.status.conditions, "ReplicaFailure")
            yield workload.ref, replicaset, "ReplicaSet", own if own.message else failure


def _lacks_pods(workload: WorkloadFacts) -> bool:
    status = workload.object.status
    if isinstance(workload.object, DaemonSet):
        return status.current_number_scheduled < status.desired_number_scheduled
    return status.replicas < workload.wanted


def _waits(job: Job) -> bool:
    ended = any(c.status == "True" for c in job.status.conditions if c.type in ("Complete", "Failed", "Suspended"))
    return not (ended or job.status.active or job.spec.suspend or job.metadata.deletion_timestamp)


def _explain(
    facts: Facts, workload: ObjectRef, holder_ref: ObjectRef, holder: Object, failure: Condition
) -> Refusal | None:
    """The newest event tells of now; the condition keeps the words of the first refusal."""
    for event in facts.events(holder_ref, "FailedCreate", uid=holder.metadata.uid):
        return Refusal(workload, classify(event.message), "event FailedCreate", event.message)
    if failure.status == "True" and failure.message:
        where = "status.conditions[ReplicaFailure].message"
        return Refusal(workload, classify(failure.message), where, failure.message)
    return None

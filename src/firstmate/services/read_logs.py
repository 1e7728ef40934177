"""The logs of suspects, bounded: a few lines of a few containers that do not run as they should, and of no other."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from firstmate.adapters.cluster import Cluster, ReadError
from firstmate.facts import WORKLOAD_KINDS, Facts
from firstmate.facts.pods import ContainerView, containers, is_finished, is_scheduled
from firstmate.snapshot import LogExcerpt, Snapshot
from firstmate.snapshot.listing import Missing
from firstmate.snapshot.objects import Pod

LINES = 60
BYTES = 64 * 1024
MOST = 24
"""Containers whose logs are read: a cluster on fire is told by its first two dozen suspects."""
READERS = 8


@dataclass(frozen=True)
class Wanted:
    """One log: of a container as it runs, or as it ran before its last restart."""

    pod: Pod
    container: str
    previous: bool
    filed: str

    @property
    def path(self) -> str:
        return f"/api/v1/namespaces/{self.pod.metadata.namespace}/pods/{self.pod.metadata.name}/log"

    @property
    def params(self) -> dict[str, str]:
        bounds = {"tailLines": str(LINES), "limitBytes": str(BYTES), "timestamps": "true"}
        return {"container": self.container, **bounds} | ({"previous": "true"} if self.previous else {})


def with_logs(cluster: Cluster, snapshot: Snapshot) -> Snapshot:
    """The same snapshot with its suspects' logs; a log that could not be read is named under `unread`."""
    wanted = list(suspects(Facts(snapshot)))[:MOST]
    if not wanted:
        return snapshot
    with ThreadPoolExecutor(READERS) as pool:
        read = list(pool.map(lambda log: _read(cluster, log), wanted))
    excerpts = tuple(
        LogExcerpt(log.pod.metadata.namespace, log.filed, text)
        for log, text in zip(wanted, read, strict=True)
        if isinstance(text, str) and text
    )
    failed = sorted({text for text in read if isinstance(text, Missing) and text.why.is_failure})
    return replace(snapshot, logs=excerpts, unread={**snapshot.unread, **({"logs": failed[0]} if failed else {})})


def suspects(facts: Facts) -> Iterator[Wanted]:
    """The logs to read: of one pod for each workload, the containers that are not ready or have restarted."""
    for workload, pods in facts.suspects.items():
        pod = next((p for p in pods if is_scheduled(p) and not is_finished(p)), None)
        if pod is None or workload.kind not in WORKLOAD_KINDS:
            continue
        for number, container in enumerate(c for c in containers(pod) if _is_telling(c)):
            filed = workload.name if number == 0 else f"{workload.name}.{container.spec.name}"
            if container.status.state.running or container.status.state.terminated:
                yield Wanted(pod, container.spec.name, False, filed)
            if container.status.restart_count:
                yield Wanted(pod, container.spec.name, True, f"{workload.name}.previous" if number == 0 else filed)


def _is_telling(container: ContainerView) -> bool:
    """It has run, and not well: neither ready, nor an init container that is done."""
    status = container.status
    ended_well = bool(status.state.terminated and status.state.terminated.exit_code == 0)
    has_run = bool(status.state.running or status.state.terminated or status.restart_count)
    return has_run and not status.ready and not ended_well


def _read(cluster: Cluster, log: Wanted) -> str | Missing:
    try:
        return cluster.get(log.path, log.params, accept="*/*").decode("utf-8", "replace")
    except ReadError as error:
        return error.missing

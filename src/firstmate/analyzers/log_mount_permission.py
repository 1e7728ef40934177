"""A process may not read or write the volume that is mounted for it, in the words of its own log.

https://kubernetes.io/docs/tasks/configure-pod-container/security-context/#set-the-security-context-for-a-pod
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from firstmate.facts import Facts, WorkloadFacts
from firstmate.facts.cures import change
from firstmate.facts.logs import logged, tidy, told
from firstmate.findings import Evidence, Finding, Rule, Severity
from firstmate.snapshot.objects import Volume

RULE = Rule(
    __name__,
    title="A process may not use its mounted volume",
    severity=Severity.CRITICAL,
    meaning="The files of the volume belong to another user, or the volume is mounted read-only.",
    found_by="A workload with a persistent volume is not ready and its log says permission denied or read-only file "
    "system, of a path on the volume or of a file without a path.",
    cure="Set fsGroup or runAsUser to the owner of the files, or change their owner; unset readOnly.",
    source="https://kubernetes.io/docs/tasks/configure-pod-container/security-context/",
    needs=("deployments", "statefulsets", "logs"),
)
WORDS = re.compile(
    r"permission denied|\bEACCES\b|read-only file system|\bEROFS\b|AccessDeniedException|operation not permitted", re.I
)
OTHER = re.compile(
    r"bind|publickey|permission denied for (table|relation|schema|database|function)|exec|dial|socket|iptables", re.I
)
"""Other things that are denied: ports, keys, tables, programs."""
PATH = re.compile(r"(?<![\w.])/[\w./@-]+")


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a workload."""
    for workload in told(facts):
        mounts = _mounts(workload)
        if workload.ready < workload.wanted and mounts:
            for line in logged(facts, workload.ref, WORDS):
                where = _place(line, mounts)
                if where and not OTHER.search(line):
                    yield _finding(workload, line, where, mounts[where])
                    break


def _mounts(workload: WorkloadFacts) -> dict[str, str]:
    """Mount path → volume, of the volumes that hold data."""
    spec = workload.template.spec
    volumes = {v.name for v in spec.volumes if _is_persistent(v)}
    volumes |= {t.metadata.name for t in workload.object.spec.volume_claim_templates}
    return {m.mount_path: m.name for c in spec.containers for m in c.volume_mounts if m.name in volumes}


def _is_persistent(volume: Volume) -> bool:
    return any((volume.persistent_volume_claim, volume.host_path, volume.nfs, volume.csi, volume.ephemeral))


def _place(line: str, mounts: dict[str, str]) -> str:
    """The mount path that a line speaks of; the first one when it names a file without a path, "" when another."""
    paths = PATH.findall(tidy(line))
    on = next((m for m in mounts for p in paths if p == m or p.startswith(m.rstrip("/") + "/")), "")
    return on or ("" if paths else min(mounts))


def _finding(workload: WorkloadFacts, line: str, path: str, volume: str) -> Finding:
    ref = workload.ref
    return RULE.finding(
        ref,
        f"{ref.kind} {ref.name} may not use volume {volume}, which is mounted at {path}.",
        evidence=(
            Evidence(f"log of {ref.name}", tidy(line)),
            Evidence("spec.template.spec.containers[].volumeMounts", f"{volume} at {path}"),
        ),
        remedies=(change(ref, "Set securityContext.fsGroup (or runAsUser) to the owner of the files"),),
        confidence=0.9 if path in line else 0.82,
    )

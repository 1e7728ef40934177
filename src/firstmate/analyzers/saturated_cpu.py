"""A workload uses all the CPU it may have, far more than before, and is throttled: it answers slowly, and so do others.

https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#how-pods-with-resource-limits-are-run
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.quantity import cpu_text
from firstmate.facts.slowness import Saturated, saturated
from firstmate.findings import CommandTier, Evidence, Finding, Remedy, Rule, Severity
from firstmate.snapshot.series import Metric

RULE = Rule(
    __name__,
    title="CPU limit is used up",
    severity=Severity.CRITICAL,
    meaning="A workload burns CPU up to its limit; the kernel stops it for the rest of each period: it is late.",
    found_by="CPU use at least twice its own earlier level, and at the limit or throttled for a quarter of the time.",
    cure="Find what it is busy with; raise the limit or the number of replicas if the load is real.",
    source="https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/",
    needs=("series", "pods"),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a workload that is at its limit."""
    for found in saturated(facts):
        target, usual, peak = found.cpu.ref.kubectl, found.cpu.shift.usual, found.cpu.shift.peak
        limit = f", its limit is {cpu_text(found.limit)}" if found.limit else ""
        yield RULE.finding(
            found.cpu.ref,
            f"{found.cpu.ref.kind} {found.cpu.ref.name} uses {_cores(peak)} of CPU, {_cores(usual)} before{limit}.",
            evidence=_evidence(found),
            remedies=(
                Remedy(
                    "See what it is busy with.",
                    f"kubectl top pod -n {found.cpu.ref.namespace} --containers",
                    CommandTier.READ,
                ),
                Remedy(
                    "Restart it, if the load is not real.",
                    f"kubectl rollout restart {target}",
                    CommandTier.SAFE,
                    f"kubectl rollout undo {target}",
                ),
                Remedy(
                    "Raise the limit, if the load is real (in Git, where the workload comes from Git).",
                    f"kubectl set resources {target} --limits=cpu=NEW",
                    CommandTier.RISKY,
                    f"kubectl rollout undo {target}",
                ),
            ),
            confidence=0.9,
        )


def _evidence(found: Saturated) -> tuple[Evidence, ...]:
    use = Evidence(
        f"series {Metric.CPU} of {found.cpu.subject}",
        f"{found.cpu.shift.usual:.3f} → {found.cpu.shift.peak:.3f} cores",
    )
    throttled = Evidence(f"series {Metric.CPU_THROTTLED} of {found.cpu.subject}", f"+{found.throttled:.2f} s a second")
    return (use, throttled) if found.throttled > 0 else (use,)


def _cores(cores: float) -> str:
    return f"{round(cores * 1000)}m" if cores < 1 else f"{cores:.2g} cores"

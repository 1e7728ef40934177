"""A CronJob that used to run is suspended: said, since a forgotten one is a backup that nobody makes.

One that has never run was made suspended: a template for runs that a person starts.

https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#schedule-suspension
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.findings import CommandTier, Evidence, Finding, ObjectRef, Remedy, Rule, Severity

RULE = Rule(
    __name__,
    title="A CronJob is suspended",
    severity=Severity.INFO,
    meaning="It makes no Jobs until somebody resumes it.",
    found_by="spec.suspend is true, and it has run before.",
    cure="Resume it, or delete it when it is not needed any more.",
    source="https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#schedule-suspension",
    needs=("cronjobs",),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a CronJob."""
    for cron in facts.snapshot.cronjobs:
        last = cron.status.last_schedule_time
        if cron.spec.suspend and last:
            ref = ObjectRef.of("CronJob", cron)
            patch = f'kubectl patch {ref.kubectl} -p \'{{"spec":{{"suspend":%s}}}}\''
            yield RULE.finding(
                ref,
                f"CronJob {ref.name} is suspended; it last ran {last.isoformat()}.",
                evidence=(Evidence("spec.suspend", "true"),),
                remedies=(
                    Remedy(
                        "Resume it (in Git, where it comes from Git).",
                        patch % "false",
                        CommandTier.RISKY,
                        patch % "true",
                    ),
                ),
                confidence=1.0,
            )

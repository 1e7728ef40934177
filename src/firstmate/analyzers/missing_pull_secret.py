"""A pod names an imagePullSecret that does not exist; its images come without it, for now.

https://kubernetes.io/docs/tasks/configure-pod-container/pull-image-private-registry/
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.cures import change, look
from firstmate.facts.images import PullFailure, failed_pulls
from firstmate.findings import Evidence, Finding, Rule, Severity

RULE = Rule(
    __name__,
    title="imagePullSecret does not exist",
    severity=Severity.INFO,
    meaning="Images are pulled without the credentials that were meant: a private image, or a rate limit, will "
    "stop the next start.",
    found_by="A template names a pull Secret that its namespace does not have, while no pull fails for it.",
    cure="Create the Secret, or remove the reference.",
    source="https://kubernetes.io/docs/tasks/configure-pod-container/pull-image-private-registry/",
    needs=("pods", "secrets"),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a workload and pull Secret."""
    failing = {pull.workload for pull in failed_pulls(facts, *PullFailure)}
    for workload in facts.workloads.values():
        if not workload.wanted or workload.ref in failing:
            continue
        namespace = workload.ref.namespace
        for name in sorted({s.name for s in workload.template.spec.image_pull_secrets if s.name}):
            if facts.snapshot.secrets.lacks(namespace, name):
                yield RULE.finding(
                    workload.ref,
                    f"{workload.ref.kind} {workload.ref.name} names pull Secret {name}, which does not exist in "
                    f"namespace {namespace}.",
                    evidence=(Evidence("spec.template.spec.imagePullSecrets", name),),
                    remedies=(
                        change(workload.ref, "Remove the reference, if the image is public"),
                        look("See which Secrets are there", f"kubectl -n {namespace} get secrets"),
                    ),
                    confidence=0.9,
                )

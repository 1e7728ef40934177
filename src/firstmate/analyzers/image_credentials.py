"""The registry wants credentials and got none, or wrong ones; some say the same of an image that is not there.

https://kubernetes.io/docs/tasks/configure-pod-container/pull-image-private-registry/
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.cures import change, look
from firstmate.facts.images import Pull, PullFailure, failed_pulls, registry
from firstmate.facts.references import pull_secrets
from firstmate.findings import Evidence, Finding, Remedy, Rule, Severity

RULE = Rule(
    __name__,
    title="Registry refuses the pull: no valid credentials",
    severity=Severity.CRITICAL,
    meaning="A container cannot start because the registry does not let the node pull its image.",
    found_by="A container waits to pull, and the message says unauthorized, denied, 401 or 403; the "
    "imagePullSecrets that it names are compared with the Secrets that exist.",
    cure="Create or correct the pull Secret and name it in the pod or its service account; or correct the image name.",
    source="https://kubernetes.io/docs/tasks/configure-pod-container/pull-image-private-registry/",
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a workload and image."""
    for pull in failed_pulls(facts, PullFailure.CREDENTIALS):
        named, absent = pull_secrets(facts, pull.pod)
        yield RULE.finding(
            pull.workload,
            f"Container {pull.container} cannot start: {registry(pull.image)} refuses to give {pull.image}, "
            f"{_why(named, absent)}.",
            evidence=(
                Evidence(pull.where, pull.message),
                Evidence("spec.imagePullSecrets", ", ".join(named) or "none"),
                *(Evidence(f"Secret {name}", "does not exist") for name in absent),
            ),
            remedies=_remedies(pull, named, absent),
            confidence=0.95 if absent else 0.9,
        )


def _why(named: tuple[str, ...], absent: tuple[str, ...]) -> str:
    if absent:
        return f"and the pull Secret {', '.join(absent)} does not exist"
    return f"with the credentials of {', '.join(named)}" if named else "and the pod names no pull Secret"


def _remedies(pull: Pull, named: tuple[str, ...], absent: tuple[str, ...]) -> tuple[Remedy, ...]:
    name = next(iter(absent or named), "regcred")
    namespace = pull.workload.namespace
    text = f"Create the pull Secret {name}" if absent or not named else f"Put a valid token into the Secret {name}"
    return (
        Remedy(
            f"{text} of type docker-registry in {namespace} for {registry(pull.image)}"
            + ("." if named else ", and name it in imagePullSecrets.")
        ),
        change(pull.workload, "Or correct the image: some registries say denied of one that does not exist"),
        look("See which Secrets are there", f"kubectl -n {namespace} get secrets"),
    )

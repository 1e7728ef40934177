"""A pod names a Secret that does not exist in its namespace: a typo, another namespace, or never created.

https://kubernetes.io/docs/concepts/configuration/secret/
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.cures import change
from firstmate.facts.references import Absent, absent_references
from firstmate.findings import CommandTier, Finding, Remedy, Rule, Severity

RULE = Rule(
    __name__,
    title="Secret does not exist",
    severity=Severity.CRITICAL,
    meaning="Containers cannot start, or will not start next time, because a Secret that they name does not exist.",
    found_by="The kubelet says that the Secret of a waiting container or volume was not found; or a template "
    "names one that the namespace does not have.",
    cure="Create the Secret, correct the name, or mark the reference as optional.",
    source="https://kubernetes.io/docs/concepts/configuration/secret/",
    needs=("pods", "secrets"),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a workload and Secret."""
    for absent in absent_references(facts):
        if absent.kind == "Secret" and not absent.key:
            yield RULE.finding(
                absent.workload,
                _claim(absent),
                evidence=absent.evidence,
                remedies=(
                    Remedy(
                        "Create it (in Git, where the namespace comes from Git).",
                        f"kubectl -n {absent.ref.namespace} create secret generic {absent.name} "
                        "--from-literal=KEY=VALUE",
                        CommandTier.RISKY,
                        f"kubectl -n {absent.ref.namespace} delete secret {absent.name}",
                    ),
                    change(absent.workload, "Or correct the name in the pod template"),
                ),
                severity=Severity.CRITICAL if absent.stuck else Severity.WARNING,
                confidence=0.97 if absent.stuck else 0.8,
            )


def _claim(absent: Absent) -> str:
    who = f"{absent.workload.kind} {absent.workload.name}"
    missing = f"Secret {absent.name}, which does not exist in namespace {absent.ref.namespace}"
    return f"{who} cannot start: it needs {missing}." if absent.stuck else f"The next pod of {who} needs {missing}."

"""The nodes that a pod could use are tainted against it.

Taints of the node lifecycle controller (not ready, pressure) are the node's trouble and not told here; neither is the
taint of a control-plane node. https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.cures import change
from firstmate.facts.nodes import untolerated
from firstmate.facts.scheduling import Reason, Verdict, verdicts
from firstmate.findings import CommandTier, Evidence, Finding, Remedy, Rule, Severity
from firstmate.snapshot.objects import Taint

RULE = Rule(
    __name__,
    title="Pods do not tolerate the taints of the nodes they could use",
    severity=Severity.CRITICAL,
    meaning="Pods cannot start: every node they ask for carries a taint that they do not tolerate.",
    found_by="A pod is unschedulable, and the nodes that it asks for have NoSchedule or NoExecute taints without a "
    "matching toleration.",
    cure="Add a toleration to the workload, or take the taint off the nodes.",
    source="https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/",
    needs=("pods", "nodes"),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a workload."""
    for verdict in verdicts(facts, Reason.TAINT):
        taints = _taints(verdict)
        told = ", ".join(_text(t) for t in taints) or verdict.complaint
        where = f" of {verdict.names}" if verdict.nodes else ""
        yield RULE.finding(
            verdict.workload,
            f"{verdict.who} cannot be placed, because it does not tolerate the taint {told}{where}.",
            evidence=verdict.evidence
            + tuple(
                Evidence(f"Node {n.metadata.name} spec.taints", _text(t))
                for n in verdict.nodes[:4]
                for t in untolerated(verdict.pods[0].spec, n)[:1]
            ),
            remedies=(
                change(verdict.workload, f"Add a toleration for {told} to the pod template"),
                *(_untaint(verdict, taint) for taint in taints[:1]),
            ),
            confidence=0.6 if verdict.unseen else 0.93,
            unseen=verdict.unseen,
        )


def _taints(verdict: Verdict) -> tuple[Taint, ...]:
    """The taints that keep it off, each once."""
    found = {_text(t): t for n in verdict.nodes for t in untolerated(verdict.pods[0].spec, n)}
    return tuple(found[text] for text in sorted(found))


def _text(taint: Taint) -> str:
    value = f"={taint.value}" if taint.value else ""
    return f"{taint.key}{value}:{taint.effect}"


def _untaint(verdict: Verdict, taint: Taint) -> Remedy:
    nodes = " ".join(n.metadata.name for n in verdict.nodes)
    return Remedy(
        "Or take the taint off, if it is a leftover.",
        f"kubectl taint node {nodes} {_text(taint)}-",
        CommandTier.RISKY,
        f"kubectl taint node {nodes} {_text(taint)}",
    )

"""Control-plane components that do not run: told by their system service, their static pod, or their leader's lease."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from firstmate.facts import Facts
from firstmate.facts.machines import down_units, is_down, overdue
from firstmate.facts.pods import SETTLING, age, is_ready
from firstmate.findings import CommandTier, Evidence, Finding, ObjectRef, Remedy, Rule
from firstmate.snapshot.objects import Pod

SYSTEM = "kube-system"


@dataclass(frozen=True)
class Stopped:
    """One instance of a component that does not run, and what shows it."""

    ref: ObjectRef
    evidence: Evidence
    confidence: float


def stopped(facts: Facts, component: str) -> tuple[Stopped, ...]:
    """Every instance, when no other instance does the work; nothing as long as one does."""
    pods = _pods(facts, component)
    units = [s for s in facts.snapshot.node_services if s.unit.removesuffix(".service") == component]
    if any(is_ready(pod) for pod in pods) or any(not is_down(unit) for unit in units):
        return ()
    lease = facts.snapshot.listing("leases").get(SYSTEM, component)
    silent = overdue(facts, lease)
    return (
        *(_of_unit(facts, component)),
        *(_of_pod(pod) for pod in pods if age(pod, facts.now) > SETTLING),
        *(
            Stopped(
                ObjectRef("Lease", SYSTEM, component),
                Evidence("spec.renewTime", f"not renewed for {silent.total_seconds():.0f} s"),
                0.85,
            )
            for silent in (silent,)
            if silent and not pods and not units
        ),
    )


def _of_unit(facts: Facts, component: str) -> Iterator[Stopped]:
    for unit in down_units(facts, component):
        shown = Evidence(f"service {unit.unit} on {unit.node}", f"{unit.active} ({unit.sub})")
        yield Stopped(ObjectRef("Node", "", unit.node), shown, 0.97)


def _of_pod(pod: Pod) -> Stopped:
    shown = Evidence(f"status of Pod {pod.metadata.name}", f"{pod.status.phase}, not ready")
    return Stopped(ObjectRef.of("Pod", pod), shown, 0.9)


def _pods(facts: Facts, component: str) -> list[Pod]:
    return [
        pod
        for pod in facts.snapshot.pods.by_namespace.get(SYSTEM, ())
        if pod.metadata.labels.get("component") == component or pod.metadata.labels.get("k8s-app") == component
    ]


def told(rule: Rule, found: Stopped, component: str, effect: str) -> Finding:
    """The finding of a rule about one component."""
    place = found.ref.name if found.ref.kind == "Node" else ""
    where = f" on node {place}" if place else ""
    return rule.finding(
        found.ref,
        f"{component}{where} does not run: {effect}.",
        evidence=(found.evidence,),
        remedies=_remedies(place, component),
        confidence=found.confidence,
    )


def _remedies(node: str, component: str) -> tuple[Remedy, ...]:
    if not node:
        return (
            Remedy(
                "See how it ended last.",
                f"kubectl -n {SYSTEM} describe pod -l component={component}",
                CommandTier.READ,
            ),
        )
    return (
        Remedy("Read why it ended.", f"ssh {node} journalctl -u {component} -n 50", CommandTier.READ),
        Remedy("Start it.", f"ssh {node} sudo systemctl start {component}", CommandTier.RISKY),
    )

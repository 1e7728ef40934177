"""Why a pod has no node: the scheduler's words, checked against the nodes as they are.

The scheduler tells for each node the first check that it failed. Which of them is the *cause* follows from the nodes:
those that the pod asks for and that take ordinary pods should have taken it, so what keeps it off them counts, and a
control-plane node that is always closed does not. https://kubernetes.io/docs/concepts/scheduling-eviction/
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from firstmate.facts import Facts
from firstmate.facts.labels import matches_labels
from firstmate.facts.nodes import (
    asks_by_name,
    has_room,
    is_closed,
    is_reserved,
    is_unwell,
    labels_of,
    needed,
    reaches_volumes,
    untolerated,
    wants,
)
from firstmate.facts.pods import age, condition
from firstmate.facts.quantity import amount
from firstmate.findings import Evidence, ObjectRef
from firstmate.snapshot.objects import Node, Pod

SILENT = timedelta(minutes=1)
"""A scheduler that works tells its verdict within seconds."""


class Reason(StrEnum):
    """What keeps a pod from every node that it could use. Of equally frequent ones, the first listed is told."""

    CPU = "cpu"
    MEMORY = "memory"
    RESOURCE = "another resource"
    POD_LIMIT = "pod limit"
    HOST_PORT = "host port"
    POD_ANTI_AFFINITY = "pod anti-affinity"
    POD_AFFINITY = "pod affinity"
    TOPOLOGY_SPREAD = "topology spread"
    VOLUME_NODE = "volume elsewhere"
    CLAIM = "claim"
    CORDON = "cordon"
    TAINT = "taint"
    NODE_SELECTOR = "node selector"
    NODE_AFFINITY = "node affinity"
    UNWELL = "nodes not well"
    OTHER = "other"


# Words of the scheduler's filter plugins from 1.18 to 1.34.
WORDS: tuple[tuple[Reason, re.Pattern[str]], ...] = tuple(
    (reason, re.compile(words, re.IGNORECASE))
    for reason, words in (
        (Reason.CLAIM, r"unbound immediate PersistentVolumeClaims|persistentvolumeclaim \S+ (not found|is being)"),
        (Reason.VOLUME_NODE, r"volume node affinity conflict|no available volume zone|available persistent volumes"),
        (Reason.CORDON, r"were unschedulable"),
        (Reason.UNWELL, r"node\.kubernetes\.io/(not-ready|unreachable|\w+-pressure|network-unavailable)"),
        (Reason.UNWELL, r"were not ready|had (disk|memory|PID) ?pressure|unavailable network"),
        (Reason.TAINT, r"had (untolerated )?taint"),
        (Reason.POD_ANTI_AFFINITY, r"anti-affinity"),
        (Reason.POD_AFFINITY, r"pod affinity rules"),
        (Reason.NODE_AFFINITY, r"node affinity|node selector|match node selector"),
        (Reason.TOPOLOGY_SPREAD, r"topology spread constraints"),
        (Reason.HOST_PORT, r"free ports"),
        (Reason.POD_LIMIT, r"too many pods"),
        (Reason.CPU, r"insufficient cpu"),
        (Reason.MEMORY, r"insufficient memory"),
        (Reason.RESOURCE, r"insufficient \S+"),
    )
)
BY_NODE = (Reason.CORDON, Reason.TAINT, Reason.NODE_SELECTOR, Reason.NODE_AFFINITY, Reason.UNWELL)
"""What a node's own fields tell better than the words."""
OPENING = re.compile(r"^\d+/(?P<all>\d+) nodes are available: ?")
PREEMPTION = re.compile(r"[.,]? preemption: .*$", re.DOTALL)
PIECES = re.compile(r", (?=\d+ )")
COUNTED = re.compile(r"^(?P<count>\d+) (?P<text>.*)$", re.DOTALL)


@dataclass(frozen=True)
class Complaint:
    """One part of the scheduler's verdict: how many nodes, and what was wrong with them."""

    count: int
    reason: Reason
    text: str


@dataclass(frozen=True)
class Verdict:
    """Pods of one workload that no node takes, the one reason that counts, and the nodes that it keeps them off."""

    workload: ObjectRef
    pods: tuple[Pod, ...]
    reason: Reason
    complaint: str
    nodes: tuple[Node, ...]
    evidence: tuple[Evidence, ...]
    unseen: str = ""

    @property
    def who(self) -> str:
        """`2 pods of Deployment web`, for a sentence."""
        if self.workload.kind == "Pod":
            return f"Pod {self.workload.name}"
        count = "1 pod" if len(self.pods) == 1 else f"{len(self.pods)} pods"
        return f"{count} of {self.workload.kind} {self.workload.name}"

    @property
    def names(self) -> str:
        """The blamed nodes, the first three by name."""
        names = [n.metadata.name for n in self.nodes]
        return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if names[3:] else "")


def verdicts(facts: Facts, *wanted: Reason) -> Iterator[Verdict]:
    """The wanted verdicts, one for each workload and reason; it is worked out once a snapshot."""
    found = facts.once(_verdicts)
    yield from (v for v in found if v.reason in wanted)


def unjudged(facts: Facts) -> Iterator[tuple[ObjectRef, Pod]]:
    """Pods that wait while no scheduler has said anything about them."""
    for workload, pod in facts.unscheduled():
        silent = not condition(pod.status.conditions, "PodScheduled").status
        if silent and age(pod, facts.now) > SILENT and not facts.pod_events(pod, "FailedScheduling"):
            yield workload, pod


def parse(message: str) -> tuple[Complaint, ...]:
    """The complaints in `0/4 nodes are available: 1 node(s) were unschedulable, 3 Insufficient cpu. preemption: …`."""
    opening = OPENING.match(message)
    total = int(opening["all"]) if opening else 0
    body = PREEMPTION.sub("", message[opening.end() :] if opening else message).rstrip(". ")
    return tuple(_complaint(piece, total) for piece in PIECES.split(body) if piece)


def _complaint(piece: str, total: int) -> Complaint:
    counted = COUNTED.match(piece)
    text = counted["text"] if counted else piece
    reason = next((reason for reason, words in WORDS if words.search(text)), Reason.OTHER)
    return Complaint(int(counted["count"]) if counted else total, reason, text)


def _verdicts(facts: Facts) -> tuple[Verdict, ...]:
    groups: dict[tuple[ObjectRef, Reason], list[Verdict]] = {}
    for workload, pod in facts.unscheduled():
        verdict = _judge(facts, workload, pod)
        if verdict:
            groups.setdefault((workload, verdict.reason), []).append(verdict)
    return tuple(_joined(group) for group in groups.values())


def _joined(group: list[Verdict]) -> Verdict:
    first = group[0]
    pods = tuple(pod for verdict in group for pod in verdict.pods)
    return Verdict(first.workload, pods, first.reason, first.complaint, first.nodes, first.evidence, first.unseen)


def _judge(facts: Facts, workload: ObjectRef, pod: Pod) -> Verdict | None:
    where, message = _words(facts, pod)
    if not message or pod.status.nominated_node_name:  # a nominated pod waits for preemption to end
        return None
    complaints = parse(message)
    evidence = (Evidence(where, message),)
    if facts.snapshot.nodes.missing:
        told = _loudest(pod, complaints, ())
        return Verdict(workload, (pod,), _by_spec(pod, told), told.text, (), evidence, "the nodes")
    reason, nodes = _blame(facts, pod, complaints)
    text = next((c.text for c in complaints if c.reason is reason), message)
    return Verdict(workload, (pod,), reason, text, nodes, evidence)


def _words(facts: Facts, pod: Pod) -> tuple[str, str]:
    """Where the scheduler told its verdict, and the verdict; empty when it has not, or the pod is gated."""
    told = condition(pod.status.conditions, "PodScheduled")
    if told.status == "False":
        return "status.conditions[PodScheduled].message", told.message if told.reason == "Unschedulable" else ""
    return next((("event FailedScheduling", e.message) for e in facts.pod_events(pod, "FailedScheduling")), ("", ""))


def _by_spec(pod: Pod, told: Complaint) -> Reason:
    """One sentence of the scheduler stands for nodeSelector and node affinity."""
    return Reason.NODE_SELECTOR if told.reason is Reason.NODE_AFFINITY and pod.spec.node_selector else told.reason


def _loudest(pod: Pod, complaints: Iterable[Complaint], nodes: tuple[Node, ...]) -> Complaint:
    """The complaint of most nodes; what no node could ever give before what is only taken, cordons last."""
    order = list(Reason)

    def rank(complaint: Complaint) -> tuple[bool, int, bool, int]:
        ordinary = complaint.reason in (Reason.CORDON, Reason.UNWELL)
        return (ordinary, -complaint.count, not _exceeds(pod, complaint, nodes), order.index(complaint.reason))

    return min(complaints, key=rank, default=Complaint(0, Reason.OTHER, ""))


def _exceeds(pod: Pod, complaint: Complaint, nodes: tuple[Node, ...]) -> bool:
    name = resource_of(complaint.text)
    return bool(name and nodes) and all(needed(pod.spec, name) > amount(n.status.allocatable, name) for n in nodes)


def resource_of(complaint: str) -> str:
    """`nvidia.com/gpu` of `Insufficient nvidia.com/gpu`; "" when it is no complaint about a resource."""
    words = complaint.split()
    return words[1] if len(words) > 1 and words[0].lower() == "insufficient" else ""


def _blame(facts: Facts, pod: Pod, complaints: tuple[Complaint, ...]) -> tuple[Reason, tuple[Node, ...]]:
    """The reason that counts, and the nodes that should have taken the pod but for it."""
    if any(c.reason is Reason.CLAIM for c in complaints):  # no node would help
        return Reason.CLAIM, ()
    nodes = tuple(facts.snapshot.nodes)
    ordinary = tuple(n for n in nodes if not is_reserved(pod.spec, n)) or nodes
    asked = _asked(pod, ordinary) or (_asked(pod, nodes) if asks_by_name(pod.spec) else ())
    if not asked:
        return _mismatch(pod, ordinary), ordinary
    reachable = tuple(n for n in asked if reaches_volumes(facts, pod, n))
    if not reachable:
        return Reason.VOLUME_NODE, asked
    well = tuple(n for n in reachable if not is_unwell(n))
    if not well:
        return Reason.UNWELL, reachable
    return _refusal(facts, pod, well, complaints)


def _asked(pod: Pod, nodes: tuple[Node, ...]) -> tuple[Node, ...]:
    return tuple(n for n in nodes if wants(pod.spec, n))


def _mismatch(pod: Pod, nodes: tuple[Node, ...]) -> Reason:
    selected = any(matches_labels(pod.spec.node_selector, labels_of(n)) for n in nodes)
    return Reason.NODE_AFFINITY if selected else Reason.NODE_SELECTOR


def _refusal(
    facts: Facts, pod: Pod, nodes: tuple[Node, ...], complaints: tuple[Complaint, ...]
) -> tuple[Reason, tuple[Node, ...]]:
    """Of the nodes that the pod asks for and that are well: cordoned, tainted, or without room."""
    closed = tuple(n for n in nodes if is_closed(pod.spec, n))
    tainted = tuple(n for n in nodes if n not in closed and untolerated(pod.spec, n))
    open_ = tuple(n for n in nodes if n not in closed and n not in tainted)
    if not open_:
        return (Reason.CORDON, closed) if len(closed) >= len(tainted) else (Reason.TAINT, tainted)
    helpful = tuple(n for n in closed if not untolerated(pod.spec, n) and has_room(facts, pod, n))
    if helpful:  # a cordon is lifted more easily than a machine is bought
        return Reason.CORDON, helpful
    left = _loudest(pod, (c for c in complaints if c.reason not in BY_NODE), open_)
    return left.reason, open_

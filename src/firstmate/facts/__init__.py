"""What follows from a snapshot without judging it: who owns what, who selects whom, which events still hold.

One `Facts` is made of one snapshot and handed to every rule; each relation is worked out once, when first asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, TypeVar, cast

from firstmate.facts import pods as pod_facts
from firstmate.facts.labels import matches, matches_labels
from firstmate.findings import ObjectRef
from firstmate.snapshot import LogExcerpt, Snapshot
from firstmate.snapshot.objects import (
    DaemonSet,
    Event,
    LabelSelector,
    Node,
    Object,
    Pod,
    PodTemplate,
    ReplicaSet,
    Service,
    Workload,
)

R = TypeVar("R")
WORKLOAD_KINDS = ("Deployment", "StatefulSet", "DaemonSet")
MOST_OWNERS = 5
"""Anybody may write owners that own each other."""
RECENT = timedelta(hours=1)
"""How long an event stays evidence of now; the API server keeps events for an hour by default."""


@dataclass(frozen=True)
class WorkloadFacts:
    """A Deployment, StatefulSet or DaemonSet with its current pods and what it wants against what it has."""

    ref: ObjectRef
    object: Workload
    pods: tuple[Pod, ...]

    @property
    def template(self) -> PodTemplate:
        return self.object.spec.template

    @property
    def wanted(self) -> int:
        if isinstance(self.object, DaemonSet):
            return self.object.status.desired_number_scheduled
        return self.object.spec.replicas

    @property
    def ready(self) -> int:
        if isinstance(self.object, DaemonSet):
            return self.object.status.number_ready
        return self.object.status.ready_replicas

    @property
    def updated(self) -> int:
        """Pods that are made as the workload says now."""
        if isinstance(self.object, DaemonSet):
            return self.object.status.updated_number_scheduled
        return self.object.status.updated_replicas


@dataclass(frozen=True)
class Backing:
    """The addresses behind a Service, as the endpoints tell them."""

    ready: int
    not_ready: int


class Facts:
    """Relations of one snapshot. Everything is lazy and in a fixed order."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self._derived: dict[Callable[[Facts], Any], Any] = {}

    def once(self, derive: Callable[[Facts], R]) -> R:
        """What a function of these facts answers, worked out the first time only: for relations that rules share."""
        if derive not in self._derived:
            self._derived[derive] = derive(self)
        return self._derived[derive]  # type: ignore[no-any-return]  # keyed by the function that made it

    @property
    def now(self) -> datetime:
        return self.snapshot.taken_at

    # ---- owners ----------------------------------------------------------------------------------------------------

    def owner(self, pod: Pod) -> ObjectRef:
        """The workload that a person would name for this pod: Deployment rather than ReplicaSet, else the pod."""
        ref, obj = ObjectRef.of("Pod", pod), cast("Object | None", pod)
        for _ in range(MOST_OWNERS):
            owner = next((o for o in obj.metadata.owner_references if o.controller), None) if obj else None
            if owner is None or owner.kind == "Node":  # a static pod is owned by its node
                break
            ref = ObjectRef(owner.kind, ref.namespace, owner.name)
            obj = self.snapshot.of_kind(owner.kind).get(ref.namespace, owner.name)
        return ref

    @cached_property
    def pods_by_owner(self) -> dict[ObjectRef, tuple[Pod, ...]]:
        """Living pods (neither deleted nor finished) by their workload."""
        groups: dict[ObjectRef, list[Pod]] = {}
        for pod in self.snapshot.pods:
            if not pod.metadata.deletion_timestamp and not pod_facts.is_finished(pod):
                groups.setdefault(self.owner(pod), []).append(pod)
        return {ref: tuple(pods) for ref, pods in groups.items()}

    @cached_property
    def workloads(self) -> dict[ObjectRef, WorkloadFacts]:
        """Every Deployment, StatefulSet and DaemonSet, with its living pods."""
        return {
            ref: WorkloadFacts(ref, obj, self.pods_by_owner.get(ref, ()))
            for kind in WORKLOAD_KINDS
            for obj in self.snapshot.of_kind(kind)
            for ref in (ObjectRef.of(kind, obj),)
        }

    @cached_property
    def workloads_by_namespace(self) -> dict[str, tuple[WorkloadFacts, ...]]:
        groups: dict[str, list[WorkloadFacts]] = {}
        for ref, workload in self.workloads.items():
            groups.setdefault(ref.namespace, []).append(workload)
        return {namespace: tuple(workloads) for namespace, workloads in groups.items()}

    @cached_property
    def suspects(self) -> dict[ObjectRef, tuple[Pod, ...]]:
        """Pods worth a closer look (not ready, restarted, being deleted, failed), by workload."""
        groups: dict[ObjectRef, list[Pod]] = {}
        for pod in self.snapshot.pods:
            if pod_facts.is_suspect(pod):
                groups.setdefault(self.owner(pod), []).append(pod)
        return {ref: tuple(pods) for ref, pods in sorted(groups.items())}

    def stuck(self) -> Iterator[tuple[ObjectRef, Pod, pod_facts.ContainerView]]:
        """Each container of a living suspect, with its pod and workload: what most pod rules walk over."""
        for ref, pods in self.suspects.items():
            for pod in pods:
                if not pod.metadata.deletion_timestamp and not pod_facts.is_finished(pod):
                    for container in pod_facts.containers(pod):
                        yield ref, pod, container

    def unscheduled(self) -> Iterator[tuple[ObjectRef, Pod]]:
        """Living pods that no node has taken."""
        for ref, pods in self.suspects.items():
            for pod in pods:
                if pod.status.phase == "Pending" and not pod.spec.node_name and not pod.metadata.deletion_timestamp:
                    yield ref, pod

    def replicasets_of(self, deployment: ObjectRef) -> tuple[ReplicaSet, ...]:
        """The ReplicaSets that a Deployment made, old revisions included."""
        return self._replicasets_by_owner.get((deployment.namespace, deployment.name), ())

    @cached_property
    def _replicasets_by_owner(self) -> dict[tuple[str, str], tuple[ReplicaSet, ...]]:
        groups: dict[tuple[str, str], list[ReplicaSet]] = {}
        for replicaset in self.snapshot.replicasets:
            for owner in replicaset.metadata.owner_references:
                if owner.controller and owner.kind == "Deployment":
                    groups.setdefault((replicaset.metadata.namespace, owner.name), []).append(replicaset)
        return {key: tuple(replicasets) for key, replicasets in groups.items()}

    # ---- events ----------------------------------------------------------------------------------------------------

    @cached_property
    def _events_by_object(self) -> dict[ObjectRef, tuple[Event, ...]]:
        groups: dict[ObjectRef, list[Event]] = {}
        for event in self.snapshot.events:
            about = event.involved_object
            groups.setdefault(ObjectRef(about.kind, about.namespace, about.name), []).append(event)
        return {ref: tuple(sorted(events, key=_newest_first)) for ref, events in groups.items()}

    def events(self, ref: ObjectRef, *reasons: str, uid: str = "", within: timedelta = RECENT) -> tuple[Event, ...]:
        """Events about the object that still speak of now, newest first; with `uid`, of this incarnation only."""
        oldest = self.now - within
        return tuple(
            event
            for event in self._events_by_object.get(ref, ())
            if (not reasons or event.reason in reasons)
            and (not uid or not event.involved_object.uid or event.involved_object.uid == uid)
            and (seen := last_seen(event)) is not None
            and seen >= oldest
        )

    def pod_events(self, pod: Pod, *reasons: str) -> tuple[Event, ...]:
        """Events about exactly this pod."""
        return self.events(ObjectRef.of("Pod", pod), *reasons, uid=pod.metadata.uid)

    @cached_property
    def logs(self) -> dict[ObjectRef, tuple[LogExcerpt, ...]]:
        """The log excerpts by the workload that wrote them: filed under `web`, `web.previous` or `web.CONTAINER`."""
        if not self.snapshot.logs:
            return {}
        named: dict[str, list[ObjectRef]] = {}
        for ref in self.workloads:
            named.setdefault(ref.name, []).append(ref)
        groups: dict[ObjectRef, list[LogExcerpt]] = {}
        for excerpt in self.snapshot.logs:
            for ref in named.get(excerpt.workload) or named.get(excerpt.workload.partition(".")[0]) or ():
                if excerpt.namespace in ("", ref.namespace):
                    groups.setdefault(ref, []).append(excerpt)
        return {ref: tuple(excerpts) for ref, excerpts in groups.items()}

    # ---- network ---------------------------------------------------------------------------------------------------

    def selected(self, service: Service) -> tuple[Pod, ...]:
        """Living pods that a Service's selector picks; none for a Service without a selector."""
        if not service.spec.selector:
            return ()
        candidates = self.snapshot.pods.by_namespace.get(service.metadata.namespace, ())
        return tuple(
            pod
            for pod in candidates
            if matches_labels(service.spec.selector, pod.metadata.labels) and not pod_facts.is_finished(pod)
        )

    def services_of(self, namespace: str, labels: dict[str, str]) -> Iterator[Service]:
        """Services whose selector picks pods with these labels."""
        for service in self.snapshot.services.by_namespace.get(namespace, ()):
            if service.spec.selector and matches_labels(service.spec.selector, labels):
                yield service

    def behind(self, service: Service) -> tuple[WorkloadFacts, ...]:
        """Workloads whose template a Service's selector picks, those at zero included."""
        labels = service.spec.selector
        return tuple(
            workload
            for workload in self.workloads_by_namespace.get(service.metadata.namespace, ())
            if labels and matches_labels(labels, workload.template.metadata.labels)
        )

    @cached_property
    def _backings(self) -> dict[tuple[str, str], Backing]:
        counted: dict[tuple[str, str], list[int]] = {}
        for piece in self.snapshot.endpointslices:
            name = piece.metadata.labels.get("kubernetes.io/service-name", "")
            total = counted.setdefault((piece.metadata.namespace, name), [0, 0])
            for endpoint in piece.endpoints:
                total[not endpoint.conditions.ready] += len(endpoint.addresses)
        for endpoints in self.snapshot.endpoints:
            key = (endpoints.metadata.namespace, endpoints.metadata.name)
            if key not in counted:
                counted[key] = [
                    sum(len(s.addresses) for s in endpoints.subsets),
                    sum(len(s.not_ready_addresses) for s in endpoints.subsets),
                ]
        return {key: Backing(*total) for key, total in counted.items()}

    def backing(self, service: Service) -> Backing | None:
        """The addresses behind a Service; None when slices were not read whole and nothing else tells of it."""
        key = (service.metadata.namespace, service.metadata.name)
        if key in self._backings:
            return self._backings[key]
        return None if self.snapshot.endpointslices.missing else Backing(0, 0)

    # ---- nodes -----------------------------------------------------------------------------------------------------

    @cached_property
    def ready_nodes(self) -> tuple[Node, ...]:
        """Nodes that report ready, cordoned or not."""
        return tuple(n for n in self.snapshot.nodes if node_ready(n))

    def pods_on(self, node: str) -> tuple[Pod, ...]:
        """Living pods that a node runs."""
        return self._pods_by_node.get(node, ())

    @cached_property
    def _pods_by_node(self) -> dict[str, tuple[Pod, ...]]:
        groups: dict[str, list[Pod]] = {}
        for pod in self.snapshot.pods:
            if pod.spec.node_name and not pod_facts.is_finished(pod):
                groups.setdefault(pod.spec.node_name, []).append(pod)
        return {node: tuple(pods) for node, pods in groups.items()}

    # ---- who uses what ---------------------------------------------------------------------------------------------

    @cached_property
    def claim_users(self) -> dict[tuple[str, str], tuple[Pod, ...]]:
        """Living pods by the claim that they mount: (namespace, claim)."""
        groups: dict[tuple[str, str], list[Pod]] = {}
        for pods in self.pods_by_owner.values():
            for pod in pods:
                for name in claims_of(pod):
                    groups.setdefault((pod.metadata.namespace, name), []).append(pod)
        return {key: tuple(users) for key, users in groups.items()}

    def workloads_selected_by(self, namespace: str, selector: LabelSelector | None) -> Iterator[WorkloadFacts]:
        """Workloads of a namespace whose template a LabelSelector picks (PDBs, network policies)."""
        for workload in self.workloads.values():
            if workload.ref.namespace == namespace and matches(selector, workload.template.metadata.labels):
                yield workload


def last_seen(event: Event) -> datetime | None:
    """When it happened last, whichever of the API's four time fields tells it."""
    series = event.series.last_observed_time if event.series else None
    return event.last_timestamp or series or event.event_time or event.metadata.creation_timestamp


def _newest_first(event: Event) -> tuple[float, str, str]:
    seen = last_seen(event)
    return (-(seen.timestamp() if seen else 0.0), event.reason, event.metadata.name)


def node_ready(node: Node) -> bool:
    return pod_facts.condition(node.status.conditions, "Ready").status == "True"


def claims_of(pod: Pod) -> tuple[str, ...]:
    """The names of the claims that a pod mounts, generic ephemeral volumes included."""
    names: Iterable[str] = (
        v.persistent_volume_claim.claim_name if v.persistent_volume_claim else f"{pod.metadata.name}-{v.name}"
        for v in pod.spec.volumes
        if v.persistent_volume_claim or v.ephemeral
    )
    return tuple(names)

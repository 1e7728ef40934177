"""Who suffers when an object is broken: the edges along which a cause spreads to its consequences.

An edge points from what is broken to what needs it: a node to the workloads that it runs, a claim to the pods that
mount it, a workload to the Services that select it, a Service to the Ingresses that send to it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from firstmate.facts import Facts
from firstmate.facts.addresses import addresses
from firstmate.facts.labels import matches_labels
from firstmate.facts.pods import all_containers
from firstmate.facts.scheduling import Reason, verdicts
from firstmate.findings import ObjectRef
from firstmate.snapshot.objects import PodSpec

FARTHEST = 6
MOST = 5000
"""A walk ends after so many objects: a broken node of a large cluster is told without naming every one."""


@dataclass(frozen=True)
class Step:
    """One edge: the object that suffers, and how it hangs on the one before."""

    object: ObjectRef
    relation: str


@dataclass(frozen=True)
class Reach:
    """Everything that suffers from one object: the way to each, nearest first."""

    ways: dict[ObjectRef, tuple[Step, ...]]

    def __contains__(self, ref: ObjectRef) -> bool:
        return ref in self.ways


def reach(facts: Facts, start: ObjectRef, more: tuple[ObjectRef, ...] = ()) -> Reach:
    """Walk from a broken object to all that hangs on it, breadth first; `more` hang on it by a rule's own word."""
    ways: dict[ObjectRef, tuple[Step, ...]] = {start: ()}
    queue = deque([start])
    for ref in more:
        if ref not in ways:
            ways[ref] = (Step(ref, "is affected"),)
            queue.append(ref)
    while queue and len(ways) < MOST:
        here = queue.popleft()
        if len(ways[here]) >= FARTHEST:
            continue
        for step in harmed_by(facts, here):
            if step.object not in ways:
                ways[step.object] = (*ways[here], step)
                queue.append(step.object)
    return Reach(ways)


def harmed_by(facts: Facts, ref: ObjectRef) -> Iterator[Step]:
    """The objects that directly need this one."""
    edges = EDGES.get(ref.kind)
    if edges:
        yield from edges(facts, ref)
    if ref.kind in ("ConfigMap", "Secret", "ServiceAccount"):
        yield from _users(facts, ref)


def _node(facts: Facts, ref: ObjectRef) -> Iterator[Step]:
    for pod in facts.pods_on(ref.name):
        yield Step(ObjectRef.of("Pod", pod), "runs there")
        yield Step(facts.owner(pod), "has pods there")
    for verdict in verdicts(facts, Reason.UNWELL):
        if any(node.metadata.name == ref.name for node in verdict.nodes):
            yield Step(verdict.workload, "waits for it")


def _pod(facts: Facts, ref: ObjectRef) -> Iterator[Step]:
    pod = facts.snapshot.pods.get(ref.namespace, ref.name)
    if pod is None:
        return
    owner = facts.owner(pod)
    if owner != ref:
        yield Step(owner, "owns it")
    for service in facts.services_of(ref.namespace, pod.metadata.labels):
        yield Step(ObjectRef.of("Service", service), "selects it")


def _workload(facts: Facts, ref: ObjectRef) -> Iterator[Step]:
    workload = facts.workloads.get(ref)
    if workload is None:
        return
    for pod in workload.pods:
        yield Step(ObjectRef.of("Pod", pod), "is its pod")
    for service in facts.services_of(ref.namespace, workload.template.metadata.labels):
        yield Step(ObjectRef.of("Service", service), "selects its pods")
    for hpa in facts.snapshot.hpas.by_namespace.get(ref.namespace, ()):
        if (hpa.spec.scale_target_ref.kind, hpa.spec.scale_target_ref.name) == (ref.kind, ref.name):
            yield Step(ObjectRef.of("HorizontalPodAutoscaler", hpa), "scales it")
    for pdb in facts.snapshot.pdbs.by_namespace.get(ref.namespace, ()):
        if pdb.spec.selector and matches_labels(pdb.spec.selector.match_labels, workload.template.metadata.labels):
            yield Step(ObjectRef.of("PodDisruptionBudget", pdb), "protects it")
    yield from _applications(facts, ref)


def _applications(facts: Facts, ref: ObjectRef) -> Iterator[Step]:
    for app in facts.snapshot.applications:
        if any((r.kind, r.namespace, r.name) == (ref.kind, ref.namespace, ref.name) for r in app.status.resources):
            yield Step(ObjectRef.of("Application", app), "deploys it")


def _service(facts: Facts, ref: ObjectRef) -> Iterator[Step]:
    for ingress in facts.snapshot.ingresses.by_namespace.get(ref.namespace, ()):
        backends = [p.backend for r in ingress.spec.rules if r.http for p in r.http.paths]
        backends += [ingress.spec.default_backend] if ingress.spec.default_backend else []
        if any(ref.name in (b.service_name, b.service.name if b.service else "") for b in backends):
            yield Step(ObjectRef.of("Ingress", ingress), "sends to it")
    for caller in facts.once(_callers).get(ref, ()):
        yield Step(caller, "calls it")


def _callers(facts: Facts) -> dict[ObjectRef, tuple[ObjectRef, ...]]:
    """The workloads that are told a Service's address, by Service."""
    groups: dict[ObjectRef, dict[ObjectRef, None]] = {}
    for address in addresses(facts):
        groups.setdefault(address.ref, {})[address.workload] = None
    return {service: tuple(callers) for service, callers in groups.items()}


def _claim(facts: Facts, ref: ObjectRef) -> Iterator[Step]:
    for pod in facts.claim_users.get((ref.namespace, ref.name), ()):
        yield Step(facts.owner(pod), "mounts it")
    for workload in facts.workloads.values():
        if workload.ref.namespace == ref.namespace and _templates_claim(workload.ref, facts, ref.name):
            yield Step(workload.ref, "asked for it")


def _templates_claim(owner: ObjectRef, facts: Facts, claim: str) -> bool:
    """A StatefulSet's claims are named TEMPLATE-SET-ORDINAL."""
    templates = facts.workloads[owner].object.spec.volume_claim_templates
    return any(claim.startswith(f"{t.metadata.name}-{owner.name}-") for t in templates)


def _volume(facts: Facts, ref: ObjectRef) -> Iterator[Step]:
    for claim in facts.snapshot.claims:
        if claim.spec.volume_name == ref.name:
            yield Step(ObjectRef.of("PersistentVolumeClaim", claim), "is bound to it")


def _storage_class(facts: Facts, ref: ObjectRef) -> Iterator[Step]:
    for claim in facts.snapshot.claims:
        if claim.spec.storage_class_name == ref.name and claim.status.phase != "Bound":
            yield Step(ObjectRef.of("PersistentVolumeClaim", claim), "asks for it")


def _quota(facts: Facts, ref: ObjectRef) -> Iterator[Step]:
    """A quota harms what its namespace wants and has not got: pods that were never made, not pods that do badly."""
    namespace = ref.name if ref.kind == "Namespace" else ref.namespace
    for workload in facts.workloads.values():
        if workload.ref.namespace == namespace and len(workload.pods) < workload.wanted:
            yield Step(workload.ref, "is in its namespace")


def _ingress_class(facts: Facts, ref: ObjectRef) -> Iterator[Step]:
    for ingress in facts.snapshot.ingresses:
        if ref.name in (ingress.spec.ingress_class_name, ingress.metadata.annotations.ingress_class):
            yield Step(ObjectRef.of("Ingress", ingress), "is of this class")


def _certificate(facts: Facts, ref: ObjectRef) -> Iterator[Step]:
    certificate = facts.snapshot.certificates.get(ref.namespace, ref.name)
    for ingress in facts.snapshot.ingresses.by_namespace.get(ref.namespace, ()):
        if certificate and any(t.secret_name == certificate.spec.secret_name for t in ingress.spec.tls):
            yield Step(ObjectRef.of("Ingress", ingress), "serves it")


def _application(facts: Facts, ref: ObjectRef) -> Iterator[Step]:
    """An application that cannot sync leaves missing what it should have made."""
    app = facts.snapshot.applications.get(ref.namespace, ref.name)
    for resource in app.status.resources if app else ():
        if resource.status != "Synced":
            yield Step(ObjectRef(resource.kind, resource.namespace, resource.name), "comes from it")


def _users(facts: Facts, ref: ObjectRef) -> Iterator[Step]:
    for workload in facts.workloads.values():
        if workload.ref.namespace == ref.namespace and (ref.kind, ref.name) in references(workload.template.spec):
            yield Step(workload.ref, "uses it")


def references(spec: PodSpec) -> frozenset[tuple[str, str]]:
    """The ConfigMaps, Secrets and the ServiceAccount that a pod names, as (kind, name)."""
    found = {("ServiceAccount", spec.service_account_name)} if spec.service_account_name else set()
    found |= {("Secret", s.name) for s in spec.image_pull_secrets}
    for volume in spec.volumes:
        if volume.config_map:
            found.add(("ConfigMap", volume.config_map.name))
        if volume.secret:
            found.add(("Secret", volume.secret.secret_name))
        for source in volume.projected.sources if volume.projected else ():
            found |= {("ConfigMap", source.config_map.name)} if source.config_map else set()
            found |= {("Secret", source.secret.name)} if source.secret else set()
    for container in all_containers(spec):
        for env in container.env:
            source_of = env.value_from
            if source_of and source_of.config_map_key_ref:
                found.add(("ConfigMap", source_of.config_map_key_ref.name))
            if source_of and source_of.secret_key_ref:
                found.add(("Secret", source_of.secret_key_ref.name))
        for whole in container.env_from:
            found |= {("ConfigMap", whole.config_map_ref.name)} if whole.config_map_ref else set()
            found |= {("Secret", whole.secret_ref.name)} if whole.secret_ref else set()
    return frozenset(found)


EDGES: dict[str, Callable[[Facts, ObjectRef], Iterator[Step]]] = {
    "Node": _node,
    "Pod": _pod,
    "Deployment": _workload,
    "StatefulSet": _workload,
    "DaemonSet": _workload,
    "Service": _service,
    "PersistentVolumeClaim": _claim,
    "PersistentVolume": _volume,
    "StorageClass": _storage_class,
    "ResourceQuota": _quota,
    "Namespace": _quota,
    "IngressClass": _ingress_class,
    "Certificate": _certificate,
    "Application": _application,
}

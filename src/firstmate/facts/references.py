"""ConfigMaps, Secrets and keys that pods name and that are not there: by the kubelet's words, and by what exists.

The kubelet's words tell of a container that cannot start now. What exists also tells of a workload that still runs and
whose next pod will not start. https://kubernetes.io/docs/concepts/configuration/secret/#restriction-secret-must-exist
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from firstmate.facts import Facts, WorkloadFacts
from firstmate.facts.pods import containers
from firstmate.findings import Evidence, ObjectRef
from firstmate.snapshot.listing import Listing
from firstmate.snapshot.objects import ConfigMapVolume, Container, Keyed, Pod, PodSpec, SecretProjection, SecretVolume

STILL = timedelta(minutes=15)
"""The kubelet tries a mount again at least every two minutes; an event this old was not repeated for long."""
KINDS = {"secret": "Secret", "configmap": "ConfigMap"}
# Words of the kubelet from 1.18 to 1.34: container configuration, and MountVolume.SetUp of volumes.
NO_OBJECT = re.compile(r'\b(?P<kind>secret|configmap) "(?P<name>[^"]+)" not found', re.IGNORECASE)
NO_KEY = re.compile(r"couldn't find key (?P<key>\S+) in (?P<kind>Secret|ConfigMap) (?:[^/\s]+/)?(?P<name>[^\s,]+)")
NO_VOLUME_KEY = re.compile(
    r'volume "(?P<volume>[^"]+)".*references non-existent (?P<kind>secret|config) key: (?P<key>\S+)'
)
PULL_SECRETS = re.compile(r"image pull secrets \((?P<names>[^)]*)\)")


@dataclass(frozen=True, order=True)
class Wanted:
    """One mention of a ConfigMap or Secret in a pod: `key` is "" where all of it is wanted."""

    kind: str
    name: str
    key: str
    where: str
    optional: bool = False


@dataclass(frozen=True)
class Absent:
    """Something that a workload names and that is not there; `stuck` is a pod that waits for it now."""

    workload: ObjectRef
    kind: str
    name: str
    key: str
    evidence: tuple[Evidence, ...]
    stuck: Pod | None

    @property
    def ref(self) -> ObjectRef:
        return ObjectRef(self.kind, self.workload.namespace, self.name)


def absent_references(facts: Facts) -> tuple[Absent, ...]:
    """Everything that is named and not there, once for each workload and thing."""
    return facts.once(_absent)


def wanted(spec: PodSpec) -> Iterator[Wanted]:
    """Every mention of a ConfigMap or Secret in a pod or template, pull Secrets left out."""
    for container in spec.init_containers + spec.containers:
        yield from _of_container(container)
    for volume in spec.volumes:
        where = f"spec.volumes[{volume.name}]"
        if volume.config_map:
            yield from _of_volume("ConfigMap", volume.config_map.name, volume.config_map, f"{where}.configMap")
        if volume.secret:
            yield from _of_volume("Secret", volume.secret.secret_name, volume.secret, f"{where}.secret")
        for source in volume.projected.sources if volume.projected else ():
            if source.config_map:
                yield from _of_volume("ConfigMap", source.config_map.name, source.config_map, f"{where}.projected")
            if source.secret:
                yield from _of_volume("Secret", source.secret.name, source.secret, f"{where}.projected")


def pull_secrets(facts: Facts, pod: Pod) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The pull Secrets that a pod names, and those of them that are not there."""
    named = tuple(sorted({s.name for s in pod.spec.image_pull_secrets if s.name}))
    events = facts.pod_events(pod, "FailedToRetrieveImagePullSecret")
    told = {name.strip() for e in events for m in PULL_SECRETS.finditer(e.message) for name in m["names"].split(",")}
    namespace = pod.metadata.namespace
    return named, tuple(n for n in named if facts.snapshot.secrets.lacks(namespace, n) or n in told)


def _of_container(container: Container) -> Iterator[Wanted]:
    where = f"spec.containers[{container.name}]"
    for env in container.env:
        source = env.value_from
        at = f"{where}.env[{env.name}].valueFrom"
        if source and source.config_map_key_ref:
            ref = source.config_map_key_ref
            yield Wanted("ConfigMap", ref.name, ref.key, f"{at}.configMapKeyRef", ref.optional)
        if source and source.secret_key_ref:
            ref = source.secret_key_ref
            yield Wanted("Secret", ref.name, ref.key, f"{at}.secretKeyRef", ref.optional)
    for whole in container.env_from:
        if whole.config_map_ref:
            ref = whole.config_map_ref
            yield Wanted("ConfigMap", ref.name, "", f"{where}.envFrom.configMapRef", ref.optional)
        if whole.secret_ref:
            yield Wanted("Secret", whole.secret_ref.name, "", f"{where}.envFrom.secretRef", whole.secret_ref.optional)


def _of_volume(
    kind: str, name: str, volume: ConfigMapVolume | SecretVolume | SecretProjection, where: str
) -> Iterator[Wanted]:
    yield Wanted(kind, name, "", where, volume.optional)
    for item in volume.items:
        yield Wanted(kind, name, item.key, f"{where}.items", volume.optional)


def _absent(facts: Facts) -> tuple[Absent, ...]:
    found: dict[tuple[ObjectRef, str, str, str], Absent] = {}
    for absent in (*_told(facts), *_known(facts)):
        found.setdefault((absent.workload, absent.kind, absent.name, absent.key), absent)
    gone = {(a.workload, a.kind, a.name) for a in found.values() if not a.key}
    return tuple(a for a in found.values() if not a.key or (a.workload, a.kind, a.name) not in gone)


def _told(facts: Facts) -> Iterator[Absent]:
    """What the kubelet says of containers that wait now."""
    for workload, pod, container in facts.stuck():
        if container.waiting_reason == "CreateContainerConfigError":
            evidence = Evidence(f"{container.path}.state.waiting.message", container.waiting_message)
            yield from _read(facts, workload, pod, container.waiting_message, evidence)
        elif container.waiting_reason in ("ContainerCreating", "PodInitializing"):
            for event in facts.events(ObjectRef.of("Pod", pod), "FailedMount", uid=pod.metadata.uid, within=STILL):
                yield from _read(facts, workload, pod, event.message, Evidence("event FailedMount", event.message))


def _read(facts: Facts, workload: ObjectRef, pod: Pod, message: str, evidence: Evidence) -> Iterator[Absent]:
    for match in NO_OBJECT.finditer(message):
        yield from _still(facts, workload, pod, (KINDS[match["kind"].lower()], match["name"], ""), evidence)
    for match in NO_KEY.finditer(message):
        yield from _still(facts, workload, pod, (match["kind"], match["name"], match["key"]), evidence)
    for match in NO_VOLUME_KEY.finditer(message):
        kind = "Secret" if match["kind"] == "secret" else "ConfigMap"
        volume = f"spec.volumes[{match['volume']}]"
        names = {w.name for w in wanted(pod.spec) if w.kind == kind and w.where.startswith(volume)}
        for name in sorted(names):
            yield from _still(facts, workload, pod, (kind, name, match["key"]), evidence)


def _still(
    facts: Facts, workload: ObjectRef, pod: Pod, thing: tuple[str, str, str], evidence: Evidence
) -> Iterator[Absent]:
    """Unless it has been created since the kubelet looked."""
    kind, name, key = thing
    there = _listing(facts, kind).get(pod.metadata.namespace, name)
    if there is None or (key and there.keys is not None and key not in there.keys):
        mention = next((w for w in wanted(pod.spec) if (w.kind, w.name) == (kind, name) and key in ("", w.key)), None)
        more = (Evidence(mention.where, f"{name}{f' key {key}' if key else ''}"),) if mention else ()
        yield Absent(workload, kind, name, key, (evidence, *more), pod)


def _known(facts: Facts) -> Iterator[Absent]:
    """What templates name and whole listings do not have, of workloads that should run."""
    for workload in facts.workloads.values():
        if not workload.wanted:
            continue
        for mention in sorted(set(wanted(workload.template.spec))):
            if not mention.optional and mention.name and _lacks(facts, workload.ref.namespace, mention):
                key = mention.key if _listing(facts, mention.kind).get(workload.ref.namespace, mention.name) else ""
                state = f"has no key {key}" if key else "does not exist"
                evidence = (Evidence(mention.where, mention.name), Evidence(f"{mention.kind} {mention.name}", state))
                yield Absent(workload.ref, mention.kind, mention.name, key, evidence, _waiting_pod(workload))


def _waiting_pod(workload: WorkloadFacts) -> Pod | None:
    """A pod of the workload that waits to be set up."""
    stuck = ("CreateContainerConfigError", "ContainerCreating")
    return next((p for p in workload.pods if any(c.waiting_reason in stuck for c in containers(p))), None)


def _lacks(facts: Facts, namespace: str, mention: Wanted) -> bool:
    listing = _listing(facts, mention.kind)
    there = listing.get(namespace, mention.name)
    if there is None:
        return listing.lacks(namespace, mention.name)
    return bool(mention.key) and there.keys is not None and mention.key not in there.keys


def _listing(facts: Facts, kind: str) -> Listing[Keyed]:
    return facts.snapshot.secrets if kind == "Secret" else facts.snapshot.configmaps

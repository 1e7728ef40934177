"""What clusters are made of, in kubectl's JSON shape: nodes, applications and the states of their pods.

Times are told as in tests/support/build.py, where it is always noon of one day; `stage.py` moves them to the present.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from tests.support.build import STARTED, Plain, event, merged, obj

KUBELET = "v1.20.2"
HASHES = ("abcde", "fghij", "klmno", "pqrst", "uvwxy", "zabcd")
ENDED = "2026-03-01T11:59:00Z"
BEGAN = "2026-03-01T11:58:40Z"


def node(name: str, *, arch: str = "arm64", cpu: str = "4", memory: str = "8Gi", **parts: Any) -> Plain:
    """A ready node; `taints`, `labels` and `version` as short forms, everything else is merged in."""
    labels = {"kubernetes.io/hostname": name, "kubernetes.io/arch": arch, **parts.pop("labels", {})}
    quiet = [{"type": t, "status": "False"} for t in ("MemoryPressure", "DiskPressure", "PIDPressure")]
    room = {"cpu": cpu, "memory": memory, "pods": "110"}
    names = ("bootID", "machineID", "systemUUID", "kernelVersion", "osImage", "kubeProxyVersion")
    info = {**dict.fromkeys(names, "x"), "architecture": arch, "operatingSystem": "linux"}
    info |= {"containerRuntimeVersion": "containerd://1.7.0", "kubeletVersion": parts.pop("version", KUBELET)}
    ready = {"type": "Ready", "status": "True", "reason": "KubeletReady", "message": "kubelet is posting ready status"}
    base = obj(
        "Node",
        name,
        metadata={"labels": labels},
        spec={"taints": parts.pop("taints", [])},
        status={"conditions": [*quiet, ready], "allocatable": room, "capacity": room, "nodeInfo": info},
    )
    return merged(base, parts)


def taint(key: str, effect: str = "NoSchedule", value: str = "") -> Plain:
    return {"key": key, "effect": effect, **({"value": value} if value else {})}


def node_condition(found: Plain, kind: str, status: str, reason: str, message: str) -> Plain:
    """The same node with one condition told anew."""
    told = {"type": kind, "status": status, "reason": reason, "message": message}
    told["lastTransitionTime"] = "2026-03-01T11:40:00Z"
    kept = [c for c in found["status"]["conditions"] if c["type"] != kind]
    return merged(found, {"status": {"conditions": [*kept, told]}})


def namespace(name: str, **parts: Any) -> list[Plain]:
    """A namespace and the account that a controller gives it."""
    return [
        obj("Namespace", name, status={"phase": "Active"}, **parts),
        obj("ServiceAccount", "default", metadata={"namespace": name}),
    ]


# ---- states of pods --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class State:
    """How a pod does: its phase, and the status of its (first) container; a pod without a node has none."""

    phase: str
    container: Plain
    placed: bool = True
    message: str = ""

    @property
    def ready(self) -> bool:
        return bool(self.container.get("ready"))

    def status(self, containers: Sequence[Plain]) -> Plain:
        """The pod's status: the first container does as told, the others run."""
        if not self.placed:
            verdict = {"type": "PodScheduled", "status": "False", "reason": "Unschedulable", "message": self.message}
            return {"phase": "Pending", "conditions": [verdict]}
        truth = "True" if self.ready else "False"
        conditions = [{"type": t, "status": truth} for t in ("Ready", "ContainersReady")]
        conditions += [{"type": t, "status": "True"} for t in ("Initialized", "PodScheduled")]
        told = [self.container, *[running().container] * (len(containers) - 1)]
        statuses = [
            {"name": c["name"], "image": c["image"], "imageID": "", **t} for c, t in zip(containers, told, strict=True)
        ]
        return {"phase": self.phase, "startTime": STARTED, "conditions": conditions, "containerStatuses": statuses}


def running(*, ready: bool = True, restarts: int = 0, since: str = STARTED, last: Plain | None = None) -> State:
    """It runs; `last` is how it ended before the last restart."""
    before = {"lastState": {"terminated": last}} if last else {}
    state = {"running": {"startedAt": since}}
    return State("Running", {"ready": ready, "started": True, "restartCount": restarts, "state": state, **before})


def waiting(reason: str, message: str = "") -> State:
    """Its container waits, in the kubelet's words."""
    state = {"waiting": {"reason": reason, "message": message}}
    return State("Pending", {"ready": False, "restartCount": 0, "state": state})


def creating() -> State:
    """It waits to be set up: for its volumes or its network."""
    return waiting("ContainerCreating")


def ended(code: int, reason: str = "Error", message: str = "", *, at: str = ENDED) -> Plain:
    """How a container ended."""
    return {"exitCode": code, "reason": reason, "message": message, "startedAt": min(BEGAN, at), "finishedAt": at}


def crashed(code: int, reason: str = "Error", message: str = "", *, restarts: int = 6) -> State:
    """It ended once more, and the kubelet waits before it tries again."""
    wait = {"reason": "CrashLoopBackOff", "message": "back-off 2m40s restarting failed container"}
    last = {"terminated": ended(code, reason, message)}
    return State("Running", {"ready": False, "restartCount": restarts, "state": {"waiting": wait}, "lastState": last})


def unplaced(message: str) -> State:
    """No node takes it, in the scheduler's words."""
    return State("Pending", {}, placed=False, message=message)


# ---- applications ----------------------------------------------------------------------------------------------------


def container(name: str, **parts: Any) -> Plain:
    """One container with a port and requests."""
    base = {
        "name": name,
        "image": f"registry.example/{name}:1.4.2",
        "ports": [{"containerPort": 8080}],
        "resources": {"requests": {"cpu": "50m", "memory": "64Mi"}, "limits": {"memory": "256Mi"}},
    }
    return merged(base, parts)


def env(**values: str) -> list[Plain]:
    return [{"name": name, "value": value} for name, value in values.items()]


def app(
    name: str,
    *states: State,
    kind: str = "Deployment",
    ns: str = "shop",
    on: Sequence[str] = ("node-1",),
    replicas: int | None = None,
    serves: bool = True,
    pod: Plain | None = None,
    **parts: Any,
) -> list[Plain]:
    """A workload with its pods, one for each state (default: one that runs), its Service and Endpoints.

    `pod` is laid over the pods' spec, `parts` over their one container; `replicas` is what it wants, when it has fewer.
    """
    told = states if states or replicas is not None else (running(),)
    labels = {"app.kubernetes.io/name": name}
    spec = merged({"containers": [container(name, **parts)], "serviceAccountName": "default"}, pod or {})
    wanted = len(told) if replicas is None else replicas
    top = _workload(kind, name, ns, labels, spec, wanted, told)
    owner = _replicaset(name, ns, labels, spec, wanted, told) if kind == "Deployment" else top
    pods = [_pod(owner, number, state, spec, labels, on) for number, state in enumerate(told)]
    made = [top, *([owner] if owner is not top else []), *pods]
    return [*made, *service(name, pods, ns=ns)] if serves and kind != "DaemonSet" else made


def _workload(kind: str, name: str, ns: str, labels: Plain, spec: Plain, wanted: int, states: Sequence[State]) -> Plain:
    ready = sum(s.ready for s in states)
    base = obj(kind, name, metadata={"namespace": ns, "labels": labels})
    base["spec"] = {"selector": {"matchLabels": labels}, "template": {"metadata": {"labels": labels}, "spec": spec}}
    if kind == "DaemonSet":
        placed = sum(s.placed for s in states)
        counts = dict.fromkeys(("desiredNumberScheduled", "updatedNumberScheduled"), wanted)
        counts |= {"currentNumberScheduled": placed, "numberReady": ready, "numberMisscheduled": 0}
        return merged(base, {"status": {**counts, "observedGeneration": 1}})
    counts = {"replicas": len(states), "updatedReplicas": len(states), "readyReplicas": ready, "observedGeneration": 1}
    base = merged(base, {"spec": {"replicas": wanted}, "status": counts})
    if kind == "StatefulSet":
        revision = {"currentRevision": f"{name}-7d9f", "updateRevision": f"{name}-7d9f", "currentReplicas": len(states)}
        return merged(base, {"spec": {"serviceName": name}, "status": revision})
    well = {"type": "Available", "status": "True" if ready >= wanted else "False", "reason": "MinimumReplicas"}
    moves = {"type": "Progressing", "status": "True", "reason": "NewReplicaSetAvailable"}
    return merged(base, {"status": {"availableReplicas": ready, "conditions": [well, moves]}})


def _replicaset(name: str, ns: str, labels: Plain, spec: Plain, wanted: int, states: Sequence[State]) -> Plain:
    both = {**labels, "pod-template-hash": "5d8c7b9f4"}
    return obj(
        "ReplicaSet",
        f"{name}-5d8c7b9f4",
        metadata={"namespace": ns, "labels": both, "ownerReferences": [controlled_by("Deployment", name)]},
        spec={
            "replicas": wanted,
            "selector": {"matchLabels": both},
            "template": {"metadata": {"labels": both}, "spec": spec},
        },
        status={"replicas": len(states), "readyReplicas": sum(s.ready for s in states), "observedGeneration": 1},
    )


def controlled_by(kind: str, name: str) -> Plain:
    return {"kind": kind, "name": name, "controller": True}


def _pod(owner: Plain, number: int, state: State, spec: Plain, labels: Plain, on: Sequence[str]) -> Plain:
    name, ns = owner["metadata"]["name"], owner["metadata"]["namespace"]
    suffix = str(number) if owner["kind"] == "StatefulSet" else HASHES[number]
    place = {"nodeName": on[number % len(on)]} if state.placed else {}
    marks = labels | ({"pod-template-hash": "5d8c7b9f4"} if owner["kind"] == "ReplicaSet" else {})
    return obj(
        "Pod",
        f"{name}-{suffix}",
        metadata={"namespace": ns, "labels": marks, "ownerReferences": [controlled_by(owner["kind"], name)]},
        spec={**spec, **place},
        status=state.status(spec["containers"]),
    )


def service(name: str, pods: Iterable[Plain] = (), *, ns: str = "shop", **spec: Any) -> list[Plain]:
    """A Service of port 80 for an application, and the Endpoints that these pods make."""
    selector = {"app.kubernetes.io/name": name}
    base = {"selector": selector, "ports": [{"name": "http", "port": 80, "targetPort": 8080}], **spec}
    placed = [(n, p) for n, p in enumerate(pods, 1) if "nodeName" in p["spec"]]
    place = {"metadata": {"namespace": ns}}
    groups: dict[str, list[Plain]] = {}
    for number, pod in placed:
        reference = {"kind": "Pod", "namespace": ns, "name": pod["metadata"]["name"]}
        ready = pod["status"]["conditions"][0]["status"] == "True"
        address = {"ip": f"10.1.0.{number}", "nodeName": pod["spec"]["nodeName"], "targetRef": reference}
        groups.setdefault("addresses" if ready else "notReadyAddresses", []).append(address)
    subsets = [{**groups, "ports": [{"name": "http", "port": 8080}]}] if groups else []
    return [obj("Service", name, **merged(place, {"spec": base})), obj("Endpoints", name, **place, subsets=subsets)]


def bare_pod(name: str, on: str, state: State | None = None, *, ns: str = "shop", **parts: Any) -> Plain:
    """A pod of its own: a static pod's mirror, or what a Job left."""
    told = state or running()
    spec = merged({"containers": [container(name)], "nodeName": on}, parts.pop("spec", {}))
    base = obj("Pod", name, metadata={"namespace": ns}, spec=spec, status=told.status(spec["containers"]))
    return merged(base, parts)


def told(objects: list[Plain], reason: str, message: str, about: str = "Pod", **parts: Any) -> list[Plain]:
    """The same objects, and an event about the first of a kind among them."""
    return [*objects, event(next(o for o in objects if o["kind"] == about), reason, message, **parts)]


# ---- what claims and routes are made of ------------------------------------------------------------------------------


def claim(name: str, phase: str = "Bound", *, ns: str = "shop", **spec: Any) -> Plain:
    """A claim of a gigabyte, bound to a volume of its own name unless told otherwise."""
    asks = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}
    bound = {"volumeName": f"pvc-{name}"} if phase != "Pending" else {}
    return obj(
        "PersistentVolumeClaim",
        name,
        metadata={"namespace": ns},
        spec={**asks, **bound, **spec},
        status={"phase": phase},
    )


def volume(name: str, claimed_by: str = "", *, ns: str = "shop", phase: str = "", **spec: Any) -> Plain:
    """A volume of a gigabyte on a disk of node-1, bound to a claim or available."""
    term = {"key": "kubernetes.io/hostname", "operator": "In", "values": [spec.pop("on", "node-1")]}
    base = {
        "accessModes": ["ReadWriteOnce"],
        "capacity": {"storage": "1Gi"},
        "persistentVolumeReclaimPolicy": "Delete",
        "hostPath": {"path": f"/data/{name}"},
        "nodeAffinity": {"required": {"nodeSelectorTerms": [{"matchExpressions": [term]}]}},
    }
    if claimed_by:
        base["claimRef"] = {"kind": "PersistentVolumeClaim", "namespace": ns, "name": claimed_by}
    state = phase or ("Bound" if claimed_by else "Available")
    return obj("PersistentVolume", name, spec={**base, **spec}, status={"phase": state})


def storage(name: str = "data", *, ns: str = "shop", **spec: Any) -> list[Plain]:
    """A bound claim and its volume."""
    bound = {"storageClassName": "local-path", **spec}
    return [claim(name, ns=ns, **bound), volume(f"pvc-{name}", name, ns=ns, **bound)]


def mounting(name: str = "data") -> Plain:
    """Parts of a pod's spec that mount a claim."""
    return {"volumes": [{"name": "data", "persistentVolumeClaim": {"claimName": name}}]}


def storage_class(name: str = "local-path", *, default: bool = True, **parts: Any) -> Plain:
    """A class that makes volumes where the pod is."""
    marks = {"storageclass.kubernetes.io/is-default-class": "true"} if default else {}
    base = obj("StorageClass", name, metadata={"annotations": marks})
    return merged(base, {"provisioner": "rancher.io/local-path", "volumeBindingMode": "WaitForFirstConsumer", **parts})


def ingress(name: str, *, ns: str = "shop", service: str = "", port: int = 80, **spec: Any) -> Plain:
    """An Ingress of one host that sends to the Service of its own name; it has its address."""
    backend = {"service": {"name": service or name, "port": {"number": port}}}
    path = {"path": "/", "pathType": "Prefix", "backend": backend}
    rules = [{"host": f"{name}.example", "http": {"paths": [path]}}]
    return obj(
        "Ingress",
        name,
        metadata={"namespace": ns},
        spec={"ingressClassName": "traefik", "rules": rules, **spec},
        status={"loadBalancer": {"ingress": [{"ip": "192.168.1.10"}]}},
    )


def cronjob(name: str, schedule: str, *, ns: str = "shop", status: Plain | None = None, **spec: Any) -> Plain:
    """A CronJob of one container."""
    pod = {"containers": [{"name": name, "image": f"registry.example/{name}:1"}], "restartPolicy": "OnFailure"}
    base = {"schedule": schedule, "jobTemplate": {"spec": {"template": {"spec": pod}}}, **spec}
    return obj("CronJob", name, metadata={"namespace": ns}, spec=base, **({"status": status} if status else {}))


def job(name: str, *, of: str = "", ns: str = "shop", failed: str = "", at: str = STARTED) -> Plain:
    """A Job that is done: completed, or `failed` for a reason."""
    pod = {"containers": [{"name": "job", "image": "registry.example/job:1"}], "restartPolicy": "Never"}
    verdict = (
        {"type": "Failed", "status": "True", "reason": failed} if failed else {"type": "Complete", "status": "True"}
    )
    counts = {"failed": 3} if failed else {"succeeded": 1, "completionTime": at}
    meta = {"namespace": ns, **({"ownerReferences": [controlled_by("CronJob", of)]} if of else {})}
    status = {"startTime": at, "conditions": [{**verdict, "lastTransitionTime": at}], **counts}
    return obj("Job", name, metadata=meta, spec={"template": {"spec": pod}}, status=status)


# ---- custom resources ------------------------------------------------------------------------------------------------


def definition(group: str, version: str, kind: str, *, namespaced: bool = True) -> Plain:
    """A CRD that takes any object, with a status of its own."""
    plural = f"{kind.lower()}s"
    free = {"openAPIV3Schema": {"type": "object", "x-kubernetes-preserve-unknown-fields": True}}
    served = {"name": version, "served": True, "storage": True, "schema": free, "subresources": {"status": {}}}
    names = {"plural": plural, "singular": kind.lower(), "kind": kind, "listKind": f"{kind}List"}
    scope = "Namespaced" if namespaced else "Cluster"
    spec = {"group": group, "scope": scope, "names": names, "versions": [served]}
    return obj("CustomResourceDefinition", f"{plural}.{group}", spec=spec)


def custom(api_version: str, kind: str, name: str, *, ns: str = "shop", **parts: Any) -> Plain:
    """A custom resource; `ns` is "" for what has none."""
    place = {"namespace": ns} if ns else {}
    return merged(
        {"apiVersion": api_version, "kind": kind, "metadata": {"name": name, "generation": 1, **place}}, parts
    )


def conditions(**told: str) -> Plain:
    """A status of conditions that agree with the object's generation."""
    made = [{"type": t, "status": s, "reason": "Told", "observedGeneration": 1} for t, s in told.items()]
    return {"observedGeneration": 1, "conditions": made}

"""A small cluster on a real control plane, in which the test plays the kubelets.

Controllers and scheduler are real: what they say, they say in their own words.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from zlib import crc32

from tests.support.build import merged
from tests.support.kube import Cluster

Plain = dict[str, Any]
NAMESPACE = "shop"
READY_NODE = {
    "conditions": [{"type": "Ready", "status": "True", "reason": "KubeletReady"}],
    "allocatable": {"cpu": "4", "memory": "8Gi", "pods": "110"},
    "capacity": {"cpu": "4", "memory": "8Gi", "pods": "110"},
    "nodeInfo": {
        **dict.fromkeys(("bootID", "machineID", "systemUUID", "kernelVersion", "osImage", "kubeProxyVersion"), "x"),
        "architecture": "arm64",
        "containerRuntimeVersion": "containerd://1.7.0",
        "kubeletVersion": "v1.20.2",
        "operatingSystem": "linux",
    },
}


def named(api_version: str, kind: str, name: str, namespace: str = NAMESPACE, **parts: Any) -> Plain:
    """An object as it is written; `namespace` is "" for what has none."""
    place = {"namespace": namespace} if namespace else {}
    return merged({"apiVersion": api_version, "kind": kind, "metadata": {"name": name, **place}}, parts)


def deployment(name: str, *, replicas: int = 1, pod: Plain | None = None, **container: Any) -> Plain:
    """A Deployment labelled `app: NAME`; `pod` is laid over its pods' spec, `container` over its one container."""
    one = merged({"name": name, "image": f"registry.example/{name}:1.0", "ports": [{"containerPort": 8080}]}, container)
    template = {"metadata": {"labels": {"app": name}}, "spec": {"containers": [one], **(pod or {})}}
    spec = {"replicas": replicas, "selector": {"matchLabels": {"app": name}}, "template": template}
    return named("apps/v1", "Deployment", name, spec=spec)


def service(name: str, selects: str = "") -> Plain:
    """A Service of port 80 for the pods of an application."""
    return named(
        "v1", "Service", name, spec={"selector": {"app": selects or name}, "ports": [{"port": 80, "targetPort": 8080}]}
    )


def claim(name: str, **spec: Any) -> Plain:
    """A claim of a gigabyte."""
    asks = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}, **spec}
    return named("v1", "PersistentVolumeClaim", name, spec=asks)


def mounting(claim_name: str) -> Plain:
    """Parts of a pod that mounts the claim."""
    return {"volumes": [{"name": "data", "persistentVolumeClaim": {"claimName": claim_name}}]}


def eventually(found: Callable[[], Any], seconds: float = 30) -> Any:
    """What `found` gives once that is true of anything."""
    deadline = time.monotonic() + seconds
    while not (value := found()):
        assert time.monotonic() < deadline, "the controllers did not do it in time"
        time.sleep(0.05)
    return value


def _addresses(endpoints: Plain) -> list[Plain]:
    return [address for subset in endpoints.get("subsets", ()) for address in subset.get("addresses", ())]


@dataclass(frozen=True)
class World:
    """Two nodes, a namespace, and whatever the test puts into it."""

    cluster: Cluster

    def begin(self) -> None:
        """The nodes and the namespace, with the account that a controller gives it."""
        self.cluster.create(named("v1", "Namespace", NAMESPACE, ""))
        for name in ("node-1", "node-2"):
            labels = {"kubernetes.io/hostname": name, "kubernetes.io/arch": "arm64"}
            self.cluster.create(named("v1", "Node", name, "", metadata={"labels": labels}, status=READY_NODE))
            self.patch(f"/api/v1/nodes/{name}", spec={"taints": None})  # an admission plugin takes it for not ready
        eventually(lambda: self.items("serviceaccounts"))

    def patch(self, path: str, **parts: Any) -> None:
        self.cluster.call("PATCH", path, parts)

    def items(self, plural: str, root: str = "/api/v1", **query: str) -> list[Plain]:
        found: list[Plain] = self.cluster.call("GET", f"{root}/namespaces/{NAMESPACE}/{plural}", **query)["items"]
        return found

    def pods(self, app: str, *, placed: bool = True) -> list[Plain]:
        """The pods that the controllers made for an application, once the scheduler has found them a place."""

        def found() -> list[Plain]:
            pods = self.items("pods", labelSelector=f"app={app}")
            return pods if all(pod["spec"].get("nodeName") or not placed for pod in pods) else []

        return eventually(found)  # type: ignore[no-any-return]  # it answers what it was asked

    def event(self, reason: str, about: str = "") -> Plain:
        """The event that a controller or the scheduler tells, once it has."""

        def found() -> list[Plain]:
            told = self.items("events", fieldSelector=f"reason={reason}")
            return [e for e in told if about in e["involvedObject"]["name"]]

        return eventually(found)[0]  # type: ignore[no-any-return]  # a list of events

    def tell(self, app: str, phase: str, **container: Any) -> None:
        """What a kubelet reports of every pod of the application and its one container."""
        for number, pod in enumerate(self.pods(app)):
            ready = container.get("ready", False)
            conditions = [{"type": t, "status": "True" if ready else "False"} for t in ("Ready", "ContainersReady")]
            conditions += [{"type": t, "status": "True"} for t in ("Initialized", "PodScheduled")]
            one = {
                "name": app,
                "image": f"registry.example/{app}:1.0",
                "imageID": "",
                "ready": False,
                "restartCount": 0,
            }
            address = f"10.{crc32(app.encode()) % 250}.0.{number + 1}"
            status = {
                "phase": phase,
                "conditions": conditions,
                "containerStatuses": [{**one, **container}],
                "podIP": address,
                "podIPs": [{"ip": address}],
            }
            self.patch(f"/api/v1/namespaces/{NAMESPACE}/pods/{pod['metadata']['name']}/status", status=status)

    def run(self, app: str) -> None:
        """Its pods are up and ready, and the controllers have seen it."""
        path = f"/apis/apps/v1/namespaces/{NAMESPACE}/deployments/{app}"
        replicas = self.cluster.call("GET", path)["spec"]["replicas"]
        eventually(lambda: len(self.pods(app)) == replicas)  # its ReplicaSet makes them one by one
        self.tell(app, "Running", ready=True, state={"running": {}})

        def is_up() -> bool:
            one = self.cluster.call("GET", path)
            return bool(one["status"].get("readyReplicas", 0) == replicas)

        def is_served() -> bool:
            names = {s["metadata"]["name"] for s in self.items("services") if s["spec"].get("selector") == {"app": app}}
            found = {e["metadata"]["name"] for e in self.items("endpoints") if _addresses(e)}
            slices = self.items("endpointslices", "/apis/discovery.k8s.io/v1beta1")
            return names <= found and names <= {
                s["metadata"]["labels"]["kubernetes.io/service-name"]
                for s in slices
                if any(e["conditions"]["ready"] for e in s["endpoints"] or ())
            }

        eventually(is_up)
        eventually(is_served)

    def wait(self, app: str, reason: str, message: str = "") -> None:
        """Its container waits, in the kubelet's words."""
        self.tell(app, "Pending", state={"waiting": {"reason": reason, "message": message}})

    def crash(self, app: str, exit_code: int, reason: str = "Error", message: str = "") -> None:
        """Its container ended, was started again, and the kubelet waits to try once more."""
        ended = {"exitCode": exit_code, "reason": reason, "message": message}
        waiting = {
            "waiting": {"reason": "CrashLoopBackOff", "message": f"back-off 40s restarting failed container={app}"}
        }
        self.tell(app, "Running", restartCount=4, state=waiting, lastState={"terminated": ended})

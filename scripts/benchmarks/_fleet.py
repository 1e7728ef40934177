"""The objects of a healthy fleet of any size, about as large as real ones: nodes, workloads, Services, pods, events."""

from __future__ import annotations

from typing import Any

Plain = dict[str, Any]

REPLICAS = 20
APPS_PER_NAMESPACE = 10
SINCE = "2026-01-01T00:00:00Z"
IMAGE = "registry.example.test/platform"
DIGEST = "sha256:" + "0123456789abcdef" * 4


def space(app: int) -> str:
    """The namespace that an app lives in."""
    return f"team-{app // APPS_PER_NAMESPACE:03}"


def namespace(name: str) -> Plain:
    return {"metadata": {"name": name, "labels": {"team": name}}}


def node(number: int) -> Plain:
    """A Ready node with its full list of images."""
    name = _node_name(number)
    info = {
        "architecture": "amd64",
        "bootID": "00000000-0000-0000-0000-000000000000",
        "containerRuntimeVersion": "containerd://1.6.20",
        "kernelVersion": "6.1.0-13-amd64",
        "kubeProxyVersion": "v1.20.2",
        "kubeletVersion": "v1.20.2",
        "machineID": f"{number:032x}",
        "operatingSystem": "linux",
        "osImage": "Debian GNU/Linux 12 (bookworm)",
        "systemUUID": f"{number:032x}",
    }
    room = {"cpu": "32", "memory": "128Gi", "pods": "110", "ephemeral-storage": "200Gi"}
    quiet = [_condition(kind, "False") for kind in ("MemoryPressure", "DiskPressure", "PIDPressure")]
    return {
        "metadata": {"name": name, "labels": {"kubernetes.io/hostname": name, "kubernetes.io/arch": "amd64"}},
        "spec": {"podCIDR": f"10.{number // 250}.{number % 250}.0/24"},
        "status": {
            "addresses": [{"type": "InternalIP", "address": f"192.168.1.{number % 250}"}],
            "allocatable": room,
            "capacity": room,
            "conditions": [*quiet, _condition("Ready", "True")],
            "images": [{"names": [f"{IMAGE}/app-{n}@{DIGEST}"], "sizeBytes": 90_000_000 + n} for n in range(50)],
            "nodeInfo": info,
        },
    }


def deployment(app: int) -> Plain:
    counts = dict.fromkeys(("replicas", "readyReplicas", "availableReplicas", "updatedReplicas"), REPLICAS)
    conditions = [_condition("Available", "True"), _condition("Progressing", "True", "NewReplicaSetAvailable")]
    return {
        "metadata": _metadata(app, _app_name(app)) | {"annotations": {"deployment.kubernetes.io/revision": "1"}},
        "spec": {"replicas": REPLICAS, "selector": {"matchLabels": _selector(app)}, "template": _template(app)},
        "status": {"observedGeneration": 1, "conditions": conditions, **counts},
    }


def replicaset(app: int) -> Plain:
    counts = dict.fromkeys(("replicas", "readyReplicas", "availableReplicas", "fullyLabeledReplicas"), REPLICAS)
    owner = _owner("Deployment", _app_name(app), app)
    return {
        "metadata": _metadata(app, _replicaset_name(app)) | {"ownerReferences": [owner]},
        "spec": {"replicas": REPLICAS, "selector": {"matchLabels": _selector(app)}, "template": _template(app)},
        "status": {"observedGeneration": 1, **counts},
    }


def service(app: int) -> Plain:
    port = {"name": "http", "port": 80, "targetPort": "http", "protocol": "TCP"}
    return {"metadata": _metadata(app, _app_name(app)), "spec": {"selector": _selector(app), "ports": [port]}}


def endpoints(app: int) -> Plain:
    pods = range(app * REPLICAS, (app + 1) * REPLICAS)
    addresses = [
        {"ip": _ip(n), "targetRef": {"kind": "Pod", "namespace": space(app), "name": _pod_name(n)}} for n in pods
    ]
    subset = {"addresses": addresses, "ports": [{"name": "http", "port": 8080, "protocol": "TCP"}]}
    return {"metadata": _metadata(app, _app_name(app)), "subsets": [subset]}


def pod(number: int, on_node: int) -> Plain:
    """A running, ready pod with the application and a proxy beside it: about 9.5 KB as the server tells it."""
    app = number // REPLICAS
    template = _template(app, f"kube-api-access-{number:05}")
    owner = _owner("ReplicaSet", _replicaset_name(app), app)
    containers = template["spec"]["containers"]
    conditions = [_condition(kind, "True") for kind in ("Initialized", "Ready", "ContainersReady", "PodScheduled")]
    return {
        "metadata": _metadata(app, _pod_name(number)) | template["metadata"] | {"ownerReferences": [owner]},
        "spec": template["spec"] | {"nodeName": _node_name(on_node)},
        "status": {
            "phase": "Running",
            "conditions": conditions,
            "containerStatuses": [_status(container) for container in containers],
            "hostIP": f"192.168.1.{on_node % 250}",
            "podIP": _ip(number),
            "podIPs": [{"ip": _ip(number)}],
            "startTime": SINCE,
            "qosClass": "Burstable",
        },
    }


def event(number: int) -> Plain:
    """The kubelet has started a container: what most events of a healthy cluster say."""
    app = number // REPLICAS
    return {
        "metadata": {"name": f"{_pod_name(number)}.17a0000000000000", "namespace": space(app)},
        "involvedObject": {"kind": "Pod", "namespace": space(app), "name": _pod_name(number), "apiVersion": "v1"},
        "type": "Normal",
        "reason": "Started",
        "message": "Started container app",
        "source": {"component": "kubelet"},
        "firstTimestamp": SINCE,
        "lastTimestamp": SINCE,
        "count": 1,
    }


def _template(app: int, token: str = "") -> Plain:
    """What a Deployment asks for; `token` is the volume that admission adds to each pod under a name of its own."""
    names = ["config", *filter(None, [token])]
    mounts = [{"name": name, "mountPath": f"/etc/{name}", "readOnly": True} for name in names]
    return {
        "metadata": {
            "labels": _labels(app) | {"pod-template-hash": _hash(app)},
            "annotations": {"checksum/config": DIGEST},
        },
        "spec": {
            "containers": [_container(app, "app", 8080, mounts), _container(app, "proxy", 15021, mounts)],
            "volumes": [{"name": "config", "emptyDir": {}}, *([_token_volume(token)] if token else [])],
            "securityContext": {"runAsNonRoot": True, "runAsUser": 1000, "fsGroup": 1000},
            "serviceAccountName": "default",
            "terminationGracePeriodSeconds": 30,
        },
    }


def _token_volume(name: str) -> Plain:
    authority = {"name": "kube-root-ca.crt", "items": [{"key": "ca.crt", "path": "ca.crt"}]}
    token = {"expirationSeconds": 3607, "path": "token"}
    return {"name": name, "projected": {"sources": [{"serviceAccountToken": token}, {"configMap": authority}]}}


def _container(app: int, name: str, port: int, mounts: list[Plain]) -> Plain:
    url = f"http://{_app_name(app)}.{space(app)}.svc.cluster.local"
    probe = {"httpGet": {"path": "/healthz", "port": "http"}, "periodSeconds": 10, "failureThreshold": 3}
    check = probe if name == "app" else {"tcpSocket": {"port": port}}
    return {
        "name": name,
        "image": f"{IMAGE}/{name}:1.{app}.0",
        "args": [f"--{name}", "--log-format=json", "--config=/etc/config/main.yaml"],
        "env": [{"name": f"{name.upper()}_SETTING_{n}", "value": f"{url}/{n}"} for n in range(3)],
        "resources": {"requests": {"cpu": "50m", "memory": "64Mi"}, "limits": {"memory": "256Mi"}},
        "volumeMounts": mounts,
        "ports": [{"name": "http" if name == "app" else "status", "containerPort": port}],
        "readinessProbe": check,
        "livenessProbe": check,
    }


def _status(container: Plain) -> Plain:
    image = container["image"]
    identity = {"image": image, "imageID": f"{image}@{DIGEST}", "containerID": f"containerd://{DIGEST[7:]}"}
    running = {"ready": True, "started": True, "restartCount": 0, "state": {"running": {"startedAt": SINCE}}}
    return {"name": container["name"], **running, **identity}


def _condition(kind: str, status: str, reason: str = "AsExpected") -> Plain:
    return {"type": kind, "status": status, "reason": reason, "lastTransitionTime": SINCE}


def _metadata(app: int, name: str) -> Plain:
    return {"name": name, "namespace": space(app), "labels": _labels(app)}


def _labels(app: int) -> dict[str, str]:
    managed = {"app.kubernetes.io/managed-by": "argocd", "app.kubernetes.io/part-of": space(app)}
    return _selector(app) | managed | {"app.kubernetes.io/version": f"1.{app}.0"}


def _selector(app: int) -> dict[str, str]:
    return {"app.kubernetes.io/name": _app_name(app)}


def _owner(kind: str, name: str, app: int) -> Plain:
    uid = f"00000000-0000-0000-0000-{app:012x}"
    return {"apiVersion": "apps/v1", "kind": kind, "name": name, "uid": uid, "controller": True}


def _app_name(app: int) -> str:
    return f"app-{app:04}"


def _hash(app: int) -> str:
    return f"{app:010x}"


def _replicaset_name(app: int) -> str:
    return f"{_app_name(app)}-{_hash(app)}"


def _pod_name(number: int) -> str:
    return f"{_replicaset_name(number // REPLICAS)}-{number % REPLICAS:05}"


def _node_name(number: int) -> str:
    return f"node-{number:04}"


def _ip(number: int) -> str:
    return f"10.{number // 62500}.{number // 250 % 250}.{number % 250 + 1}"

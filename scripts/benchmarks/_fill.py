"""Creates a fleet on a real API server, quickly: many keep-alive connections, each status through its subresource."""

from __future__ import annotations

import http.client
import json
import ssl
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from threading import local
from typing import Any

from benchmarks import _fleet as fleet

Plain = dict[str, Any]
Call = tuple[str, str, Plain]

CONNECTIONS = 8
BATCH = 2000
CONTROLLERS = "kube-controller-manager"


def fill(server: str, trust: ssl.SSLContext, pods: int, nodes: int) -> None:
    """Create the whole fleet; raises RuntimeError with the server's words when it refuses one object."""
    thread = local()

    def send(calls: list[Call]) -> None:
        if not hasattr(thread, "connection"):
            thread.connection = http.client.HTTPSConnection(server, context=trust, timeout=60)
        for call in calls:
            _send(thread.connection, call)

    with ThreadPoolExecutor(CONNECTIONS) as pool:
        for stage in _stages(pods, nodes):
            while batch := list(islice(stage, BATCH)):
                list(pool.map(send, batch))


def _send(connection: http.client.HTTPSConnection, call: Call) -> None:
    method, path, body = call
    kinds = {"POST": "application/json", "PATCH": "application/merge-patch+json"}
    headers = {"Authorization": "Bearer admin-token", "Content-Type": kinds[method]}
    connection.request(method, path, json.dumps(body), headers)
    reply = connection.getresponse()
    text = reply.read()
    if reply.status >= 300:
        raise RuntimeError(f"{method} {path}: {reply.status} {text[:300]!r}")


def _stages(pods: int, nodes: int) -> Iterator[Iterator[list[Call]]]:
    """What has to exist before the next is made: places, then what stands in them."""
    apps = (pods + fleet.REPLICAS - 1) // fleet.REPLICAS
    yield (
        [("POST", "/api/v1/namespaces", fleet.namespace(name))] for name in sorted(set(map(fleet.space, range(apps))))
    )
    yield (_node_calls(fleet.node(number)) for number in range(nodes))
    yield (_app_calls(number) for number in range(apps))
    yield (_new("/api/v1", "pods", CONTROLLERS, "kubelet", fleet.pod(n, n % nodes)) for n in range(pods))
    yield (_new("/api/v1", "events", "kubelet", "", fleet.event(n)) for n in range(0, pods, 10))


def _node_calls(node: Plain) -> list[Call]:
    """A node starts with a not-ready taint, which its lifecycle controller would lift."""
    lift = ("PATCH", f"/api/v1/nodes/{node['metadata']['name']}", {"spec": {"taints": None}})
    return [*_new("/api/v1", "nodes", "kubelet", "kubelet", node), lift]


def _app_calls(number: int) -> list[Call]:
    return [
        *_new("/apis/apps/v1", "deployments", "argocd-controller", CONTROLLERS, fleet.deployment(number)),
        *_new("/apis/apps/v1", "replicasets", CONTROLLERS, CONTROLLERS, fleet.replicaset(number)),
        *_new("/api/v1", "services", "argocd-controller", "", fleet.service(number)),
        *_new("/api/v1", "endpoints", CONTROLLERS, "", fleet.endpoints(number)),
    ]


def _new(root: str, resource: str, maker: str, reporter: str, obj: Plain) -> list[Call]:
    """Create an object as its maker would, then set its status as the one that reports it would."""
    namespace = obj["metadata"].get("namespace")
    collection = f"{root}/namespaces/{namespace}/{resource}" if namespace else f"{root}/{resource}"
    calls: list[Call] = [("POST", f"{collection}?fieldManager={maker}", obj)]
    if "status" in obj:
        path = f"{collection}/{obj['metadata']['name']}/status?fieldManager={reporter}"
        calls.append(("PATCH", path, {"status": obj["status"]}))
    return calls

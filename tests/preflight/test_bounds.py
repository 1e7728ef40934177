"""What there is only so much of, or only one of: room, quotas, ports, names."""

from __future__ import annotations

import pytest

from firstmate.snapshot.listing import Missing, Why
from tests.preflight.cases import answer, app, bare, codes, written
from tests.support.build import merged, node, obj, pod

HALF = {"resources": {"requests": {"memory": "3Gi"}}}
SHOP = obj("Namespace", "shop")


def quota(used=None, **hard):
    names = {name.replace("_", "."): amount for name, amount in hard.items()}
    return obj("ResourceQuota", "small", spec={"hard": names}, status={"hard": names, "used": used or {}})


def limits(kind="Container", **bounds):
    return obj("LimitRange", "bounds", spec={"limits": [{"type": kind, **bounds}]})


def service(name="web", selector=None, **spec):
    return written("Service", name, spec={"selector": selector or {"app": "web"}, "ports": [{"port": 80}], **spec})


def node_port(number, name="web", namespace="shop"):
    ports = [{"port": 80, "nodePort": number}]
    return service(name, type="NodePort", ports=ports, metadata={"namespace": namespace})


def taken(number, name="other"):
    """A Service of the cluster with a node port."""
    return obj("Service", name, spec={"type": "NodePort", "ports": [{"port": 80, "nodePort": number}]})


def holding(number):
    """A running pod with a host port."""
    container = {"name": "x", "ports": [{"containerPort": number, "hostPort": number}]}
    return pod("other", owned=False, spec={"containers": [container]})


def mount(path, kind=""):
    return app(pod={"volumes": [{"name": "v", "hostPath": {"path": path, "type": kind}}]})


def wants(number):
    return app(ports=[{"containerPort": number, "hostPort": number}])


WAITING = obj("Service", "lb", spec={"type": "LoadBalancer"})
SERVED = merged(WAITING, {"metadata": {"name": "ok"}, "status": {"loadBalancer": {"ingress": [{"ip": "192.0.2.1"}]}}})


@pytest.mark.parametrize(
    ("manifests", "objects", "expected", "nearest"),
    [
        (app(spec={"replicas": 3}, **HALF), (), [("cluster-room", "blocker")], "8Gi are free"),
        (app(spec={"replicas": 2}, **HALF), (), [], ""),
        ([app(**HALF), app("db", **HALF), app("x", **HALF)], (), [("cluster-room", "blocker")], "8Gi are free"),
        (app(spec={"replicas": 5}, **HALF), (node("node-2"),), [("cluster-room", "warning")], ""),
        (app(kind="DaemonSet", **HALF), (node("node-2"),), [], ""),
        (app(**HALF), (quota(requests_memory="2Gi"),), [("quota", "blocker")], "it has 2Gi left of 2Gi"),
        (app(**HALF), (quota({"requests.memory": "2Gi"}, requests_memory="4Gi"),), [("quota", "blocker")], "2Gi left"),
        (app(**HALF), (quota(requests_memory="4Gi"),), [], ""),
        (app(spec={"replicas": 3}), (quota(pods="2"),), [("quota", "blocker")], "it has 2 left of 2"),
        (service(), (quota(services="0"), pod()), [("quota", "blocker")], "it has 0 left of 0"),
        (app(), (quota(limits_memory="2Gi"),), [("quota-unset", "blocker")], ""),
        (app(), (quota(limits_memory="2Gi"), limits(default={"memory": "1Gi"})), [], ""),
        (app(**HALF), (limits(max={"memory": "1Gi"}),), [("limit-range", "blocker")], "at most 1Gi"),
        (app(**HALF), (limits("Pod", max={"memory": "1Gi"}),), [("limit-range", "blocker")], "at most 1Gi"),
        (app(**HALF), (limits(min={"memory": "4Gi"}),), [("limit-range", "blocker")], "at least 4Gi"),
        (app(**HALF), (limits(max={"memory": "4Gi"}, min={"memory": "1Gi"}),), [], ""),
        (wants(80), (holding(80),), [("host-port", "blocker")], "pod shop/other-5d8c7b9f4-abcde has it on node-1"),
        (wants(80), (holding(81),), [], ""),
        (wants(80), (holding(80), node("node-2")), [], ""),
        (mount("/mnt/media"), (node("node-2"),), [("host-path", "warning")], "keep it on node-1"),
        (mount("/var/run/docker.sock"), (), [("host-path", "warning")], ""),
        (mount("/mnt/media", "DirectoryOrCreate"), (node("node-2"),), [], ""),
        (mount("/etc/localtime"), (node("node-2"),), [], ""),
    ],
)  # fmt: skip
def test_what_there_is_not_enough_of_is_told_with_what_is_left(manifests, objects, expected, nearest):
    """Room on nodes, quotas, limit ranges, ports and paths of the host."""
    said = answer(manifests, *objects)

    assert codes(said) == expected, said.misses
    assert all(nearest in miss.nearest for miss in said.misses)


@pytest.mark.parametrize(
    ("manifests", "objects", "expected", "nearest"),
    [
        (node_port(30080), (taken(30080),), ["node-port"], "30000 is free"),
        ([node_port(30080), node_port(30080, "api")], (), ["node-port"], "30000 is free"),
        (node_port(80), (), ["node-port"], "30000 is free"),
        (node_port(80), (taken(8080),), [], ""),
        (node_port(30080), (taken(30080, "web"),), [], ""),
        (node_port(30080), (taken(30081),), [], ""),
        (service(selector={"app": "wbe"}), (), ["service-selector"], "there is app=web"),
        ([service(selector={"app": "db"}), written("Cluster", "db", "postgresql.cnpg.io/v1")], (), ["crd-missing"], ""),
        (service(selector={"app": "old"}), (obj("Deployment", "old", spec={"template": {"metadata": {
            "labels": {"app": "old"}}}}),), [], ""),
        (service(type="LoadBalancer"), (WAITING,), ["load-balancer"], "an Ingress"),
        (service(type="LoadBalancer"), (), [], ""),
        (service(type="LoadBalancer"), (WAITING, SERVED), [], ""),
    ],
)  # fmt: skip
def test_services_get_the_ports_and_find_the_pods_that_they_ask_for(manifests, objects, expected, nearest):
    """Beside a Deployment that is labelled app=web."""
    listed = manifests if isinstance(manifests, list) else [manifests]

    said = answer([app(), *listed], *objects)

    assert [miss.code for miss in said.misses] == expected
    assert all(nearest in miss.nearest or miss.code == "crd-missing" for miss in said.misses)


def backend(service_name, port):
    path = {"path": "/", "backend": {"service": {"name": service_name, "port": port}}}
    spec = {"ingressClassName": "nginx", "rules": [{"host": "web.example", "http": {"paths": [path]}}]}
    return written("Ingress", api_version="networking.k8s.io/v1", spec=spec)


@pytest.mark.parametrize(
    ("manifests", "nearest"),
    [
        ([backend("wbe", {"number": 80}), service(), app()], "there is web"),
        ([backend("web", {"number": 8080}), service(), app()], "there is 80"),
        ([backend("web", {"name": "http"}), service(), app()], "there is 80"),
        ([backend("web", {"number": 80}), service(), app()], None),
        ([backend("old", {"name": "http"})], None),
    ],
)
def test_an_ingress_sends_to_a_service_and_a_port_that_are_there(manifests, nearest):
    """In the cluster, or among the manifests."""
    old = obj("Service", "old", spec={"ports": [{"port": 80, "name": "http"}]})

    said = answer(manifests, obj("IngressClass", "nginx"), *([old] if "old" in str(manifests[0]) else []))

    assert [(m.code, m.nearest) for m in said.misses] == ([("ingress-backend", nearest)] if nearest else [])


@pytest.mark.parametrize(
    ("image", "runs", "expected", "unknown"),
    [
        ("registry.example/web:1.0-amd64", None, ["image-architecture"], 0),
        ("registry.example/amd64/web:1.0", None, ["image-architecture"], 0),
        ("registry.example/web:1.0-arm64", None, [], 0),
        ("arm64v8/nginx:1.27", None, [], 0),
        ("registry.example/web:1.0", None, [], 1),
        ("registry.example/web:1.0", "registry.example/web:1.0", [], 0),
        ("nginx", "docker.io/library/nginx:latest", [], 0),
        ("nginx:1.27", "docker.io/library/nginx:1.26", [], 1),
    ],
)
def test_an_image_is_known_to_fit_where_it_runs_or_where_its_name_says_so(image, runs, expected, unknown):
    """Nobody's word is taken for the others: that is told, and does not make the preflight fail."""
    running = pod("x", owned=False, spec={"containers": [{"name": "x", "image": runs}]})

    said = answer(app(image=image), *([running] if runs else []))

    assert [miss.code for miss in said.misses] == expected
    assert (len(said.unchecked), said.unknown) == (unknown, ())


TRACKED = {"metadata": {"annotations": {"argocd.argoproj.io/tracking-id": "shop:apps/Deployment:shop/web"}}}
HELM = {"metadata": {"annotations": {"meta.helm.sh/release-name": "web"}}}
SELECTOR = {"spec": {"selector": {"matchLabels": {"app": "web"}}}}


@pytest.mark.parametrize(
    ("manifests", "live", "expected"),
    [
        (app(), obj("Deployment", "web", **TRACKED), [("owned-elsewhere", "warning")]),
        (app(), obj("Deployment", "web", **HELM), [("owned-elsewhere", "warning")]),
        (merged(app(), TRACKED), obj("Deployment", "web", **TRACKED), []),
        (app(), obj("Deployment", "web", **SELECTOR), []),
        (app(spec={"selector": {"matchLabels": {"a": "b"}}}), obj("Deployment", "web", **SELECTOR),
         [("immutable-field", "blocker")]),
        ([app(), app()], obj("Deployment", "other"), [("twice", "warning")]),
        (app(env=[{"name": "PORT", "value": 80}]), obj("Deployment", "other"), [("field-type", "blocker")]),
        (app(spec={"replicas": "2"}), obj("Deployment", "other"), [("field-type", "blocker")]),
        (app(env=[{"name": "PORT", "value": "80"}]), obj("Deployment", "other"), []),
    ],
)  # fmt: skip
def test_what_is_there_already_or_twice_or_of_another_type_is_told(manifests, live, expected):
    """Somebody else's object, a field that cannot be changed, a number where text belongs."""
    assert codes(answer(manifests, live)) == expected


def test_a_claim_cannot_shrink_nor_change_its_class():
    """Each is a blocker at its own field."""
    asks = {"accessModes": ["ReadWriteOnce"], "storageClassName": "a", "resources": {"requests": {"storage": "5Gi"}}}
    live = obj("PersistentVolumeClaim", "data", spec=asks)
    written_ = written("PersistentVolumeClaim", "data", spec=asks)
    smaller = merged(written_, {"spec": {"storageClassName": "b", "resources": {"requests": {"storage": "1Gi"}}}})

    assert codes(answer(written_, live)) == []
    assert [m.place for m in answer(smaller, live).misses] == [
        "app.yaml:spec.resources.requests.storage",
        "app.yaml:spec.storageClassName",
    ]


def test_pods_that_are_replaced_free_their_room():
    """A new version of what runs already needs no second node."""
    running = merged(pod(spec={"containers": [{"name": "web", **HALF}, {"name": "b", **HALF}]}), {
        "metadata": {"ownerReferences": [{"kind": "Deployment", "name": "web", "controller": True}]}})  # fmt: skip

    assert codes(bare(app(**HALF), SHOP, node(), running)) == []
    assert codes(bare(app("api", **HALF), SHOP, node(), running)) == [("node-room", "blocker")]


def apart(replicas, key="kubernetes.io/hostname", label="web"):
    """Pods that must not share a place with others of an application."""
    term = {"labelSelector": {"matchLabels": {"app": label}}, "topologyKey": key}
    rule = {"podAntiAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [term]}}
    return app(spec={"replicas": replicas}, pod={"affinity": rule})


def spread(key, when="DoNotSchedule"):
    rule = {"topologyKey": key, "whenUnsatisfiable": when, "maxSkew": 1}
    return app(pod={"topologySpreadConstraints": [rule]})


def test_pods_that_must_be_apart_from_what_runs_there_find_no_place():
    """Unless it is their own old pods, or one node is left."""
    rule = apart(1, label="other")
    other = pod("other", owned=False)

    assert codes(answer(rule, other)) == [("node-spread", "blocker")]
    assert codes(answer(rule, other, node("node-2"))) == []
    assert codes(answer(apart(1, label="web"), pod(), obj("ReplicaSet", "web-5d8c7b9f4", metadata={
        "ownerReferences": [{"kind": "Deployment", "name": "web", "controller": True}]}))) == []  # fmt: skip


@pytest.mark.parametrize(
    ("ports", "target", "expected"),
    [
        ([{"containerPort": 8080}], 8081, ["service-port"]),
        ([{"containerPort": 8080}], "http", ["service-port"]),
        ([{"containerPort": 53, "protocol": "UDP"}], 53, ["service-port"]),
        ([{"containerPort": 8080}], 8080, []),
        ([{"containerPort": 8080, "name": "http"}], "http", []),
        ([], 8080, []),
    ],
)
def test_a_service_sends_to_a_port_that_pods_declare(ports, target, expected):
    """Pods that declare none may listen on any."""
    sends = service(ports=[{"port": 80, "targetPort": target}])

    assert [miss.code for miss in answer([app(ports=ports), sends]).misses] == expected


def test_what_may_have_the_labels_and_could_not_be_read_is_told():
    """Not knowing a warning is no failure."""
    said = answer(service(selector={"app": "x"}), unread={"daemonsets": Missing(Why.FORBIDDEN, "no")})

    assert [gap.what for gap in said.unchecked] == ["whether anything has the labels app=x"]
    assert (said.misses, said.exit_code) == ((), 0)


@pytest.mark.parametrize(
    ("manifests", "expected"),
    [
        (apart(3), ["node-spread"]),
        (apart(2), []),
        (apart(3, label="other"), []),
        (apart(3, key="topology.kubernetes.io/zone"), []),
        (spread("topology.kubernetes.io/zone"), ["node-spread"]),
        (spread("topology.kubernetes.io/zone", "ScheduleAnyway"), []),
        (spread("kubernetes.io/hostname"), []),
    ],
)
def test_pods_are_spread_over_places_that_there_are(manifests, expected):
    """On two nodes without zones."""
    assert [miss.code for miss in answer(manifests, node("node-2")).misses] == expected


def level(name):
    """The namespace with a pod security level."""
    return obj("Namespace", "shop", metadata={"labels": {"pod-security.kubernetes.io/enforce": name}})


SAFE = {"securityContext": {"allowPrivilegeEscalation": False, "runAsNonRoot": True}}
HOST = {"hostNetwork": True, "volumes": [{"name": "v", "hostPath": {"path": "/dev"}}]}


@pytest.mark.parametrize(
    ("manifests", "namespace", "count"),
    [
        (app(pod=HOST), level("baseline"), 2),
        (app(securityContext={"privileged": True}), level("baseline"), 1),
        (app(ports=[{"containerPort": 80, "hostPort": 80}]), level("baseline"), 1),
        (app(), level("restricted"), 2),
        (app(), level("baseline"), 0),
        (app(pod=HOST), level("privileged"), 0),
        (app(pod=HOST), SHOP, 0),
        (app(**SAFE), level("restricted"), 0),
        (app(pod={"securityContext": {"runAsNonRoot": True}}, securityContext={"allowPrivilegeEscalation": False}),
         level("restricted"), 0),
    ],
)  # fmt: skip
def test_pods_keep_to_the_security_level_of_their_namespace(manifests, namespace, count):
    """Each breach is told, a namespace without a level has none."""
    assert codes(bare(manifests, namespace, node())) == [("pod-security", "blocker")] * count


def test_a_host_that_another_ingress_serves_is_told():
    """Of the same class; the Ingress that is replaced is not another one."""
    live = backend("web", {"number": 80})
    other = {"kind": "Ingress", "metadata": {**live["metadata"], "name": "other"}, "spec": live["spec"]}
    around = (obj("IngressClass", "nginx"), obj("Service", "web", spec={"ports": [{"port": 80}]}))

    assert codes(answer(live, *around, other)) == [("ingress-host", "warning")]
    assert codes(answer(live, *around, {**other, "metadata": live["metadata"]})) == []

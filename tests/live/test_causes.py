"""Objects broken in many ways on a real API server: the status names each cause first."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.live.conftest import firstmate
from tests.support.world import World, claim, deployment, eventually, mounting, named, service

pytestmark = pytest.mark.kube

WEB = "Deployment/shop/web"
CPU = {"resources": {"requests": {"cpu": "100"}}}


def no_such_image(world: World) -> None:
    world.cluster.create(deployment("web"), service("web"))
    words = 'rpc error: code = NotFound desc = failed to pull and unpack image "registry.example/web:1.0": not found'
    world.wait("web", "ErrImagePull", words)


def out_of_memory(world: World) -> None:
    world.cluster.create(deployment("web", resources={"limits": {"memory": "64Mi"}}))
    world.crash("web", 137, "OOMKilled")


def crash(world: World) -> None:
    world.cluster.create(deployment("web"))
    world.crash("web", 1)


def no_such_command(world: World) -> None:
    world.cluster.create(deployment("web", command=["serve"]))
    words = 'OCI runtime create failed: exec: "serve": executable file not found in $PATH: unknown'
    world.crash("web", 128, "StartError", words)


def no_config_map(world: World) -> None:
    world.cluster.create(deployment("web", envFrom=[{"configMapRef": {"name": "settings"}}]))
    world.wait("web", "CreateContainerConfigError", 'configmap "settings" not found')


def no_secret(world: World) -> None:
    env = [{"name": "KEY", "valueFrom": {"secretKeyRef": {"name": "keys", "key": "api"}}}]
    world.cluster.create(deployment("web", env=env))
    world.wait("web", "CreateContainerConfigError", 'secret "keys" not found')


def no_key(world: World) -> None:
    env = [{"name": "KEY", "valueFrom": {"secretKeyRef": {"name": "keys", "key": "api"}}}]
    world.cluster.create(named("v1", "Secret", "keys", data={"other": "eA=="}), deployment("web", env=env))
    world.wait("web", "CreateContainerConfigError", "couldn't find key api in Secret shop/keys")


def no_service_account(world: World) -> None:
    world.cluster.create(deployment("web", pod={"serviceAccountName": "robot"}))
    world.run("web")


def too_much_cpu(world: World) -> None:
    world.cluster.create(deployment("web", **CPU))
    world.event("FailedScheduling")


def cordoned(world: World) -> None:
    for node in ("node-1", "node-2"):
        world.patch(f"/api/v1/nodes/{node}", spec={"unschedulable": True})
    world.cluster.create(deployment("web"))
    world.event("FailedScheduling")


def tainted(world: World) -> None:
    for node in ("node-1", "node-2"):
        world.patch(f"/api/v1/nodes/{node}", spec={"taints": [{"key": "gpu", "value": "only", "effect": "NoSchedule"}]})
    world.cluster.create(deployment("web"))
    world.event("FailedScheduling")


def no_node_selected(world: World) -> None:
    world.cluster.create(deployment("web", pod={"nodeSelector": {"disk": "fast"}}))
    world.event("FailedScheduling")


def claim_without_class(world: World) -> None:
    world.cluster.create(claim("data"), deployment("web", pod=mounting("data")))
    world.event("FailedScheduling")


def claim_of_no_class(world: World) -> None:
    world.cluster.create(claim("data", storageClassName="fast"), deployment("web", pod=mounting("data")))
    world.event("ProvisioningFailed")


def no_claim(world: World) -> None:
    world.cluster.create(deployment("web", pod=mounting("data")))
    world.event("FailedScheduling")


def selects_nothing(world: World) -> None:
    world.cluster.create(deployment("web"), service("web", selects="wbe"))
    world.run("web")


def pods_quota(world: World) -> None:
    quota = named("v1", "ResourceQuota", "limits", spec={"hard": {"pods": "2"}})
    world.cluster.create(quota)
    eventually(lambda: world.items("resourcequotas")[0].get("status"))
    world.cluster.create(deployment("web", replicas=2))
    world.event("FailedCreate")
    world.tell("web", "Running", ready=True, state={"running": {}})


def limit_range(world: World) -> None:
    limits = [{"type": "Container", "max": {"memory": "32Mi"}}]
    world.cluster.create(named("v1", "LimitRange", "small", spec={"limits": limits}))
    world.cluster.create(deployment("web", resources={"limits": {"memory": "64Mi"}}))
    world.event("FailedCreate")


def node_down(world: World) -> None:
    world.cluster.create(deployment("web", pod={"nodeSelector": {"kubernetes.io/hostname": "node-2"}}))
    world.run("web")
    unknown = {"status": "Unknown", "reason": "NodeStatusUnknown", "message": "Kubelet stopped posting node status."}
    world.patch("/api/v1/nodes/node-2/status", status={"conditions": [{"type": "Ready", **unknown}]})
    world.tell("web", "Running", state={"running": {}})


def ingress_class(world: World) -> None:
    world.cluster.create(deployment("web"), service("web"), _ingress(ingressClassName="nginx"))
    world.run("web")


def ingress_backend(world: World) -> None:
    nginx = named("networking.k8s.io/v1", "IngressClass", "nginx", "", spec={"controller": "k8s.io/ingress-nginx"})
    world.cluster.create(nginx, deployment("web"), _ingress(ingressClassName="nginx"))
    world.run("web")


def _ingress(**spec: object) -> dict[str, object]:
    backend = {"service": {"name": "web", "port": {"number": 80}}}
    rule = {"host": "web.example", "http": {"paths": [{"path": "/", "pathType": "Prefix", "backend": backend}]}}
    return named("networking.k8s.io/v1", "Ingress", "web", spec={"rules": [rule], **spec})


def job_failed(world: World) -> None:
    container = {"name": "backup", "image": "registry.example/backup:1.0"}
    pod = {"metadata": {"labels": {"app": "backup"}}, "spec": {"containers": [container], "restartPolicy": "Never"}}
    world.cluster.create(named("batch/v1", "Job", "backup", spec={"backoffLimit": 0, "template": pod}))
    world.tell("backup", "Failed", state={"terminated": {"exitCode": 1, "reason": "Error"}})
    eventually(lambda: world.items("jobs", "/apis/batch/v1")[0]["status"].get("conditions"))


def nobody_to_scale(world: World) -> None:
    target = {"kind": "Deployment", "name": "web", "apiVersion": "apps/v1"}
    world.cluster.create(
        named(
            "autoscaling/v2beta2", "HorizontalPodAutoscaler", "web", spec={"scaleTargetRef": target, "maxReplicas": 3}
        )
    )


def scaled_to_zero(world: World) -> None:
    world.cluster.create(deployment("web", replicas=0), service("web"))


Broken = Callable[[World], None]
BROKEN: list[tuple[Broken, str, str]] = [
    (no_such_image, "image-not-found", WEB),
    (out_of_memory, "oom-killed", WEB),
    (crash, "crash-loop", WEB),
    (no_such_command, "command-not-found", WEB),
    (no_config_map, "missing-configmap", WEB),
    (no_secret, "missing-secret", WEB),
    (no_key, "missing-key", WEB),
    (no_service_account, "missing-service-account", WEB),
    (too_much_cpu, "unschedulable-cpu", WEB),
    (cordoned, "unschedulable-cordon", WEB),
    (tainted, "unschedulable-taint", WEB),
    (no_node_selected, "unschedulable-node-selector", WEB),
    (claim_without_class, "claim-without-class", "PersistentVolumeClaim/shop/data"),
    (claim_of_no_class, "claim-class-missing", "PersistentVolumeClaim/shop/data"),
    (no_claim, "claim-missing", WEB),
    (selects_nothing, "service-selects-nothing", "Service/shop/web"),
    (pods_quota, "quota-pods", "ResourceQuota/shop/limits"),
    (limit_range, "limit-range-refused", WEB),
    (node_down, "node-not-ready", "Node//node-2"),
    (ingress_class, "ingress-class-missing", "Ingress/shop/web"),
    (ingress_backend, "ingress-backend-missing", "Ingress/shop/web"),
    (job_failed, "job-failed", "Job/shop/backup"),
    (nobody_to_scale, "hpa-target-missing", "HorizontalPodAutoscaler/shop/web"),
    (scaled_to_zero, "workload-scaled-to-zero", WEB),
]


@pytest.mark.parametrize(("broken", "code", "ref"), BROKEN, ids=[code for _, code, _ in BROKEN])
def test_the_cause_is_named_first(world, look, broken, code, ref):
    """And nothing that works beside it is blamed: the other application is not mentioned."""
    world.cluster.create(deployment("well"), service("well"))
    world.run("well")
    broken(world)

    ran = look(world.cluster)

    assert ran.causes[:1] == [(code, ref)], ran.causes
    assert not [cause for cause in ran.causes if "well" in cause[1]]


def test_all_green_is_healthy(world, look):
    """Zero findings and exit code 0, now and two minutes later."""
    for name in ("web", "api", "db"):
        world.cluster.create(deployment(name, replicas=2), service(name))
        world.run(name)

    live = firstmate("status", "--kubeconfig", world.cluster.kubeconfig, "--json")
    later = look(world.cluster)

    for ran in (live, later):
        assert ran.causes == []
        assert (ran.code, ran.report["healthy"], ran.report["unreadable"]) == (0, True, [])
    assert live.report["seen"] == {"nodes": 2, "pods": 6, "namespaces": 1}
    assert live.report["cluster"]["uid"] and live.report["cluster"]["version"] == "v1.20.2"


def test_an_empty_cluster_is_healthy(cluster):
    """Nothing runs, nothing is wrong."""
    ran = firstmate("status", "--kubeconfig", cluster.kubeconfig)

    assert ran.code == 0 and ran.out.startswith("Healthy")


def test_two_causes_are_two_incidents(world, look):
    """The chain from the claim to its Service, and beside it an image."""
    world.cluster.create(claim("data", storageClassName="fast"), deployment("db", pod=mounting("data")), service("db"))
    world.event("ProvisioningFailed")
    no_such_image(world)

    ran = look(world.cluster)

    assert set(ran.causes) == {("image-not-found", WEB), ("claim-class-missing", "PersistentVolumeClaim/shop/data")}


def test_the_file_gives_what_the_cluster_gave(world, tmp_path):
    """Saved live, judged again with the same now: the same bytes."""
    no_such_image(world)
    live = firstmate(
        "status", "--kubeconfig", world.cluster.kubeconfig, "--markdown", "--save", tmp_path / "snapshot.json"
    )

    assert live.code == 1
    assert firstmate("status", "--from", tmp_path / "snapshot.json", "--markdown").out == live.out


def test_a_namespace_is_looked_at_alone(world):
    """What is wrong elsewhere is not told; one with a slip in its name is refused."""
    no_such_image(world)
    world.cluster.create(named("v1", "Namespace", "media", ""))

    elsewhere = firstmate("status", "--kubeconfig", world.cluster.kubeconfig, "-n", "media", "--json")
    slip = firstmate("status", "--kubeconfig", world.cluster.kubeconfig, "-n", "shpo")

    assert (elsewhere.code, elsewhere.causes) == (0, [])
    assert slip.code == 2 and "did you mean `shop`?" in slip.err

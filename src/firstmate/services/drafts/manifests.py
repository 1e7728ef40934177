"""A draft of an Argo CD Application and of what it deploys, for a service of a cluster."""

from __future__ import annotations

from typing import Any

from firstmate.services.actions.applications import NAMESPACE
from firstmate.services.drafts.images import known
from firstmate.services.drafts.values import FILL_IN, Draft, image_checks, image_of
from firstmate.sites.values import Cluster, Service, Site

IN_CLUSTER = "https://kubernetes.default.svc"
KINDS = ("Deployment", "StatefulSet", "DaemonSet")
Content = dict[str, Any]


def draft(site: Site, service: Service) -> Draft:
    """The Application, which syncs when somebody says so, and below it a workload and its Service."""
    cluster = site.cluster(service.cluster)
    kind, _, named = service.workload.partition("/")
    kind = kind if kind in KINDS else "Deployment"
    name, namespace = named or service.name, service.namespace or service.name
    files = {
        "application.yaml": _application(service, cluster, namespace),
        f"manifests/{kind.lower()}.yaml": _workload(service, kind, name, namespace),
    }
    if service.ports:
        files["manifests/service.yaml"] = _service(service, name, namespace)
    checks = [*image_checks(service), "the repository and the path in application.yaml"]
    if known(service.image):
        checks.append("its data: they are in an emptyDir here, and go with the pod; claim a volume")
    if service.secrets:
        checks.append(
            f"its secrets: a Secret {name}-secrets with the keys {', '.join(service.secrets)}, from your store"
        )
    checks += [f"what it needs to know of {need}: address, database, user" for need in service.needs]
    then = (
        f"`firstmate preflight -f {service.name}/manifests` on the cluster, then into its repository by a pull request",
        f"name it in the site file: `deploy: {{application: {service.name}}}`",
        "`firstmate phase up --dry-run`",
    )
    return Draft(service, {f"{service.name}/{path}": content for path, content in files.items()}, tuple(checks), then)


def _application(service: Service, cluster: Cluster | None, namespace: str) -> Content:
    """Without auto-sync: what was never seen to run is synced by a person, or by a run that asks."""
    source = (cluster.forge if cluster else "") or f"https://{FILL_IN}"
    return {
        "apiVersion": "argoproj.io/v1alpha1",
        "kind": "Application",
        "metadata": {"name": service.name, "namespace": NAMESPACE},
        "spec": {
            "project": "default",
            "source": {
                "repoURL": f"{source.rstrip('/')}/{FILL_IN}.git",
                "targetRevision": "HEAD",
                "path": f"{service.name}/manifests",
            },
            "destination": {"server": IN_CLUSTER, "namespace": namespace},
            "syncPolicy": {"syncOptions": ["CreateNamespace=true"]},
        },
    }


def _workload(service: Service, kind: str, name: str, namespace: str) -> Content:
    labels = {"app.kubernetes.io/name": name}
    spec: Content = {
        "selector": {"matchLabels": labels},
        "template": {"metadata": {"labels": labels}, "spec": _pod(service, name)},
    }
    if kind != "DaemonSet":
        spec = {"replicas": 1, **spec}
    if kind == "StatefulSet":
        spec["serviceName"] = name
    return {
        "apiVersion": "apps/v1",
        "kind": kind,
        "metadata": {"name": name, "namespace": namespace, "labels": labels},
        "spec": spec,
    }


def _pod(service: Service, name: str) -> Content:
    container: Content = {"name": name, "image": image_of(service)}
    if service.ports:
        container["ports"] = [
            {"name": f"{each.protocol}-{each.number}", "containerPort": each.number, "protocol": each.protocol.upper()}
            for each in service.ports
        ]
    if service.secrets:
        container["env"] = [
            {"name": key, "valueFrom": {"secretKeyRef": {"name": f"{name}-secrets", "key": key}}}
            for key in service.secrets
        ]
    if service.memory_gb:
        memory = f"{round(service.memory_gb * 1024)}Mi"
        container["resources"] = {"requests": {"memory": memory}, "limits": {"memory": memory}}
    if ready := _readiness(service):
        container["readinessProbe"] = ready
    image = known(service.image)
    if image is None:
        return {"containers": [container]}
    container["volumeMounts"] = [{"name": "data", "mountPath": image.data}]
    return {"containers": [container], "volumes": [{"name": "data", "emptyDir": {}}]}


def _readiness(service: Service) -> Content:
    """By the first probe that the kubelet can do, else whether the port is open; {} without a TCP port."""
    port = next((each.number for each in service.ports if each.protocol == "tcp"), 0)
    for probe in service.probes:
        if probe["kind"] == "http" and "url" not in probe and (at := probe.get("port", port)):
            return {"httpGet": {"path": probe.get("path", "/"), "port": at}}
    return {"tcpSocket": {"port": port}} if port else {}


def _service(service: Service, name: str, namespace: str) -> Content:
    ports = [
        {"name": f"{each.protocol}-{each.number}", "port": each.number, "protocol": each.protocol.upper()}
        for each in service.ports
    ]
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": name, "namespace": namespace},
        "spec": {"selector": {"app.kubernetes.io/name": name}, "ports": ports},
    }

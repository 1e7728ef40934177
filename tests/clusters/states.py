"""Healthy clusters in states that people really have, and that a hasty rule takes for a fault."""

from __future__ import annotations

from tests.clusters.parts import (
    app,
    claim,
    conditions,
    container,
    cronjob,
    custom,
    definition,
    ended,
    env,
    ingress,
    job,
    namespace,
    node,
    running,
    service,
    storage,
    storage_class,
    volume,
)
from tests.clusters.surroundings import TOLERATES_ALL, TRAEFIK, Cluster, agents, dns, on_one_node, webhook
from tests.support.build import event, merged, obj
from tests.support.gitops import application, operation, resource


def argo_cd() -> Cluster:
    """Argo CD: one Application in sync, one that waits for a person to sync it by hand and lists no difference."""
    synced = application(
        resource("Deployment", "web"), status={"operationState": operation("Succeeded", "successfully synced")}
    )
    by_hand = merged(synced, {"metadata": {"name": "by-hand"}, "spec": {"syncPolicy": {}}})
    del by_hand["spec"]["syncPolicy"]["automated"]
    suspended = merged(synced, {"metadata": {"name": "nightly"}, "status": {"health": {"status": "Suspended"}}})
    return [
        *on_one_node("argocd", "shop"),
        definition("argoproj.io", "v1alpha1", "Application"),
        definition("argoproj.io", "v1alpha1", "AppProject"),
        *(part for name in ("server", "repo-server", "redis") for part in app(f"argocd-{name}", ns="argocd")),
        *app("argocd-application-controller", kind="StatefulSet", ns="argocd", serves=False),
        custom("argoproj.io/v1alpha1", "AppProject", "default", ns="argocd"),
        synced,
        by_hand,
        suspended,
        *app("web"),
    ]


def cert_manager() -> Cluster:
    """cert-manager: an issuer and a certificate that are ready, a request that is done."""
    valid = {"notAfter": "2026-05-01T12:00:00Z", "renewalTime": "2026-04-01T12:00:00Z"}
    certificate = obj(
        "Certificate",
        "web",
        spec={"secretName": "web-tls", "dnsNames": ["web.example"], "issuerRef": {"name": "letsencrypt"}},
        status={**conditions(Ready="True"), **valid},
    )
    request = custom("cert-manager.io/v1", "CertificateRequest", "web-1")
    issuer = custom("cert-manager.io/v1", "ClusterIssuer", "letsencrypt", ns="")
    return [
        *on_one_node("cert-manager", "shop"),
        *app("cert-manager", ns="cert-manager"),
        *app("cert-manager-webhook", ns="cert-manager"),
        definition("cert-manager.io", "v1", "Certificate"),
        definition("cert-manager.io", "v1", "CertificateRequest"),
        definition("cert-manager.io", "v1", "ClusterIssuer", namespaced=False),
        merged(issuer, {"status": conditions(Ready="True")}),
        merged(request, {"status": conditions(Approved="True", Ready="True")}),
        certificate,
        obj("Secret", "web-tls", data={"tls.crt": "eA==", "tls.key": "eA=="}),
        TRAEFIK,
        *app("web"),
        ingress("web", tls=[{"hosts": ["web.example"], "secretName": "web-tls"}]),
        webhook("cert-manager-webhook", "cert-manager"),
    ]


def finished_jobs() -> Cluster:
    """Backups: a run that failed two nights ago, and one that has gone well since; a migration that is done."""
    status = {"lastScheduleTime": "2026-03-01T11:00:00Z"}
    return [
        *on_one_node("shop"),
        cronjob("backup", "0 * * * *", status=status),
        job("backup-1", of="backup", failed="BackoffLimitExceeded", at="2026-03-01T10:00:00Z"),
        job("backup-2", of="backup", at="2026-03-01T11:00:00Z"),
        job("migrate"),
        *app("web"),
    ]


def old_revisions() -> Cluster:
    """Rollouts of weeks: ReplicaSets at zero, one of which names a ConfigMap that has long been deleted."""
    old = app("web", replicas=0)[1]
    template = {"spec": {"containers": [container("web", envFrom=[{"configMapRef": {"name": "settings-v1"}}])]}}
    revisions = [
        merged(old, {"metadata": {"name": f"web-{n}"}, "spec": {"replicas": 0, "template": template}}) for n in range(3)
    ]
    return [*on_one_node("shop"), *app("web"), *revisions]


def restarts_that_are_over() -> Cluster:
    """A power cut days ago: everything has restarted, one of them often, and all of it runs since."""
    since = "2026-02-26T06:00:00Z"
    last = ended(255, "Unknown", at="2026-02-26T05:59:00Z")
    worn = running(restarts=12, since=since, last=last)
    return [
        *on_one_node("shop"),
        *app("web", running(restarts=1, since=since, last=last)),
        *app("db", worn, kind="StatefulSet"),
        *app("oom-last-week", running(restarts=2, since=since, last={**last, "exitCode": 137, "reason": "OOMKilled"})),
    ]


def left_overs() -> Cluster:
    """What nobody uses any more and nobody misses: a Deployment at zero, a CronJob that is only a template."""
    return [
        *on_one_node("shop"),
        *app("web"),
        *app("old-web", replicas=0, serves=False),
        cronjob("restore", "0 0 31 2 *", suspend=True),
    ]


def waits_for_consumer() -> Cluster:
    """A claim that nobody mounts yet, of a class that waits for its first consumer."""
    return [
        *on_one_node("shop"),
        *app("local-path-provisioner", ns="kube-system", serves=False),
        storage_class(),
        claim("later", "Pending", storageClassName="local-path"),
        *app("web"),
    ]


def autoscaled() -> Cluster:
    """An autoscaler at its minimum, and one that had no metrics for its first minute, an hour ago."""
    scaled = obj(
        "HorizontalPodAutoscaler",
        "web",
        spec={
            "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"},
            "minReplicas": 2,
            "maxReplicas": 5,
        },
        status={
            "currentReplicas": 2,
            "desiredReplicas": 2,
            "conditions": [
                {"type": "AbleToScale", "status": "True", "reason": "ReadyForNewScale"},
                {"type": "ScalingActive", "status": "True", "reason": "ValidMetricFound"},
                {"type": "ScalingLimited", "status": "True", "reason": "TooFewReplicas"},
            ],
        },
    )
    early = event(scaled, "FailedGetResourceMetric", "no metrics returned from API", last="2026-03-01T11:01:00Z")
    return [
        *on_one_node("shop"),
        *app("metrics-server", ns="kube-system"),
        *app("web", running(), running()),
        scaled,
        early,
    ]


def host_network() -> Cluster:
    """Exporters and a load balancer's speakers on the host's network and ports of every node."""
    nodes = ("node-1", "node-2")
    ports = [{"containerPort": 9100, "hostPort": 9100}]
    web = app("web", ns="monitoring")
    of_web = {"ns": "monitoring", "selector": {"app.kubernetes.io/name": "web"}}
    public, addresses = service("web-public", web[2:3], type="LoadBalancer", **of_web)
    exporter = {"hostNetwork": True, "hostPID": True, **TOLERATES_ALL}
    return [
        *map(node, nodes),
        *namespace("monitoring"),
        *dns(),
        *app(
            "node-exporter",
            running(),
            running(),
            kind="DaemonSet",
            ns="monitoring",
            on=nodes,
            pod=exporter,
            ports=ports,
        ),
        *agents("metallb-speaker", *nodes),
        *web,
        merged(public, {"status": {"loadBalancer": {"ingress": [{"ip": "192.168.1.20"}]}}}),
        addresses,
        *service("headless", web[2:3], clusterIP="None", **of_web),
        service("nas", ns="monitoring", selector={}, type="ExternalName", externalName="nas.example", ports=[])[0],
    ]


def evicted_and_cleaned() -> Cluster:
    """A node was short of disk this morning and evicted pods; it has room again, and the pods are gone."""
    web = app("web")
    gone = obj("Pod", "web-5d8c7b9f4-gone0")
    return [
        *on_one_node("shop"),
        *web,
        event(gone, "Evicted", "The node was low on resource: ephemeral-storage.", last="2026-03-01T10:30:00Z"),
        event(web[2], "FailedScheduling", "0/1 nodes are available: 1 node(s) had taint", last="2026-03-01T10:31:00Z"),
    ]


def replicated_storage() -> Cluster:
    """Longhorn: attached volumes, a StatefulSet of claims of its own, a volume in stock that nobody has claimed."""
    nodes = ("node-1", "node-2")
    claims = {f"data-db-{n}": nodes[n] for n in (0, 1)}
    volumes = [v for name, on in claims.items() for v in storage(name, storageClassName="longhorn", on=on)]
    for part in volumes:
        part["spec"].pop("on", None)
    attached = [
        obj(
            "VolumeAttachment",
            f"csi-{name}",
            spec={"attacher": "driver.longhorn.io", "nodeName": on, "source": {"persistentVolumeName": f"pvc-{name}"}},
            status={"attached": True},
        )
        for name, on in claims.items()
    ]
    return [
        *map(node, nodes),
        *namespace("shop"),
        *dns(),
        *agents("longhorn-manager", *nodes),
        storage_class("longhorn", provisioner="driver.longhorn.io", volumeBindingMode="Immediate"),
        *volumes,
        *attached,
        volume("spare", storageClassName="longhorn"),
        *app("db", running(), running(), kind="StatefulSet", on=nodes),
    ]


def fenced() -> Cluster:
    """Quotas and limits that leave room, default-deny policies with exceptions, budgets that allow one."""
    allows = {"podSelector": {}, "policyTypes": ["Ingress"], "ingress": [{"from": [{"podSelector": {}}]}]}
    budget = obj(
        "PodDisruptionBudget",
        "web",
        spec={"minAvailable": 1, "selector": {"matchLabels": {"app.kubernetes.io/name": "web"}}},
        status={
            "currentHealthy": 2,
            "desiredHealthy": 1,
            "disruptionsAllowed": 1,
            "expectedPods": 2,
            "observedGeneration": 1,
        },
    )
    limits = [{"type": "Container", "defaultRequest": {"cpu": "50m"}, "max": {"memory": "1Gi"}}]
    hard = {"pods": "20", "requests.memory": "4Gi"}
    return [
        *on_one_node("shop"),
        *app("web", running(), running(), env=env(API_URL="http://api")),
        *app("api"),
        obj("NetworkPolicy", "deny", spec={"podSelector": {}, "policyTypes": ["Ingress"]}),
        obj("NetworkPolicy", "inside", spec=allows),
        budget,
        obj("LimitRange", "sizes", spec={"limits": limits}),
        obj(
            "ResourceQuota",
            "room",
            spec={"hard": hard},
            status={"hard": hard, "used": {"pods": "3", "requests.memory": "192Mi"}},
        ),
    ]


def flux() -> Cluster:
    """Flux: a source and Kustomizations that are ready, one of which its owner has suspended."""
    api = "kustomize.toolkit.fluxcd.io/v1"
    ready = conditions(Ready="True")
    paused = custom(api, "Kustomization", "paused", ns="flux-system", spec={"suspend": True}, status=ready)
    return [
        *on_one_node("flux-system"),
        *app("kustomize-controller", ns="flux-system"),
        definition("kustomize.toolkit.fluxcd.io", "v1", "Kustomization"),
        definition("source.toolkit.fluxcd.io", "v1", "GitRepository"),
        custom("source.toolkit.fluxcd.io/v1", "GitRepository", "home", ns="flux-system", status=ready),
        custom(api, "Kustomization", "apps", ns="flux-system", status=ready),
        paused,
    ]


STATES = (
    argo_cd,
    cert_manager,
    finished_jobs,
    old_revisions,
    restarts_that_are_over,
    left_overs,
    waits_for_consumer,
    autoscaled,
    host_network,
    evicted_and_cleaned,
    replicated_storage,
    fenced,
    flux,
)

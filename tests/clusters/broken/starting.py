"""Containers that do not start, do not stay, or fail their probes."""

from __future__ import annotations

from tests.clusters.broken import caused_by, shop
from tests.clusters.parts import (
    app,
    container,
    crashed,
    creating,
    ended,
    env,
    mounting,
    running,
    storage,
    told,
    waiting,
)
from tests.support.build import Plain, merged, obj

WEB = "Deployment/shop/web"
IMAGE = "docker.io/library/web:1.4.2"
PULL = f'rpc error: code = Unknown desc = failed to pull and unpack image "{IMAGE}": '
RESOLVE = PULL + f'failed to resolve reference "{IMAGE}": '


def pulling(message: str) -> list[Plain]:
    """The shop's web application, whose image cannot be pulled; the event says why, the status no more than BackOff."""
    web = app("web", waiting("ImagePullBackOff", f'Back-off pulling image "{IMAGE}"'), image=IMAGE)
    return shop(*told(web, "Failed", f'Failed to pull image "{IMAGE}": {message}'))


def probed(kind: str, probe: Plain, message: str, *, killed: int = 0) -> list[Plain]:
    """The shop's web application, whose probe fails; `killed` times the kubelet has restarted it for that."""
    last = ended(137) if killed else None
    state = running(
        ready=kind == "livenessProbe" and not killed, restarts=killed, since="2026-03-01T11:59:10Z", last=last
    )
    web = app("web", state, **{kind: {"periodSeconds": 10, **probe}})
    words = kind.removesuffix("Probe").capitalize()
    return shop(*told(web, "Unhealthy", f"{words} probe failed: {message}", count=14))


@caused_by(f"image-not-found {WEB}")
def tag_that_was_never_pushed() -> list[Plain]:
    return pulling(RESOLVE + f"{IMAGE}: not found")


@caused_by(f"image-credentials {WEB}")
def private_registry() -> list[Plain]:
    """The pull Secret was made in another namespace."""
    image = "git.home.lan/shop/web:1.4.2"
    words = (
        f'Failed to pull image "{image}": {PULL}failed to authorize: failed to fetch anonymous token: '
        f"unexpected status: 401 Unauthorized"
    )
    web = app("web", waiting("ErrImagePull", words), image=image, pod={"imagePullSecrets": [{"name": "forge"}]})
    return shop(obj("Secret", "forge", metadata={"namespace": "other"}), *told(web, "Failed", words))


@caused_by(f"image-registry-dns {WEB}")
def registry_without_a_name() -> list[Plain]:
    return pulling(
        RESOLVE
        + (
            'failed to do request: Head "https://git.home.lan/v2/web/manifests/1.4.2": dial tcp: lookup '
            "git.home.lan: no such host"
        )
    )


@caused_by(f"image-tls {WEB}")
def registry_with_its_own_certificate() -> list[Plain]:
    return pulling(
        RESOLVE
        + (
            'failed to do request: Head "https://git.home.lan/v2/": tls: failed to verify certificate: x509: '
            "certificate signed by unknown authority"
        )
    )


@caused_by(f"image-wrong-architecture {WEB}")
def image_for_another_processor() -> list[Plain]:
    return pulling(PULL + "no match for platform in manifest: not found")


@caused_by(f"image-never-pulled {WEB}")
def image_that_was_only_built_elsewhere() -> list[Plain]:
    words = 'Container image "web:dev" is not present with pull policy of Never'
    return shop(*app("web", waiting("ErrImageNeverPull", words), image="web:dev", imagePullPolicy="Never"))


@caused_by(f"missing-configmap {WEB}")
def settings_that_were_renamed() -> list[Plain]:
    settings = [{"configMapRef": {"name": "web-settings"}}]
    web = app("web", waiting("CreateContainerConfigError", 'configmap "web-settings" not found'), envFrom=settings)
    return shop(obj("ConfigMap", "websettings", data={"LEVEL": "info"}), *web)


@caused_by(f"missing-secret {WEB}")
def volume_of_a_secret_that_is_not_there() -> list[Plain]:
    keys = {"volumes": [{"name": "keys", "secret": {"secretName": "web-keys"}}]}
    return shop(
        *told(
            app("web", creating(), pod=keys),
            "FailedMount",
            'MountVolume.SetUp failed for volume "keys" : secret "web-keys" not found',
        )
    )


@caused_by(f"missing-key {WEB}")
def key_that_was_renamed() -> list[Plain]:
    key = [{"name": "TOKEN", "valueFrom": {"secretKeyRef": {"name": "web", "key": "token"}}}]
    web = app("web", waiting("CreateContainerConfigError", "couldn't find key token in Secret shop/web"), env=key)
    return shop(obj("Secret", "web", data={"api-token": "eA=="}), *web)


@caused_by("oom-killed StatefulSet/shop/db")
def database_with_too_little_memory() -> list[Plain]:
    """The application that calls it crashes as well, since it gets no connection."""
    db = app(
        "db", crashed(137, "OOMKilled"), kind="StatefulSet", pod=mounting(), resources={"limits": {"memory": "64Mi"}}
    )
    web = app("web", crashed(1), env=env(DATABASE_HOST="db", DATABASE_PORT="80"))
    return shop(*storage(), *db, *web)


@caused_by(f"command-not-found {WEB}")
def command_that_the_image_does_not_have() -> list[Plain]:
    words = (
        "failed to create containerd task: failed to create shim task: OCI runtime create failed: runc "
        'create failed: unable to start container process: exec: "gunicorn": executable file not found in '
        "$PATH: unknown"
    )
    return shop(*app("web", crashed(128, "StartError", words), command=["gunicorn"]))


@caused_by(f"crash-loop {WEB}")
def crash_that_says_nothing() -> list[Plain]:
    return shop(*told(app("web", crashed(1), crashed(1)), "BackOff", "Back-off restarting failed container"))


@caused_by(f"init-container-failing {WEB}")
def migration_that_fails_before_the_start() -> list[Plain]:
    web = app("web", waiting("PodInitializing"), pod={"initContainers": [container("migrate")]})
    told_of = {"name": "migrate", "image": "migrate", "imageID": "", **crashed(1).container}
    web[2] = merged(web[2], {"status": {"initContainerStatuses": [told_of]}})
    return shop(*web)


@caused_by(f"security-context-refused {WEB}")
def image_that_runs_as_root() -> list[Plain]:
    words = "container has runAsNonRoot and image will run as root (pod: web-5d8c7b9f4-abcde_shop, container: web)"
    return shop(*app("web", waiting("CreateContainerConfigError", words), securityContext={"runAsNonRoot": True}))


@caused_by(f"liveness-probe-wrong-port {WEB}")
def liveness_probe_of_the_old_port() -> list[Plain]:
    probe = {"httpGet": {"path": "/healthz", "port": 9000}}
    return probed(
        "livenessProbe",
        probe,
        'Get "http://10.1.0.1:9000/healthz": dial tcp 10.1.0.1:9000: connect: connection refused',
        killed=7,
    )


@caused_by(f"readiness-probe-wrong-path {WEB}")
def readiness_path_that_has_moved() -> list[Plain]:
    return probed(
        "readinessProbe", {"httpGet": {"path": "/ready", "port": 8080}}, "HTTP probe failed with statuscode: 404"
    )


@caused_by(f"sandbox-failed {WEB}")
def network_plugin_that_refuses() -> list[Plain]:
    words = (
        "Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox "
        '"8f3a": plugin type="flannel" failed (add): open /run/flannel/subnet.env: no such file or directory'
    )
    return shop(*told(app("web", creating(), on=("node-2",)), "FailedCreatePodSandBox", words))

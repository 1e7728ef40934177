"""A claim for a storage class that does not exist."""

from firstmate.practice.scenarios import Scenario, create

LABELS = {"app.kubernetes.io/name": "immich"}
CLAIM = {
    "metadata": {"name": "immich-library", "namespace": "media"},
    "spec": {
        "accessModes": ["ReadWriteOnce"],
        "storageClassName": "longhorn",
        "resources": {"requests": {"storage": "100Gi"}},
    },
}
DEPLOYMENT = {
    "metadata": {"name": "immich", "namespace": "media", "labels": LABELS},
    "spec": {
        "replicas": 1,
        "selector": {"matchLabels": LABELS},
        "strategy": {"type": "Recreate"},
        "template": {
            "metadata": {"labels": LABELS},
            "spec": {
                "containers": [
                    {
                        "name": "immich",
                        "image": "ghcr.io/immich-app/immich-server:v1.131.3",
                        "ports": [{"name": "http", "containerPort": 2283}],
                        "resources": {"requests": {"cpu": "200m", "memory": "512Mi"}, "limits": {"memory": "1Gi"}},
                        "volumeMounts": [{"name": "library", "mountPath": "/usr/src/app/upload"}],
                    }
                ],
                "volumes": [{"name": "library", "persistentVolumeClaim": {"claimName": "immich-library"}}],
            },
        },
    },
}
STORAGE_CLASS = (
    '{"apiVersion":"storage.k8s.io/v1","kind":"StorageClass","metadata":{"name":"longhorn"},'
    '"provisioner":"rancher.io/local-path","volumeBindingMode":"WaitForFirstConsumer"}'
)

SCENARIO = Scenario(
    __name__,
    title="A claim that no storage answers",
    story="A photo library was installed from somebody else's example. It never starts.",
    cause="The claim immich-library asks for the storage class longhorn, which this cluster does not have.",
    findings=("claim-class-missing",),
    root=("PersistentVolumeClaim/media/immich-library",),
    cures=(f"echo '{STORAGE_CLASS}' | kubectl apply -f -",),
    alerts=("KubePodNotReady", "KubeDeploymentReplicasMismatch"),
    changes=(create("persistentvolumeclaims", CLAIM), create("deployments.apps", DEPLOYMENT)),
)

"""A pod that asks for more memory than any node has."""

from firstmate.practice.scenarios import Scenario, container

SCENARIO = Scenario(
    __name__,
    title="A pod that asks for more than fits",
    story="Films stuttered, so the media server was to get more memory. Now there are no films at all.",
    cause="jellyfin requests 12Gi of memory: no node of this cluster has more than 8 GB.",
    findings=("unschedulable-memory",),
    root=("Deployment/media/jellyfin",),
    cures=("kubectl -n media set resources deployment/jellyfin --requests=memory=768Mi --limits=memory=3Gi",),
    alerts=("KubePodNotReady", "KubeDeploymentReplicasMismatch"),
    changes=(
        container(
            "deployments.apps",
            "media",
            "jellyfin",
            {"resources": {"requests": {"memory": "12Gi"}, "limits": {"memory": "12Gi"}}},
        ),
    ),
)

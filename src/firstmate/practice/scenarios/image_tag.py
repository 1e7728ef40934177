"""An image tag that does not exist."""

from firstmate.practice.scenarios import Scenario, container

SCENARIO = Scenario(
    __name__,
    title="An image that cannot be pulled",
    story="The dashboard was to be updated. It has not come back.",
    cause="The image tag v1.20.0 of homepage does not exist: v1.2.0 was meant.",
    findings=("image-not-found",),
    root=("Deployment/personal/homepage",),
    cures=("kubectl -n personal set image deployment/homepage homepage=ghcr.io/gethomepage/homepage:v1.2.0",),
    alerts=("KubePodNotReady", "KubeDeploymentReplicasMismatch"),
    changes=(container("deployments.apps", "personal", "homepage", {"image": "ghcr.io/gethomepage/homepage:v1.20.0"}),),
)

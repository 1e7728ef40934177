"""A memory limit below what the program needs."""

from firstmate.practice.scenarios import Scenario, container

SCENARIO = Scenario(
    __name__,
    title="A container runs out of memory",
    story="Somebody lowered memory limits to make room. Since then the document archive does not stay up.",
    cause="The memory limit of paperless (384Mi) is below what it needs (620Mi): the kernel kills it at every start.",
    findings=("oom-killed",),
    root=("Deployment/personal/paperless",),
    cures=("kubectl -n personal set resources deployment/paperless --limits=memory=1Gi",),
    alerts=("KubePodCrashLooping", "KubeDeploymentReplicasMismatch"),
    changes=(container("deployments.apps", "personal", "paperless", {"resources": {"limits": {"memory": "384Mi"}}}),),
)

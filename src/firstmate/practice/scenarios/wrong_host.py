"""An environment variable that names a Service which does not exist."""

from firstmate.practice.scenarios import Scenario, container

SCENARIO = Scenario(
    __name__,
    title="An application that looks for its database in the wrong place",
    story="The API of the project was configured anew. It crashes while its database runs well.",
    cause="DATABASE_HOST of the API is `postgres.dev.svc`: there is no such Service, it is called api-db.",
    findings=("service-missing",),
    root=("Deployment/dev/api",),
    cures=("kubectl -n dev set env deployment/api DATABASE_HOST=api-db.dev.svc",),
    alerts=("KubePodCrashLooping", "KubeDeploymentReplicasMismatch"),
    changes=(
        container("deployments.apps", "dev", "api", {"env": [{"name": "DATABASE_HOST", "value": "postgres.dev.svc"}]}),
    ),
)

"""A readiness probe that asks at the wrong port."""

from firstmate.practice.scenarios import Scenario, container

SCENARIO = Scenario(
    __name__,
    title="A probe that knocks at the wrong door",
    story="The API got a health endpoint of its own. It runs, says its log, yet nobody reaches it.",
    cause="The readiness probe of the API asks at port 8080; the program listens on 8000.",
    findings=("readiness-probe-wrong-port",),
    root=("Deployment/dev/api",),
    cures=(
        "kubectl -n dev patch deployment api -p '"
        '{"spec":{"template":{"spec":{"containers":[{"name":"api","readinessProbe":{"httpGet":{"port":8000}}}]}}}}'
        "'",
    ),
    alerts=("KubePodNotReady", "KubeDeploymentReplicasMismatch"),
    changes=(
        container(
            "deployments.apps", "dev", "api", {"readinessProbe": {"httpGet": {"path": "/healthz", "port": 8080}}}
        ),
    ),
)

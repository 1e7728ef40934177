"""A Secret that a container's environment needs was deleted."""

from firstmate.practice.scenarios import Scenario, delete, delete_pods, pods_named

SCENARIO = Scenario(
    __name__,
    title="A Secret that is gone",
    story="Old Secrets were tidied up this evening. The password manager has not started since.",
    cause="The Secret vaultwarden-admin, from which vaultwarden takes ADMIN_TOKEN, does not exist any more.",
    findings=("missing-secret",),
    root=("Deployment/personal/vaultwarden",),
    cures=("kubectl -n personal create secret generic vaultwarden-admin --from-literal=token=practice-token",),
    alerts=("KubePodNotReady", "KubeDeploymentReplicasMismatch"),
    changes=(
        delete("secrets", "personal", "vaultwarden-admin"),
        delete_pods(pods_named("personal", "vaultwarden")),
    ),
)

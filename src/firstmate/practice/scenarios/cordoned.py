"""A node that was drained and never given back."""

from firstmate.practice.scenarios import Scenario, delete_pods, patch, pods_on

SCENARIO = Scenario(
    __name__,
    title="A node that was drained and forgotten",
    story="node-2 was drained for an update of its operating system. The update is done.",
    cause="node-2 is still cordoned, and the volumes of the waiting pods are on it.",
    findings=("unschedulable-cordon",),
    root=("Node//node-2",),
    cures=("kubectl uncordon node-2",),
    alerts=("KubePodNotReady", "KubeDeploymentReplicasMismatch"),
    changes=(patch("nodes", "", "node-2", {"spec": {"unschedulable": True}}), delete_pods(pods_on("node-2"))),
)

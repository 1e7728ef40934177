"""What lives is not what Git says."""

from firstmate.practice.scenarios import Scenario, patch

SCENARIO = Scenario(
    __name__,
    title="A cluster that drifted from Git",
    story="During a test somebody stopped the message broker by hand. The lights do not listen any more.",
    cause="The Deployment mosquitto was scaled to 0 by hand; Git says 1, and the Application home is OutOfSync.",
    findings=("workload-scaled-to-zero",),
    root=("Application/argocd/home",),
    cures=(
        "kubectl -n argocd patch application home --type=merge -p "
        '\'{"operation":{"initiatedBy":{"username":"admin"},"sync":{"revision":"main"}}}\'',
    ),
    alerts=("ArgoCdAppOutOfSync", "BlackboxProbeFailed"),
    changes=(patch("deployments.apps", "home", "mosquitto", {"spec": {"replicas": 0}}),),
)

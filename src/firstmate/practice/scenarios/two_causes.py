"""Two things at once, which have nothing to do with each other."""

from firstmate.practice.scenarios import Scenario, image_tag, oom

SCENARIO = Scenario(
    __name__,
    title="Two causes at once",
    story="Limits were lowered and the dashboard was updated on the same evening. Two pages are down.",
    cause=f"{oom.SCENARIO.cause} And: {image_tag.SCENARIO.cause}",
    findings=image_tag.SCENARIO.findings + oom.SCENARIO.findings,
    root=oom.SCENARIO.root + image_tag.SCENARIO.root,
    cures=oom.SCENARIO.cures + image_tag.SCENARIO.cures,
    alerts=("KubePodCrashLooping", "KubePodNotReady", "KubeDeploymentReplicasMismatch"),
    changes=oom.SCENARIO.changes + image_tag.SCENARIO.changes,
)

"""A node that lost its power."""

from firstmate.practice.reality import POWER_CYCLED
from firstmate.practice.scenarios import Scenario

SCENARIO = Scenario(
    __name__,
    title="A node that does not answer",
    story="Somebody needed a socket for the vacuum cleaner.",
    cause="node-3 is off: its kubelet is silent, and the dashboard that may run only there is gone with it.",
    findings=("node-not-ready",),
    root=("Node//node-3",),
    cures=(f"kubectl annotate node node-3 {POWER_CYCLED}=yes   # stands for plugging it in again",),
    alerts=("KubeNodeNotReady", "KubeNodeUnreachable"),
    dark_nodes=("node-3",),
)

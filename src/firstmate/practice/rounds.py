"""What brings the cluster from what it is to what is asked of it: one round of every component."""

from __future__ import annotations

from firstmate.practice import events
from firstmate.practice.controllers import (
    argocd,
    cronjobs,
    daemonsets,
    deployments,
    disruption,
    endpoints,
    garbage,
    jobs,
    kubelet,
    namespaces,
    node_lifecycle,
    replicasets,
    scheduler,
    statefulsets,
    storage,
)
from firstmate.practice.world import World

# In the order in which a change travels: a new Deployment has a scheduled pod after one round.
STEPS = (
    namespaces.step,
    argocd.step,
    cronjobs.step,
    jobs.step,
    deployments.step,
    replicasets.step,
    statefulsets.step,
    daemonsets.step,
    storage.step,
    scheduler.step,
    node_lifecycle.step,
    kubelet.step,
    endpoints.step,
    disruption.step,
    garbage.step,
    events.forget_old,
)


def step(world: World) -> None:
    """One round of every component."""
    for one in STEPS:
        one(world)

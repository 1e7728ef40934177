"""The actions that workflows may name, by family."""

from __future__ import annotations

from collections.abc import Mapping

from firstmate.services.actions import (
    argocd,
    certificates,
    compose,
    containers,
    forge,
    git,
    hosts,
    nodes,
    pods,
    site,
    status,
    workloads,
)
from firstmate.services.actions.values import Action

ACTIONS: Mapping[str, Action] = {
    **argocd.ACTIONS,
    **certificates.ACTIONS,
    **compose.ACTIONS,
    **containers.ACTIONS,
    **forge.ACTIONS,
    **git.ACTIONS,
    **hosts.ACTIONS,
    **nodes.ACTIONS,
    **pods.ACTIONS,
    **site.ACTIONS,
    **status.ACTIONS,
    **workloads.ACTIONS,
}

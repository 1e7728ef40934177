"""The actions that workflows may name, by family."""

from __future__ import annotations

from collections.abc import Mapping

from firstmate.services.actions import argocd, certificates, containers, forge, git, nodes, pods, status, workloads
from firstmate.services.actions.values import Action

ACTIONS: Mapping[str, Action] = {
    **argocd.ACTIONS,
    **certificates.ACTIONS,
    **containers.ACTIONS,
    **forge.ACTIONS,
    **git.ACTIONS,
    **nodes.ACTIONS,
    **pods.ACTIONS,
    **status.ACTIONS,
    **workloads.ACTIONS,
}

"""What is there decides: a pod that nothing makes again, the last ready replica, a job that runs, what Git owns.

The question is `object` with `subject(act)`; the answer is None when it could not be read in time, else for every name
the facts below, or None where there is no such object. What a kind does not have is left out.

argocd      the Argo CD application that owns it
controller  what owns a pod or ReplicaSet and makes it again, `ReplicaSet web-7d4`; empty: nothing
ready       whether a pod is ready
others      how many other pods of its controller are ready
finished    whether a pod or job has ended
budget      a PodDisruptionBudget that allows no disruption now
claims      whether a StatefulSet has volumes of its own
users       what uses a PersistentVolumeClaim, `StatefulSet db`
scaler      a HorizontalPodAutoscaler that sets its replicas
replicas    how many there should be now
unfit       why an Argo CD application, or what Flux deploys, is not to be synced unasked; empty: it is well
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from firstmate.command_tiers import CommandTier
from firstmate.guard.targets import config_of, is_own
from firstmate.guard.values import UNKNOWN, Act, Known

Facts = Mapping[str, Any]
SAFE, RISKY = CommandTier.SAFE, CommandTier.RISKY
MOST_NAMES = 3
READ_KINDS = frozenset(
    {"configmap", "cronjob", "daemonset", "deployment", "ingress", "job", "persistentvolumeclaim", "pod", "replicaset"}
    | {"secret", "service", "serviceaccount", "statefulset"}
)
"""Kinds whose state is read."""
DEPLOYED = {"argocd": frozenset({"application"}), "flux": frozenset({"helmrelease", "kustomization"})}
"""The same for what is deployed from Git: it has to be there, and well."""
IN_GIT = ("annotate", "autoscale", "delete", "edit", "label", "patch", "replace", "rollout undo", "scale", "set ")
"""What they change, Argo CD would change back."""


def subject(act: Act, kubeconfig: str) -> str:
    """The objects of an act, as the question names them."""
    about = {"kubeconfig": kubeconfig, "context": act.place.context, "kind": act.kind, "namespace": act.namespace}
    return json.dumps({**about, "names": list(act.names)}, sort_keys=True)


def stated(act: Act, known: Known) -> Act:
    """The act as the state of its objects makes it. Raises UnansweredError."""
    if act.tier not in (SAFE, RISKY) or not (act.needs_state or act.verb.startswith(IN_GIT)):
        return act
    asked = _at_its_cluster(act, known)
    answer = known.ask("object", subject(asked, act.place.kubeconfig)) if _is_askable(asked, known) else None
    if answer is None:
        reason = f"{act.reason}; what is there could not be read"
        return act._replace(tier=RISKY, reason=reason, needs_state=False) if act.needs_state else act
    why = [reason for name in act.names for reason in _reasons(act, name, answer.get(name))]
    if not why:
        return act._replace(needs_state=False)
    return act._replace(tier=RISKY, reason="; ".join([act.reason, *dict.fromkeys(why)]), needs_state=False)


def _at_its_cluster(act: Act, known: Known) -> Act:
    """Argo CD's own command names no cluster: its applications are looked for where the kubeconfig leads."""
    if act.tool != "argocd" or act.place.server or act.place.host:
        return act
    config = config_of(act.place, known)
    context = act.place.context or (config or {}).get("current", "")
    return act._replace(namespace=act.namespace or "argocd", place=act.place._replace(context=context))


def _is_askable(act: Act, known: Known) -> bool:
    """A few objects by name, in a cluster of the user's own."""
    kinds = READ_KINDS if act.tool == "kubectl" else DEPLOYED.get(act.tool, frozenset())
    if act.kind not in kinds or not act.namespace:
        return False
    texts = (act.namespace, *act.names)
    named = 0 < len(act.names) <= MOST_NAMES and not any(UNKNOWN in text or "/" in text for text in texts)
    return named and is_own(act.place, known)


def _reasons(act: Act, name: str, facts: Facts | None) -> Iterator[str]:
    """Why it is not safe after all."""
    if act.tool in DEPLOYED:
        unfit = f"there is no {act.kind} {name} in this cluster" if facts is None else facts["unfit"]
        yield from [unfit] if unfit else []
        return
    if facts is None:
        return
    if facts.get("argocd") and act.kind != "pod":
        yield f"owned by Argo CD application {facts['argocd']}: change it in Git"
    if act.verb == "delete" and act.kind == "pod":
        yield from _of_pod(name, facts)
    elif act.verb == "delete" and act.kind == "job" and not facts.get("finished"):
        yield f"job {name} is still running"
    elif act.verb == "delete" and act.kind == "persistentvolumeclaim":
        yield from (f"{user} keeps its data there" for user in facts.get("users", ()))
    elif act.verb == "scale":
        yield from _of_scaling(act, facts)


def _of_pod(name: str, facts: Facts) -> Iterator[str]:
    controller = facts.get("controller", "")
    if not controller:
        yield f"{name} is a bare pod: nothing makes it again"
    elif controller.startswith("Node "):
        yield f"{name} is a static pod of its node"
    elif controller.startswith("Job ") and not facts.get("finished"):
        yield f"{controller} is still running"
    elif facts.get("ready"):
        if not facts.get("others"):
            yield f"{name} is the last ready replica of {controller}"
        if facts.get("budget"):
            yield f"PodDisruptionBudget {facts['budget']} allows no disruption now"


def _of_scaling(act: Act, facts: Facts) -> Iterator[str]:
    if facts.get("scaler"):
        yield f"HorizontalPodAutoscaler {facts['scaler']} sets its replicas"
    if facts.get("controller"):
        yield f"{facts['controller']} sets its replicas"
    if facts.get("claims") and act.replicas != facts.get("replicas"):
        yield "every replica has data of its own"

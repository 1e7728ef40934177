"""Where an act would take place: context, server and namespace, from the command, its environment and the kubeconfig.

Nothing is asked of the network. A place that is not known, or that others depend on, raises the act.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from firstmate.command_tiers import CommandTier
from firstmate.guard.kube.kinds import CLUSTER_SCOPED
from firstmate.guard.values import UNKNOWN, Act, Known, Place

TOOLS = frozenset(
    {"calicoctl", "cilium", "flux", "helm", "helmfile", "hubble", "istioctl", "k9s", "kubeadm", "kubectl", "kubectx"}
    | {"kubens", "linkerd", "stern", "velero"}
)
"""They act on a cluster by a kubeconfig."""

PROTECTED_NAMESPACES = frozenset(
    {
        "argocd",
        "calico-system",
        "cattle-system",
        "cert-manager",
        "cilium",
        "external-secrets",
        "flux-system",
        "gatekeeper-system",
        "ingress-nginx",
        "istio-system",
        "k0s-autopilot",
        "k0s-system",
        "kube-flannel",
        "kube-node-lease",
        "kube-public",
        "kube-system",
        "kyverno",
        "local-path-storage",
        "longhorn-system",
        "metallb-system",
        "openebs",
        "rook-ceph",
        "sealed-secrets",
        "system-upgrade",
        "tigera-operator",
        "traefik",
        "vault",
    }
)
"""Everything else depends on what runs there; standing orders add to them."""

OF_THE_MACHINE = frozenset(
    {"/etc/kubernetes/admin.conf", "/etc/rancher/k3s/k3s.yaml", "/etc/rancher/rke2/rke2.yaml"}
    | {"/var/lib/k0s/pki/admin.conf", "/var/snap/microk8s/current/credentials/client.config"}
)
"""Kubeconfigs that distributions write, and only root can change."""

Raise = tuple[CommandTier, str]
RISKY = CommandTier.RISKY


def placed(act: Act, known: Known) -> Act:
    """The act with its context and namespace filled in, raised where the place calls for it. Raises UnansweredError."""
    if act.tool not in TOOLS or act.tier is None:
        return act
    place = act.place
    if not (place.host or place.server or UNKNOWN in place.kubeconfig):
        act = _filled(act, config_of(place, known))
    for tier, reason in _raises(act, place, known):
        if tier.rank > (act.tier or CommandTier.READ).rank:
            act = act._replace(tier=tier, reason=f"{reason}; {act.reason}", needs_state=False)
    return act


def config_of(place: Place, known: Known) -> Mapping[str, Any] | None:
    """What the kubeconfig says that is meant. Raises UnansweredError."""
    answer: Mapping[str, Any] | None = known.ask("kubeconfig", place.kubeconfig or default_kubeconfig(known))
    return answer


def default_kubeconfig(known: Known) -> str:
    """What kubectl reads when nothing is named: paths, ":" between."""
    parts = [part for part in known.env.get("KUBECONFIG", "").split(":") if part]
    if not parts:
        return f"{known.home}/.kube/config"
    return ":".join(part if part.startswith("/") else f"{known.cwd}/{part}" for part in parts)


def is_own(place: Place, known: Known) -> bool:
    """Whether it is the user's default kubeconfig, or that of the practice cluster, and a context that is in it."""
    if place.host or place.server or any(UNKNOWN in text for text in place):
        return False
    if place.kubeconfig and place.kubeconfig not in (default_kubeconfig(known), _practice(known)):
        return False
    config = config_of(place, known)
    return config is not None and place.context in config["contexts"]


def _practice(known: Known) -> str:
    state = known.env.get("XDG_STATE_HOME") or f"{known.home}/.local/state"
    return f"{state}/firstmate/practice/kubeconfig"


def _filled(act: Act, config: Mapping[str, Any] | None) -> Act:
    if config is None:
        return act
    context = act.place.context or config["current"]
    spaced = bool(act.kind) and act.kind not in CLUSTER_SCOPED
    named = config["contexts"].get(context)
    namespace = act.namespace or (named["namespace"] or "default" if named and spaced else "")
    return act._replace(place=act.place._replace(context=context), namespace=namespace)


def _raises(act: Act, said: Place, known: Known) -> Iterator[Raise]:
    """Tiers that the place asks for, and why. `said` is the place as the command itself names it."""
    changed = (act.tier or CommandTier.READ).raised()
    if said.server:
        yield RISKY, f"the credentials would be sent to {_shown(said.server)}, which the command names itself"
    elif said.host:
        yield from [(RISKY, f"which cluster that is on {said.host} is not known here")] if _changes(act) else []
    else:
        yield from _of_kubeconfig(said.kubeconfig, changed, known)
        yield from _of_context(said, changed, known)
    if _changes(act) and not (act.tool == "flux" and act.needs_state):  # it deploys elsewhere: state.py looks
        yield from _of_namespace(act.namespace)


def _changes(act: Act) -> bool:
    return act.tier is not None and act.tier is not CommandTier.READ


def _of_kubeconfig(named: str, raised: CommandTier, known: Known) -> Iterator[Raise]:
    own = {*default_kubeconfig(known).split(":"), _practice(known)}
    for path in [path for path in named.split(":") if path and path not in own]:
        if path in OF_THE_MACHINE and raised is CommandTier.SAFE:
            continue
        if path in OF_THE_MACHINE or _is_in(path, f"{known.home}/.kube"):
            yield raised, f"another kubeconfig than usual: {path}"
        else:
            yield RISKY, f"kubeconfig {_shown(path)} may lead anywhere and run any program"


def _of_context(said: Place, raised: CommandTier, known: Known) -> Iterator[Raise]:
    if not said.context:
        return
    if UNKNOWN in said.context:
        yield raised, "which context is only known when it runs"
    elif UNKNOWN not in said.kubeconfig:
        config = config_of(said, known)
        if config is None or said.context not in config["contexts"]:
            yield raised, f"context {said.context} is not in the kubeconfig"


def _of_namespace(namespace: str) -> Iterator[Raise]:
    if UNKNOWN in namespace:
        yield RISKY, "in which namespace is only known when it runs"
    elif namespace in PROTECTED_NAMESPACES:
        yield RISKY, f"everything else depends on namespace {namespace}"


def _is_in(path: str, folder: str) -> bool:
    return path.startswith(f"{folder}/") and ".." not in path and "/" not in path[len(folder) + 1 :]


def _shown(text: str) -> str:
    return text.replace(UNKNOWN, "…")

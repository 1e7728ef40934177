"""stern, k9s, kubectx and kubens: what people look with, and what moves the place where everything else happens."""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.command_tiers import CommandTier
from firstmate.guard.flags import UnclearError, flags, parse
from firstmate.guard.ops.tool import elsewhere
from firstmate.guard.values import Act, Command, Known, Place

STERN = flags(
    "h:help v:version A:all-namespaces color= completion= C:config= config= c:container= container-colors= "
    "container-state= context= diff-container d:diff-container E:exclude-container= e:exclude= exclude-pod= "
    "field-selector= H:highlight= i:include= init-containers ephemeral-containers kubeconfig= max-log-requests= "
    "n:namespace= no-follow node= only-log-lines o:output= p:prompt pod-colors= l:selector= show-hidden-options "
    "show-list-of= s:since= since-time= stdin tail= template= T:template-file= t:timestamps? timezone= "
    "verbosity= cluster= user= server= token= insecure-skip-tls-verify certificate-authority= condition="
)
K9S = flags(
    "h:help A:all-namespaces as= as-group= certificate-authority= client-certificate= client-key= cluster= "
    "c:command= context= crumbsless headless insecure-skip-tls-verify invert? kubeconfig= logFile= l:logLevel= "
    "logoless n:namespace= readonly r:refresh= request-timeout= screen-dump-dir= splashless token= user= write"
)
BRINGS = (
    "as",
    "as-group",
    "certificate-authority",
    "client-certificate",
    "client-key",
    "cluster",
    "token",
    "user",
    "config",
    "insecure-skip-tls-verify",
)
"""Flags that bring credentials, trust or further settings along."""
LATER = "changes where later commands go"
CURRENT = frozenset({"-c", "--current", "-h", "--help", "-V", "--version"})


def judge(command: Command, known: Known) -> Iterator[Act]:
    """The act of the command."""
    if command.name.startswith(("kubectx", "kubens")):
        yield elsewhere(_moved(command), command, frozenset())
        return
    tool = "stern" if command.name.startswith("stern") else "k9s"
    try:
        said = parse(command.arguments, STERN if tool == "stern" else K9S)
    except UnclearError as unclear:
        yield Act(CommandTier.RISKY, f"{tool}.unclear", f"cannot be understood: {unclear}", tool=tool)
        return
    place = Place(said.value("context"), said.value("kubeconfig") or _kubeconfig(command), said.value("server"))
    act = Act(CommandTier.READ, tool, "only reads", tool=tool, place=place, namespace=said.value("namespace"))
    may_write = tool == "k9s" and (not said.surely("readonly") or said.may("write"))
    act = elsewhere(act, command, frozenset({"K9S_EDITOR", "EDITOR"}))
    if any(flag in said.values for flag in BRINGS):
        yield act._replace(
            tier=CommandTier.RISKY, rule=f"{tool}.identity", reason="it brings settings or credentials of its own"
        )
    elif may_write and said.positionals[:1] not in (("version",), ("info",), ("help",)):
        yield act._replace(tier=CommandTier.RISKY, reason="whoever uses it may change anything: `--readonly` looks")
    else:
        yield act


def _moved(command: Command) -> Act:
    """kubectx and kubens: without a name they list."""
    tool = "kubectx" if command.name.startswith("kubectx") else "kubens"
    if not command.arguments or set(command.arguments) <= CURRENT:
        place = Place(kubeconfig=_kubeconfig(command))
        return Act(CommandTier.READ, tool, "lists what can be chosen", tool=tool, place=place)
    return Act(CommandTier.RISKY, f"{tool}.change", LATER, tool=tool, names=command.arguments[:1])


def _kubeconfig(command: Command) -> str:
    return dict(command.assigned)["KUBECONFIG"].text if "KUBECONFIG" in dict(command.assigned) else ""


def reference() -> Iterator[tuple[str, str, str]]:
    """Every command with its tier and why."""
    yield "stern", "read", "only reads"
    yield "k9s", "risky", "whoever uses it may change anything"
    yield "k9s --readonly", "read", "only reads"
    yield "kubectx NAME", "risky", LATER
    yield "kubens NAME", "risky", LATER

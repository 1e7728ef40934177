"""Programs that hand their arguments on to another one: `k0s kubectl …`, `minikube kubectl -- …`."""

from __future__ import annotations

from collections.abc import Mapping

from firstmate.guard.flags import flags, subcommand_at
from firstmate.guard.values import Command, Known, Nested, Word


def handed_on(command: Command, everywhere: str, programs: Mapping[str, str]) -> Command | None:
    """The command that it becomes: a subcommand is the name of another program. None: it is none of these."""
    position = subcommand_at(command.arguments, flags(everywhere))
    program = None if position is None else programs.get(command.arguments[position])
    if position is None or program is None:
        return None
    rest = command.words[position + 2 :]
    return command._replace(words=(Word(program), *(rest[1:] if rest[:1] == (Word("--"),) else rest)))


def in_cluster(command: Command, kubeconfig: str, known: Known) -> Nested:
    """The command with the kubeconfig that its distribution gives it, where it was told no other."""
    told = dict(command.assigned).get("KUBECONFIG") or known.env.get("KUBECONFIG")
    if told:
        return Nested(command=command)
    return Nested(command=command._replace(assigned=(*command.assigned, ("KUBECONFIG", Word(kubeconfig)))))

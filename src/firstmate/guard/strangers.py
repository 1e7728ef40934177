"""Programs that nobody knows and that are handed a command: `dtach -n x kubectl delete …`. They may run it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from firstmate.guard.hosts.programs import (
    CREDENTIALED,
    MOVING,
    NOTHING,
    READING,
    REMOVING,
    SEARCHING,
    TALKING,
    WRITING,
    words,
)
from firstmate.guard.values import Command, Nested

HANDED = words(
    """
    ansible-playbook argocd claude crictl docker etcdctl firstmate helm k0s k0sctl k3s kubeadm kubectl microk8s nerdctl
    nixos-rebuild podman sudo systemctl talosctl terraform tofu
    """
)
"""Names that stand among arguments to be run. Others are ordinary words as often."""
SHELLS = words("bash dash sh zsh")
SCRIPT = re.compile(r"-\w*c")
BUILDING = words(
    """
    black cargo eslint flake8 go gradle jest mvn mypy pytest ruff rustc tsc vitest
    """
)
KNOWN = NOTHING | TALKING | CREDENTIALED | READING | WRITING | REMOVING | SEARCHING | MOVING | BUILDING
"""What they are handed is text, or a file."""


def handed(command: Command) -> Iterator[Nested]:
    """The commands among the arguments of a program that nobody knows."""
    if not command.name or command.name in KNOWN:
        return
    for number, (word, after) in enumerate(pairwise((*command.arguments, "")), start=1):
        name = word.rpartition("/")[2]
        if (name in HANDED and after) or (name in SHELLS and SCRIPT.fullmatch(after)):
            yield Nested(command=command._replace(words=command.words[number:]))
            return

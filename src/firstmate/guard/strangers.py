"""Programs that nobody knows and that are handed a command: `dtach -n x kubectl delete …`. They may run it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from firstmate.guard.commands import is_catalogued
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
from firstmate.guard.touching import OWN
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
PLAIN = words(
    """
    autopep8 black bundler cargo cc clang clear codespell composer cspell dotnet eslint expr flake8 g++ gcc go gradle
    gzip hadolint isort jest kube-linter kubeconform kubeval markdownlint mkdocs mvn mypy pixi prettier pylint pyright
    pytest ruff rustc seq shellcheck shfmt sleep sphinx-build swiftc terraform-docs tflint tput trivy tsc vale vitest
    xcodebuild yamllint yes zip
    """
)
"""They build, test or count."""
KNOWN = NOTHING | TALKING | CREDENTIALED | READING | WRITING | REMOVING | SEARCHING | MOVING | PLAIN | OWN.keys()
"""What they are handed is text, or a file."""


def handed(command: Command) -> Iterator[Nested]:
    """The commands among the arguments of a program that nobody knows."""
    if not command.name or command.name in KNOWN or is_catalogued(command.name):
        return
    for number, (word, after) in enumerate(pairwise((*command.arguments, "")), start=1):
        name = word.rpartition("/")[2]
        if (name in HANDED and after) or (name in SHELLS and SCRIPT.fullmatch(after)):
            yield Nested(command=command._replace(words=command.words[number:]))
            return

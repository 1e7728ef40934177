"""The older programs of Nix, and those that install NixOS."""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.command_tiers import CommandTier
from firstmate.guard.hosts.forms import NAME, Form, acts
from firstmate.guard.values import Act, Command, Known

SYSTEM = "changes the system of a machine"
INSTALLS = "wipes the disks that it installs to"
FORMS = {
    "deploy": Form(SYSTEM, "--dry-activate", rf"{NAME}|-s|--skip-checks"),
    "deploy-rs": Form(SYSTEM, "--dry-activate", rf"{NAME}|-s|--skip-checks"),
    "disko": Form(INSTALLS, tier=CommandTier.FORBIDDEN),
    "disko-install": Form(INSTALLS, tier=CommandTier.FORBIDDEN),
    "nix-channel": Form("changes where packages come from", "--list|--list-generations"),
    "nix-collect-garbage": Form(
        "deletes older systems and programs", "--dry-run", r"-d|--delete-old|--delete-older-than|\d+d"
    ),
    "nix-copy-closure": Form("copies programs to or from another machine"),
    "nix-env": Form(
        "changes which programs the user has",
        r"-q\w*|--query|--list-generations",
        rf"{NAME}|--installed|-[aPcsf]|--available|--json|--attr-path|--compare-versions|--description|-p|--profile",
    ),
    "nix-store": Form(
        "changes the store that all programs lie in",
        r"-q\w*|--query|-l|--read-log|--print-env|--verify-path|--print-roots|--query-failed-paths",
        rf"{NAME}|-R|--requisites|--references|--referrers|--tree|--size|--roots|--deriver|--outputs|--graph|--hash",
    ),
    "nixos-anywhere": Form(INSTALLS, tier=CommandTier.FORBIDDEN),
    "nixos-enter": Form("opens a shell in another system"),
    "nixos-generate-config": Form("writes a system's configuration", "--show-hardware-config", "--no-filesystems"),
    "nixos-install": Form(SYSTEM),
    "nixos-option": Form("", "", rf"{NAME}|-r|--recursive|-I|--flake", bare=True),
}


def judge(command: Command, known: Known) -> Iterator[Act]:
    """What the table says."""
    yield from acts(command, FORMS, "nix")

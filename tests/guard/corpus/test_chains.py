"""Wrappers around wrappers: whatever a dangerous command is put into, one to four deep, it is not let through."""

from __future__ import annotations

import base64
import json
import shlex
from random import Random

import pytest

from tests.guard.corpus import ASKED, TIERS
from tests.guard.corpus.world import tier_there

CHAINS = 40
PREFIXES = ("sudo -u op --", "env A=b", "timeout 5", "nice -n 3", "nohup", "time", "xargs -n1", "systemd-run")
"""They run one simple command."""
SHELLS = (
    "sh -c {quoted}", "bash -lc {quoted}", "eval {quoted}", "ssh nas {quoted}", "docker exec c sh -c {quoted}",
    "kubectl exec p -- sh -c {quoted}", "bash <<< {quoted}", "echo {quoted} | sh", "trap {quoted} EXIT",
    "su -c {quoted}", "watch {quoted}", "flock /tmp/l -c {quoted}", "tmux new -d {quoted}",
    "git rebase -x {quoted} main", "C={quoted}; eval \"$C\"", "nix-shell -p x --run {quoted}",
    "find . -exec sh -c {quoted} \\;",
    "echo $({command}\n)", "( {command}\n)", "if true; then {command}\nfi", "f() {{ {command}\n}}; f",
    "ls && {command}", "ls | {command}", "bash <<'EOF'\n{command}\nEOF",
    "cat > /tmp/z.sh <<'EOZ'\n{command}\nEOZ\nsh /tmp/z.sh",
    "echo {encoded} | base64 -d | bash", "python3 -c {python}", "awk {awk}",
)  # fmt: skip
"""They run a script."""
COMMANDS = (
    "kubectl delete ns shop", "helm uninstall web -n shop", "argocd app delete web", "k0s reset", "docker rm -f plex",
    "rm -rf /etc", "firstmate thaw", "cat ~/.kube/config", "git push --force origin main", "mkfs.ext4 /dev/sdb",
    "curl -X DELETE https://10.0.0.1:6443/api/v1/namespaces/shop", "systemctl stop k3s",
    "echo x > ~/.claude/settings.json",
)  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
def test_no_chain_of_wrappers_lets_it_through(command: str):
    """It is asked about or denied, in every chain."""
    random = Random(command)
    chains = [_chain(command, random) for _ in range(CHAINS)]

    assert [chain for chain in chains if TIERS.index(tier_there(chain)) < ASKED] == []


def _chain(command: str, random: Random) -> str:
    for _ in range(random.randint(1, 4)):
        prefix = random.choice(PREFIXES)
        simple = not set(command) & set("\n;|><(){}&$")
        command = f"{prefix} {command}" if simple and random.random() < 0.5 else _in_shell(command, random)
    return command


def _in_shell(command: str, random: Random) -> str:
    template = random.choice(SHELLS)
    if "EO" in command and "<<" in template:  # a here-document ends at the first of its marks
        template = "sh -c {quoted}"
    return template.format(
        command=command,
        quoted=shlex.quote(command),
        encoded=base64.b64encode(command.encode()).decode(),
        python=shlex.quote(f"import os; os.system({command!r})"),
        awk=shlex.quote(f"BEGIN {{ system({json.dumps(command)}) }}"),
    )

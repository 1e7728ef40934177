"""The text of the guard's hook as it stands in the client's settings: launcher.sh with its tables filled in."""

from __future__ import annotations

import shlex
from pathlib import Path

TEMPLATE = Path(__file__).with_name("launcher.sh")

# Without the engine nobody understands a command: each of these in it, anywhere, stops it.
PARTS = (
    "aider ansible argo awk base32 base64 calico chezmoi cilium claude codex colmena containerd copilot createdb "
    "createuser cri-tools crictl crontab curl cursor-agent deploy-rs dmsetup docker doctl dropdb dropuser emacs etcd "
    "eval expect firstmate flux fly gcloud gemini git grpcurl helm hostnamectl http incus ipmitool istio java "
    "journalctl julia k0s k3s k9s kaniko kops kube kustom linkerd logrotate longhorn lua lvreduce lvremove lxc make "
    "mariadb microk8s minikube mkfs mongo mosh mysql nerdctl netcat nix node npm npx nsenter opencode openssl oras "
    "parallel perl pg_ php pip pnpm podman powershell psql pulumi pvremove python rancher reboot redis restic rke2 "
    "rsync ruby run-parts secret-tool sftp shutdown skopeo socat sops source sqlite ssh stern sudo systemctl talos "
    "telinit telnet terraform timedatectl tofu vault velero vgremove virsh wget wipefs xargs xxd yarn"
)
# These are parts of many other words: only whole, or as the beginning of one.
WORDS = (
    "R amp ash at awk bash bat batch bb bun busybox bw bye chattr chmod chown chroot chrt cmd command cp crictl crush "
    "csh ctr dash dc dd deno do doas docker ed enable entr env ex exec export fd fdisk find fish fj fuser gawk gh "
    "glab go halt hash homeshick init insmod install ip iptables just k kill killall kind ksh less ln man mise "
    "modprobe more mount mv nc nft nice nohup nu nvidia oc op parted pass patch pct pkexec pkill poweroff printf qm "
    "qwen rake rcup read rg rm rmdir runas runuser scp screen script sed service setsid sh shred split ssh stdbuf "
    "stow strace su swapoff sysctl tar task taskset tclsh tea tee then time timeout tmux tox trap truncate ufw umount "
    "unshare uv vi view vim visudo watch xonsh yadm zellij zfs zip zpool zsh"
)
# What a file is called that no tool of the client may read or write without the engine.
PATHS = (
    ".age .aws .azure .bash .claude .config .docker .env .git/ .gitconfig .gnupg .kube .local/share/firstmate "
    ".local/state .netrc .npmrc .pgpass .profile .pypirc .ssh .talos .vault .zsh /bin/ /boot/ /dev/ /etc/ /lib/ "
    "/opt/ /proc/ /root/ /run/ /sbin/ /srv/ /sys/ /usr/ /var/lib credentials firstmate id_ed id_rsa kubeconfig "
    "secrets settings standing-orders token"
)
# MCP servers, and tools of theirs, that reach what the guard looks after.
SERVERS = "argo bash cluster cmd command container docker exec git helm host k8s kube mate prom run sh ssh terminal"


def command(engine: str, setup: str) -> str:
    """The hook's command. `engine`: a word of the shell, its path; `setup`: the command that puts it there."""
    tables = {
        "@COMMANDS@": "|".join([*_containing(PARTS), *(f"*[!A-Za-z0-9_-]{word}[!A-Za-z]*" for word in WORDS.split())]),
        "@SERVERS@": "|".join(_containing(SERVERS)),
        "@PATHS@": "|".join(_containing(PATHS)),
        "@ENGINE@": engine,
        "@SETUP@": setup,
    }
    text = "".join(line for line in TEMPLATE.read_text().splitlines(keepends=True) if not line.startswith("#"))
    for mark, value in tables.items():
        text = text.replace(mark, value)
    return text


def after(engine: str) -> str:
    """The command for the hook after a call: nothing is decided there any more."""
    return f'e={engine}; [ ! -x "$e" ] || exec "$e"'


def quoted(path: str) -> str:
    """A path as a word of the shell."""
    return shlex.quote(path)


def _containing(words: str) -> list[str]:
    return [f"*{word}*" for word in words.split()]

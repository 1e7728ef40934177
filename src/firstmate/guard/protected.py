"""Which files are protected, from what, and why: the guard's own, secrets, what others run, the system, disks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple

from firstmate.command_tiers import CommandTier
from firstmate.guard.hosts.programs import words
from firstmate.guard.orders import matches
from firstmate.guard.values import UNKNOWN, Act, Command, Known

RISKY, FORBIDDEN = CommandTier.RISKY, CommandTier.FORBIDDEN


class Use(Enum):
    """What is done with a path."""

    READ = "read"
    WRITE = "write"
    REMOVE = "remove"
    """Deleted or moved away, with all that is in it when it is a folder."""
    MAKE = "make"
    """A folder is made, when it is not there."""
    TOUCH = "touch"
    """A program gets the path, and may read or write it."""


class Rule(NamedTuple):
    """Paths that match `paths` have this tier for these uses."""

    name: str
    tier: CommandTier
    uses: frozenset[Use]
    reason: str
    paths: str
    """Compiled when it is used: most commands touch nothing that could be protected, and the hook starts each time."""

    def holds(self, place: str) -> bool:
        return re.fullmatch(self.paths, place, re.IGNORECASE) is not None


def _paths(*patterns: str) -> str:
    return "|".join(patterns)


CHANGES = frozenset((Use.WRITE, Use.REMOVE, Use.TOUCH))
WRITES = frozenset((Use.WRITE, Use.REMOVE))
READS = frozenset((Use.READ, Use.TOUCH))
BELOW = "(?:/.*)?"
UNDER_HOME = r"~|~/\.local|~/\.local/(?:share|state)|~/\.config"
ROOTS = (
    "bin boot dev etc home lib lib32 lib64 media mnt nix opt proc root run sbin srv sys usr var Applications Library "
    "System Users Volumes etc/kubernetes etc/k0s etc/rancher etc/pki etc/ssh etc/ssl etc/systemd etc/nixos nix/store "
    "usr/bin usr/lib usr/lib64 usr/local usr/sbin usr/share var/lib var/log var/run var/spool run/current-system"
)
RULES = (
    Rule(
        "disk",
        FORBIDDEN,
        WRITES,
        "writes over a disk",
        _paths(
            r"/dev/(?:sd|hd|vd|xvd|nvme|mmcblk|md|dm-|sr|pmem|zd|rdisk|disk)[^/]*",
            r"/dev/(?:mapper|disk|zvol|vg\w*|block|md)/.+",
            "/dev/k?mem",
            "/dev/port",
            "/proc/kcore",
        ),
    ),
    Rule(
        "guard",
        FORBIDDEN,
        CHANGES,
        "the guard would be changed or turned off by it",
        _paths(
            r".*/\.claude/settings[^/]*\.json.*",
            rf"~/\.claude/(?:hooks|plugins){BELOW}",
            r"~/\.claude",
            r"~/\.claude\.json.*",
            rf"/etc/claude-code{BELOW}",
            rf"/Library/Application Support/ClaudeCode{BELOW}",
            rf"~/\.local/(?:share|state)/firstmate{BELOW}",
        ),
    ),
    Rule(
        "guard",
        FORBIDDEN,
        frozenset((Use.REMOVE,)),
        "the guard would be changed or turned off by it",
        _paths(
            rf"~/\.config/firstmate{BELOW}",
            r".*/\.claude",
        ),
    ),
    Rule(
        "root",
        FORBIDDEN,
        frozenset((Use.REMOVE,)),
        "takes away a whole part of the system, or somebody's home",
        _paths(
            UNDER_HOME,
            "/",
            *(f"/{root}" for root in ROOTS.split()),
            "/home/[^/]+",
            "/Users/[^/]+",
            "/var/lib/[^/]+",
            rf"/var/lib/(?:etcd|k0s|rancher|longhorn|rook|ceph){BELOW}",
            "/etc/(?:passwd|shadow|fstab|sudoers)",
        ),
    ),
    Rule(
        "orders",
        RISKY,
        CHANGES,
        "changes the standing orders, or what the guard knows of the site",
        _paths(
            rf"~/\.config/firstmate{BELOW}",
        ),
    ),
    Rule(
        "secret",
        RISKY,
        READS | WRITES,
        "holds credentials",
        _paths(
            r"~/\.kube",
            r"~/\.kube/(?!cache|http-cache).*",
            r".*/[^/]*kubeconfig(?:\.ya?ml)?",
            r".*\.kubeconfig",
            r"/etc/kubernetes/[^/]*\.conf",
            r"/etc/kubernetes/pki",
            r"/etc/kubernetes/pki/.*\.key",
            r"/etc/kubernetes/[^/]*\.key",
            r"/etc/rancher/(?:k3s|rke2)/[^/]*\.ya?ml",
            r"/etc/rancher/node/password",
            r"/var/lib/rancher/(?:k3s|rke2)/(?:server|agent)(?:/(?:(?:agent-|node-)?token|cred|tls|db|etc)(?:/.*)?)?",
            rf"/var/lib/k0s/(?:pki|etcd|db){BELOW}",
            rf"/var/lib/kubelet/pki{BELOW}",
            rf"/var/lib/etcd{BELOW}",
            rf"~/\.talos{BELOW}",
            ".*/talosconfig",
            r"~/\.docker/config\.json",
            r"(?:~|/run)/.*containers/auth\.json",
            rf"~/\.config/(?:argocd|gh|glab-cli|tea|hub|op|rclone|gcloud|doctl|sops|age){BELOW}",
            r"~/\.argocd",
            r"~/\.git-credentials",
            r"~/\.netrc",
            r"~/\.pgpass",
            r"~/\.my\.cnf",
            rf"~/\.(?:aws|azure|gnupg|password-store|oci){BELOW}",
            r"~/\.(?:vault-token|npmrc|pypirc|terraformrc)",
            r"~/\.terraform\.d/credentials.*",
            r"~/\.cargo/credentials.*",
            r"~/\.ssh",
            r"~/\.ssh/(?!.*\.pub$|known_hosts|config$|authorized_keys$).*",
            r"/etc/ssh/ssh_host_.*_key",
            r".*/id_(?:rsa|ed25519|ecdsa|dsa)",
            r"/etc/g?shadow-?",
            rf"/(?:var/)?run/secrets{BELOW}",
            rf"/run/agenix{BELOW}",
            r"~/\.claude/\.credentials\.json",
            r"/proc/[^/]+/(?:environ|mem)",
            r"/proc/sys/kernel/core_pattern",
            r"~/\.(?:mozilla|config/google-chrome|config/chromium)/.*",
            rf"~/\.local/share/keyrings{BELOW}",
            r"/etc/sudoers(?:\.d/.*)?",
            r"/etc/k0s/k0stoken.*",
            r"/etc/ipsec\.secrets",
            rf"/etc/wireguard{BELOW}",
        ),
    ),
    Rule("secrets", RISKY, frozenset((Use.READ,)), "there are credentials in it", "~|/|/home|/Users"),
    Rule(
        "startup",
        RISKY,
        CHANGES,
        "what it says is run later, by others",
        _paths(
            r"~/\.(?:bash|zsh|k|c|tc)?(?:rc|profile|env|login|logout|shrc|cshrc)",
            r"~/\.bash_(?:profile|login|logout|aliases)",
            r"~/\.z(?:profile|login|logout|shenv)",
            r"~/\.(?:inputrc|xprofile|xinitrc|xsessionrc|pam_environment|envrc)",
            rf"~/\.config/(?:fish|zsh|nushell|autostart|systemd|environment\.d|git|mise|nvim|containers){BELOW}",
            r"~/\.(?:gitconfig|vimrc|emacs|tmux\.conf|curlrc|wgetrc|psqlrc|sqliterc|gdbinit|condarc|pythonrc\.py|nix-profile)",
            rf"~/(?:\.local/)?bin{BELOW}",
            rf"~/\.(?:krew|asdf|nvm|cargo/bin|vim|emacs\.d){BELOW}",
            rf"~/Library/LaunchAgents{BELOW}",
            r"~/\.ssh/(?:config|authorized_keys|known_hosts|rc|environment).*",
            rf".*/\.git/(?:hooks|config|info/attributes){BELOW}",
            rf"~/\.claude/(?:agents|commands|skills|output-styles){BELOW}",
            r"~/\.config/helm.*",
            rf"~/\.local/share/helm/plugins{BELOW}",
            r"~/\.(?:terraformrc|ansible\.cfg|npmrc|pip/.*|config/pip/.*|dockerignore\.global)",
            r".*/\.envrc",
        ),
    ),
    Rule("network", RISKY, WRITES | READS, "opens a connection", _paths("/dev/(?:tcp|udp)/.*")),
    Rule(
        "raw",
        RISKY,
        frozenset((Use.READ,)),
        "reads a disk past its files and their permissions",
        _paths(
            r"/dev/(?:sd|hd|vd|xvd|nvme|mmcblk|dm-)[^/]*",
            r"/dev/(?:mapper|disk)/.+",
        ),
    ),
    Rule("system", RISKY, frozenset((Use.REMOVE,)), "takes away what every program uses", "/(?:private/)?(?:var/)?tmp"),
    Rule(
        "system",
        RISKY,
        WRITES,
        "changes a file of the system",
        _paths(
            rf"/(?:bin|boot|etc|lib|lib32|lib64|libx32|nix|proc|root|run|sbin|snap|sys|usr){BELOW}",
            rf"/(?:System|Library|Applications|private/etc){BELOW}",
            "/",
            "/home",
            "/Users",
            r"/dev/(?!null$|zero$|full$|u?random$|tty$|ptmx$|std(?:in|out|err)$|fd/|shm/|pts/).*",
        ),
    ),
)
EXAMPLES = words(
    "~/.claude/settings.json ~/.claude.json ~/.local/state/firstmate ~/.local/share/firstmate ~/.kube/config "
    "~/.ssh/id_rsa ~/.ssh/authorized_keys ~/.docker/config.json ~/.aws/credentials ~/.netrc ~/.git-credentials "
    "~/.config/argocd/config ~/.talos/config ~/.bashrc /etc/shadow /etc/sudoers /etc/kubernetes/admin.conf "
    "/etc/kubernetes/pki/ca.key /etc/rancher/k3s/k3s.yaml /var/lib/k0s/pki/admin.conf "
    "/var/lib/rancher/k3s/server/token /run/secrets/token /dev/sda /dev/nvme0n1"
)
"""What a path of which a part is not known may turn out to be."""
SETTINGS = "settings.json"
ELSEWHERE = rf"/(?:media|mnt|opt|srv|var|Volumes){BELOW}"
"""Data of services; but also where people keep projects."""
HARMLESS = (
    r"/dev/(?:null|zero|full|u?random|tty|ptmx|std(?:in|out|err)|fd/.*|shm/.*|pts/.*)"
    r"|/(?:private/)?(?:var/)?tmp(?:/.*)?|/var/folders/.+"
)
NOWHERE = r"/dev/(?:null|zero|full|tty|std(?:in|out|err)|fd/.*)"
TELLING = (
    r"settings(?:\.local)?\.json|standing-orders\.ya?ml|\.claude(?:\.json)?|managed-settings\.json|authorized_keys|sudoers|"
    r"crontab|\.(?:bash|zsh)rc|\.profile|kubeconfig|shadow|firstmate"
)
"""Names that say enough where the folder is not known."""
ANYWHERE = (".claude", "/.git", "kubeconfig", "/id_", "talosconfig", ".envrc", "containers", UNKNOWN)
"""In the paths of the rules that hold in every folder."""
TOPS = frozenset(f"{ROOTS} home lib32 libx32 private snap tmp".split())
HOMES = re.compile(r"/(?:home|Users)/[^/]+(?=/|$)|/root(?=/|$)|/var/root(?=/|$)")
MOVED = {
    "CLAUDE_CONFIG_DIR": "~/.claude",
    "XDG_CONFIG_HOME": "~/.config",
    "XDG_DATA_HOME": "~/.local/share",
    "XDG_STATE_HOME": "~/.local/state",
}
"""Variables that say where a folder of the home lies instead."""


def resolved(path: str, command: Command, known: Known) -> str:
    """The path as the tables have it: absolute, without `..`, homes as `~`; UNKNOWN where only the run tells."""
    folder = command.cwd or ("" if known.host else known.cwd)
    if not folder.startswith(("/", "~", UNKNOWN)):
        folder = f"{known.cwd}/{folder}" if not known.host else f"{UNKNOWN}/{folder}"
    whole = path if path.startswith(("/", "~", UNKNOWN)) else f"{folder}/{path}"
    return _at_home(_straight(whole), known)


def acts_on(use: Use, path: str, command: Command, known: Known) -> tuple[Act, ...]:
    """What this use of this path amounts to: the worst that the tables say, or nothing."""
    place = resolved(path, command, known)
    if use is Use.REMOVE and place == UNKNOWN and path != ".":  # a glob perhaps: everything in the folder
        whole = acts_on(use, ".", command, known)
        if whole and whole[0].tier is FORBIDDEN:
            return whole
    if use is Use.REMOVE and place.endswith(f"/{UNKNOWN}"):
        place = place[:-2] or "/"
    changes = use in WRITES or (use is Use.MAKE and bool(known.host))
    ordered = tuple(_as_ordered(use, place, known))
    if _is_ordinary(place) and not ordered:
        return tuple(_change(use, place, command, known)) if known.host and changes else ()
    if worst := _worst(use, place) or _perhaps(use, place):
        return (_act(worst.tier, use, worst.name, place, worst.reason),)
    if ordered:
        return ordered
    if changes and place not in ("", "~"):
        return tuple(_change(use, place, command, known))
    return _unclear(use, place) if use is Use.READ and place == UNKNOWN else ()


def _as_ordered(use: Use, place: str, known: Known) -> Iterator[Act]:
    """What the standing orders protect, on this machine: a path, what is below it, and the folders that hold it."""
    if use not in CHANGES or known.host:
        return
    for pattern in known.orders.paths:
        path = _at_home(_straight(pattern), known)
        if _covers(path, place) or (use is Use.REMOVE and f"{path}/".startswith(f"{place}/")):
            yield _act(RISKY, use, "ordered", place, f"the standing orders protect {pattern}")
            return


def _covers(path: str, place: str) -> bool:
    """Whether the place is this path or below it, or may turn out to be. `*` in the path stands for any text."""
    start = path.partition("*")[0]
    head, unknown, _ = place.partition(UNKNOWN)
    if unknown:
        return head.startswith(start) or start.startswith(head)
    return matches(path, place) or matches(f"{path}/*", place)


def _worst(use: Use, place: str) -> Rule | None:
    found = [rule for rule in RULES if use in rule.uses and rule.holds(place)]
    return max(found, key=lambda rule: rule.tier.rank) if found else None


def _perhaps(use: Use, place: str) -> Rule | None:
    """What a rule says of a path that this may be; where even its name is not known, that is asked about."""
    if UNKNOWN not in place or place.startswith(UNKNOWN):
        return None
    pattern = ".*".join(map(re.escape, place.split(UNKNOWN)))
    own = place.replace(UNKNOWN, SETTINGS) if "/.claude" in place else ""
    rules = [_worst(use, example) for example in (*EXAMPLES, own) if re.fullmatch(pattern, example)]
    worst = max((rule for rule in rules if rule), key=lambda rule: rule.tier.rank, default=None)
    if worst and UNKNOWN in place.rpartition("/")[2]:
        return worst._replace(tier=RISKY)
    return worst


def _is_ordinary(place: str) -> bool:
    """Whether no rule can hold: said quickly, since that is so nearly always."""
    lower = place.lower()
    if any(part in lower for part in ANYWHERE):
        return False
    start, _, rest = place.partition("/")
    first = rest.partition("/")[0]
    if start == "~":
        return bool(first) and not first.startswith(".") and first not in ("bin", "Library")
    return bool(first) and first not in TOPS


def _change(use: Use, place: str, command: Command, known: Known) -> list[Act]:
    if known.host:
        return (
            [] if re.fullmatch(NOWHERE, place) else [_act(RISKY, use, "host", place, f"changes a file of {known.host}")]
        )
    if UNKNOWN in place and not re.match(HARMLESS, place):
        return list(_unclear(use, place))
    own = resolved(".", Command(()), known)
    if re.fullmatch(ELSEWHERE, place) and not re.fullmatch(HARMLESS, place) and not f"{place}/".startswith(f"{own}/"):
        return [_act(RISKY, use, "elsewhere", place, "changes data outside of this project")]
    return []


def _unclear(use: Use, place: str) -> tuple[Act, ...]:
    """Where the beginning is not known, the last name may still say that it is an ordinary file."""
    last = place.rpartition("/")[2]
    if place.startswith(UNKNOWN) and (last == UNKNOWN or re.fullmatch(TELLING, last, re.IGNORECASE)):
        return (_act(RISKY, use, "unclear", "a file", "which one is only known when it runs"),)
    return ()


def _act(tier: CommandTier, use: Use, what: str, place: str, reason: str) -> Act:
    verb = "use" if use is Use.TOUCH else use.value
    shown = place.replace(UNKNOWN, "…")
    return Act(tier, f"files.{verb}.{what}", f"{verb}s {shown}: {reason}", tool="files", verb=verb)


def _straight(path: str) -> str:
    parts: list[str] = []
    for part in path.split("/"):
        if part == "..":
            if parts and UNKNOWN in parts[-1]:
                return UNKNOWN
            parts = parts[:-1]
        elif part not in ("", "."):
            parts.append(part)
    joined = "/".join(parts)
    return joined if path.startswith((UNKNOWN, "~")) and parts else f"/{joined}"


def _at_home(path: str, known: Known) -> str:
    if path.startswith("~"):
        return "~" + "".join(path.partition("/")[1:])
    for variable, folder in MOVED.items():
        moved = known.env.get(variable, "").rstrip("/")
        if moved and f"{path}/".startswith(f"{moved}/"):
            return folder + path[len(moved) :]
    home = known.home.rstrip("/")
    if home and not known.host and f"{path}/".startswith(f"{home}/"):
        return "~" + path[len(home) :]
    return HOMES.sub("~", path, count=1) if HOMES.match(path) else path

"""What a program's text may reach: programs, clusters and hosts, files of the guard's. Looked for, not understood.

A file that runs other programs is asked about when it names a guarded one. What is written on the command line is
asked about whenever it runs programs at all: nobody does that by accident, and it is where names are hidden.
"""

from __future__ import annotations

import re

GUARDED = (
    "ansible|ansible-playbook|argocd|argo|cilium|claude|colmena|crictl|ctr|docker|docker-compose|etcdctl|firstmate|flux|"
    "helm|helmfile|istioctl|ipmitool|k0s|k0sctl|k3d|k3s|k3sup|kind|kubeadm|kubecolor|kubectl|kubeseal|kubectx|kubens|"
    "kustomize|linkerd|microk8s|minikube|mkfs|mongosh|mysql|nerdctl|nixos-rebuild|nsenter|oc|pdsh|podman|poweroff|psql|"
    "pulumi|reboot|redis-cli|rke2|rsync|scp|sftp|shutdown|sops|ssh|sshpass|systemctl|talosctl|terraform|tofu|vault|"
    "velero|virsh|wipefs|zfs|zpool"
)
COMMAND = re.compile(rf"(?:^|[\"'`(\[\s/;&|=!@{{>])(?:{GUARDED})(?:\.exe)?(?=[\"'`)\]\s;&|,]|$)", re.MULTILINE)
LIBRARIES = re.compile(
    r"^[ \t]*(?:import|from)\s+(?:kubernetes\w*|pykube|lightkube|kr8s|kopf|docker|podman|paramiko|fabric|"
    r"asyncssh|hvac|ansible\w*|firstmate\.(?:adapters|approvals|entrypoints|\w*wiring|services))\b"
    r"|@kubernetes/client-node|\bdockerode\b|\brequire\(['\"](?:ssh2|node-ssh|kubernetes-client)['\"]"
    r"|\bk8s\.io/client-go\b|\bNet::SSH\b|\bKubeclient\b|\bfrom ['\"](?:ssh2|dockerode)['\"]"
    r"|[;\s](?:import|from) (?:kubernetes\w*|firstmate\.(?:adapters|approvals|entrypoints|\w*wiring|services))\b",
    re.MULTILINE,
)
PLACES = re.compile(
    r"/api/v1/|/apis/[a-z]|:6443\b|:16443\b|kubernetes\.default|docker\.sock|containerd\.sock|serviceaccount/token|\.kube\b|"
    r"/etc/kubernetes|/var/lib/(?:k0s|rancher|etcd|kubelet)|\.claude\b|standing-orders|(?:config|share|state)/firstmate|"
    r"\.ssh/|/dev/(?:sd|nvme|mmcblk|vd)|authorized_keys|\.git/hooks|/etc/(?:cron|sudoers|systemd|passwd|shadow)"
)
RUNNING = re.compile(
    r"\bsubprocess\b|\bfrom\s+os\s+import\b[^\n]*\b(?:system|popen|exec|spawn|posix_spawn)|"
    r"\bos\s*\.\s*(?:system|popen|exec\w*|spawn\w*|posix_spawn\w*|fork\w*)|\bpty\b|\bpopen\b|\bPopen\b|"
    r"\bchild_process\b|\bexec(?:Sync|File|FileSync|vp?e?|lp?e?)?\b\s*[\"'(]|\bspawn(?:Sync|p|l|v)*\b|\bsystem\b\*?\s*[\"'({]|"
    r"\bshell_exec\b|\bpassthru\b|\bproc_open\b|\bqx\b|%x|\bIO\.popen|\bOpen3\b|\bDeno\.(?:Command|run)|\bBun\.(?:spawn|\$)|"
    r"\bos\.execute|\bdo shell script|\bshell-command|\bcall-process|\bstart-process|\brun\(`"
    r"|\bopen\b[^;\n]{0,200}[\"']\s*\||\|\s*[\"'],|-\|[\"']"
    r"|\bcreate_subprocess|\bsh\.\w+\(|\bplumbum\b|\bctypes\b|\bsyscmd\b|\besyscmd\b|^!|\bget_ipython\b"
    r"|\bexec (?=\w)",
    re.MULTILINE,
)
HIDING = re.compile(
    r"\b(?:eval|exec|compile|__import__|import_module|getattr|Function|instance_eval)\s*[({\"']|\brunpy\b|\bmarshal\b|"
    r"\bb64decode\b|\bfromhex\b|\bunhexlify\b|\bbase64\.decode|\bdecode64\b|\batob\(|\bpack\(|\bchr\(|\bfromCharCode\b|rot.?13"
)
BACKTICKS = re.compile(r"`[^`\n]+`")
JOINED = re.compile(r"(['\"])[ \t]{0,8}(?:\+|\.|<<|,)?[ \t]{0,8}\1")
COMMENTS = re.compile(r"(?:(?<=\s)|^)(?:#(?![!{])|//).*$", re.MULTILINE)
WRITTEN_WITH_BACKTICKS = frozenset(("perl", "ruby", "php", "julia"))


MOST_LITERALS = 16
LITERAL = r"(?:'(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n]|\\.)*\")"
LITERALS = re.compile(rf"{LITERAL}(?:\s*,\s*{LITERAL})*")
ONE = re.compile(LITERAL)
SPAWNED = re.compile(r"\b(?:spawn|exec)\s+([^;\"'\n]+)")
PATH = re.compile(r"(?:~|/|\.{1,2}/|\.\w)[\w./~@+-]*")
WRITING = re.compile(
    r"\b(?:rmtree|unlink|unlinkSync|rmSync|removedirs|remove|rename|replace|truncate|chmod|chown|write\w*|symlink|copy\w*|"
    r"move|FileUtils|appendFile\w*)\b|\bopen\b[^\n]{0,200}[\"'][wax+]|>"
)
CONNECTING = re.compile(
    r"\bcreate_connection\b|\.connect\(|\bnet\.(?:connect|createConnection)|\bTCPSocket\b|IO::Socket"
)
REQUESTING = re.compile(
    r"\bhttp\b|\burllib|\brequests\b|\bhttpx\b|\baiohttp\b|\bfetch\(|\baxios\b|\bNet::HTTP\b|\bLWP\b"
)
CHANGING = re.compile(r"\b(?:DELETE|POST|PUT|PATCH)\b|\.(?:delete|post|put|patch)\(|\bdata=")
SYSTEM = re.compile(r"[\"'](?:/(?:etc|usr|var|boot|bin|sbin|lib|opt|root|home|dev|srv)?/?[\"']|/(?:etc|usr|boot|dev)/)")


def reach_of_line(text: str, language: str) -> str:
    """What code on a command line may reach; "" when nothing."""
    if RUNNING.search(text) or (language in WRITTEN_WITH_BACKTICKS and BACKTICKS.search(text)):
        return "the code runs other programs"
    if HIDING.search(text):
        return "the code makes code while it runs"
    if SYSTEM.search(text) and WRITING.search(text):
        return "the code may change files of the system"
    if CONNECTING.search(text) or (REQUESTING.search(text) and CHANGING.search(text)):
        return "the code talks to a server, and may change something there"
    return _named(text)


def commands_in(text: str) -> list[tuple[str, ...]]:
    """Lists of literals in code, as the words of a command."""
    found = (tuple(one[1:-1] for one in ONE.findall(literals[0])) for literals in LITERALS.finditer(text))
    return [words for words in found if len(words) > 1][:MOST_LITERALS]


def scripts_in(text: str) -> list[str]:
    """Literals in code that may be commands for a shell."""
    alone = (literal[1:-1] for literals in LITERALS.findall(text) for literal in ONE.findall(literals))
    return [*[script for script in alone if " " in script and COMMAND.search(script)], *SPAWNED.findall(text)][
        :MOST_LITERALS
    ]


def paths_in(text: str) -> list[str]:
    """Files that code names, when it writes any."""
    if not WRITING.search(text):
        return []
    return [one[1:-1] for one in ONE.findall(text) if PATH.fullmatch(one[1:-1])][:MOST_LITERALS]


def reach_of_file(text: str, language: str, arguments: tuple[str, ...] = ()) -> str:
    """What a program in a file may reach; "" when nothing. `arguments`: what it is called with."""
    bare = COMMENTS.sub("", text)
    running = RUNNING.search(bare) or (language in WRITTEN_WITH_BACKTICKS and BACKTICKS.search(bare))
    if running:
        named = COMMAND.search(bare) or COMMAND.search(JOINED.sub("", bare))
        named = named or next(filter(None, map(COMMAND.search, arguments)), None)
        if named:
            return f"it runs {named[0].strip(SIGNS)}"
        if HIDING.search(bare):
            return "it runs programs whose names it makes"
    return _named(bare)


SIGNS = "\"'`([ \t\n/;&|=!@{>"


def reach_of_recipe(text: str) -> str:
    """What a recipe for make and the like may reach: every line of it is a command."""
    named = COMMAND.search(text)
    return f"it runs {named[0].strip(SIGNS)}" if named else _named(text)


def _named(text: str) -> str:
    if found := LIBRARIES.search(text):
        return f"it uses a client library ({' '.join(found[0].split())[:60]})"
    if found := PLACES.search(text) or PLACES.search(JOINED.sub("", text)):
        return f"it names {found[0]}"
    return ""

"""Programs that, run in a container, only look: everything else that `kubectl exec` runs is asked about."""

from __future__ import annotations

import re
from collections.abc import Sequence

from firstmate.guard.values import UNKNOWN

# program -> the arguments with which it only looks
LOOKS = {
    "cat": ".*",
    "date": r"-[uRI]|\+.*",
    "df": ".*",
    "dig": ".*",
    "du": ".*",
    "free": ".*",
    "getent": ".*",
    "grep": ".*",
    "head": ".*",
    "host": ".*",
    "hostname": "-[fiIsd]",
    "id": ".*",
    "ifconfig": "-a",
    "ip": r"-\w+|a|addr|address|r|route|l|link|n|neigh|show|list",
    "ls": ".*",
    "lscpu": ".*",
    "lsblk": ".*",
    "mount": "-l",
    "netstat": ".*",
    "nginx": "-[tTvV]",
    "nproc": "",
    "nslookup": ".*",
    "pg_isready": ".*",
    "ping": ".*",
    "ps": r"-.*|[^e]*|[a-z%]+(?:,[a-z%]+)+",
    "pwd": "",
    "ss": "(?!.*(?:K|kill)).*",
    "stat": ".*",
    "tail": ".*",
    "top": r"-b|-n|-bn\d+|\d+",
    "uname": ".*",
    "uptime": "",
    "wc": ".*",
    "whoami": "",
}
REVEALING = (
    r"secret|token|passw|credential|/proc/|shadow|\.env|\.kube|kubeconfig|\.ssh|\.aws|id_rsa|\.key|\.pem|\.p12|admin\.conf"
    r"|environ|\.git|\.docker|vault|private|history"
)


def only_looks(words: Sequence[str]) -> bool:
    """Whether the program and its arguments are known to change nothing and to show no credentials."""
    if not words or any(UNKNOWN in word for word in words):
        return False
    allowed = LOOKS.get(words[0].removeprefix("/usr/bin/").removeprefix("/bin/"))
    if allowed is None or re.search(REVEALING, " ".join(words).lower()):
        return False
    return all(re.fullmatch(allowed, word) for word in words[1:])

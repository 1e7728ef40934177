"""Text without secrets: for the log, a report, a prompt. Light: the hook imports it, and compiles only what may match.

Rather a word too many than a secret: what is hidden is never needed to know what was done.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

HIDDEN = "(redacted)"
SHORTEST = 6
"""A known value that is shorter would hide half of every text."""

SECRETIVE = (
    r"(?:pass(?:wd|word|phrase|code|(?![a-z]))|pwd|secret|token|credential|[_.-]key(?![a-z])|auth(?!or)|dsn|cookie|session"
    r"|(?:api|access|private|encryption|signing|master|ssh|license)_?key)"
)
SAYS_SECRET = ("pass", "pwd", "secret", "token", "cred", "key", "auth", "dsn", "cookie", "session")
VALUE = r"""(?:"(?:[^"\\]|\\.)*"|'[^']*'|[^\s"'&;|<>(){}]+)"""
LONG_WORD = 32

# What has to be in the text, in lower case, for a pattern to be tried; the pattern. Its first group stays.
PATTERNS = (
    (("private key",), r"()-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY-----(?s:.*?)(?:-----END [A-Z0-9 ]{0,40}-----|\Z)"),
    (("age-secret-key",), r"()\bAGE-SECRET-KEY-1[A-Z0-9]{20,}"),
    (("eyj",), r"()\beyJ[\w-]{6,}\.[\w-]{6,}(?:\.[\w-]*)?"),
    (("authorization",), r"(?i:(authorization[\"']?\s{0,9}[:=]\s{0,9}[\"']?))[^\"'\n]+"),
    (("bearer", "basic", "digest", "negotiate"), r"(?i:(\b(?:bearer|basic|digest|negotiate)\s{1,9}))[\w.~+/=:-]{6,}"),
    (
        ("x-", "private-token", "cookie"),
        r"(?i:(\b(?:x-[\w-]{0,40}(?:key|token|secret|auth)[\w-]{0,40}|private-token|(?:set-)?cookie)\s?:\s?))[^\"'\n]+",
    ),
    # tokens that begin with the name of who gave them
    (
        ("gh", "pat_", "glpat", "gldt", "xox", "xapp", "npm_", "pypi-", "hvs.", "hvb.", "hvr.", "sk-", "_live_", "sg."),
        r"()\b(?:gh[pousr]_|github_pat_|glpat-|gldt-|xox[abeoprs]-|xapp-|npm_|pypi-|hv[sbr]\.|dckr_pat_|sk-|[psr]k_live_|"
        r"SG\.)[\w.-]{10,}",
    ),
    (
        ("tskey-", "_v1", "lin_api_", "glsa_", "aiza", "ya29.", "nvapi-", "hf_", "shpat_"),
        r"()\b(?:tskey-|do[por]_v1_|lin_api_|glsa_|atlasv1\.|AIza|ya29\.|nvapi-|hf_|shpat_)[\w.-]{10,}",
    ),
    (("akia", "asia"), r"()\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"),
    (("::",), r"()\bK10[0-9a-f]{32,}::[\w:.-]+"),  # k3s
    ((".",), r"()\b[a-z0-9]{6}\.(?=[a-z]{0,15}\d)[a-z0-9]{16}\b"),  # kubeadm, Talos
    ((":",), r"()\b\d{6,12}:[\w-]{30,}"),  # Telegram
    (("://",), r"(://)[^/@\s:'\"]{0,256}:[^/@\s'\"]{1,512}(?=@)"),
    # flags, assignments and mappings whose name says what they hold
    (("-u", "--user", "--proxy-user"), r"((?<!\S)(?:-u|--user|--proxy-user)[ =]?[\"']?[^\s:\"']{1,256}:)[^\s\"']+"),
    (("sshpass",), r"(\bsshpass\s{1,9}-p\s{0,9})" + VALUE),
    (("mysql", "mariadb"), r"(\b(?:mysql|mysqldump|mysqladmin|mariadb)\b[^|;&\n]{0,200}?\s-p)[^\s]+"),
    (("redis-cli",), r"(\bredis-cli\b[^|;&\n]{0,200}?\s-a\s{1,9})" + VALUE),
    (("--from-literal",), r"(--from-literal[= ]\s{0,9}[\"']?[\w.-]{1,256}=)[^\s\"']+"),
    (SAYS_SECRET, rf"(?i:((?<!\S)--?[\w.-]{{0,64}}{SECRETIVE}[\w.-]{{0,64}}(?:=|\s{{1,9}})))(?!-){VALUE}"),
    (SAYS_SECRET, rf"(?i:({SECRETIVE}[\w.-]{{0,64}}\\?[\"']?\s{{0,9}}(?:=>?|:(?=[\s\"'\\]))\s{{0,9}}))\\?{VALUE}"),
    (("-data",), r"(\b(?:client-key-data|client-certificate-data|certificate-authority-data):\s*)\S+"),
)
# Upper, lower case and digits in a long word: it looks drawn by lot.
DRAWN = (
    r"()(?<![\w/+=-])(?=[\w+-]{0,200}?[a-z])(?=[\w+-]{0,200}?[A-Z])(?=[\w+-]{0,200}?\d)[\w+-]{32,512}={0,2}(?![\w/])"
)
OBJECT_HEAD = r"""\bkind["']?\s{0,9}:\s{0,9}["']?Secret\b"""
DATA_BLOCK = r"^([ \t]*)(data|stringData)[ \t]*:[ \t]*\n((?:\1[ \t]+\S.*(?:\n|\Z))+)"
DATA_FLOW = r"""(["']?(?:data|stringData)["']?\s{0,9}:\s{0,9})\{[^{}]*\}"""


def redacted(text: str, secrets: Iterable[str] = ()) -> str:
    """The text with every secret replaced: those whose form says so, and the values given."""
    for secret in sorted(secrets, key=len, reverse=True):
        if len(secret) >= SHORTEST:
            text = text.replace(secret, HIDDEN)
    if "Secret" in text and _compiled(OBJECT_HEAD).search(text):
        text = re.sub(DATA_FLOW, rf"\1{HIDDEN}", re.sub(DATA_BLOCK, _block, text, flags=re.MULTILINE))
    lower = text.lower()
    for signs, pattern in PATTERNS:
        if any(sign in lower for sign in signs):
            text = _compiled(pattern).sub(rf"\1{HIDDEN}", text)
    if max(map(len, text.split()), default=0) >= LONG_WORD:
        text = _compiled(DRAWN).sub(HIDDEN, text)
    return text


def _block(found: re.Match[str]) -> str:
    """The data of a Secret: its keys stay."""
    lines = found[3].splitlines()
    depth = min(len(line) - len(line.lstrip()) for line in lines)
    kept = [line.partition(":")[0] + ": " if line[depth : depth + 1].strip() else line[:depth] + "  " for line in lines]
    return f"{found[1]}{found[2]}:\n" + "".join(f"{line}{HIDDEN}\n" for line in kept)


@lru_cache(maxsize=64)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)

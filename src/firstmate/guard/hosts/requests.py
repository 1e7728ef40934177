"""What a request over HTTP amounts to, by its method, its address and what it carries."""

from __future__ import annotations

import re
from typing import NamedTuple

from firstmate.command_tiers import CommandTier
from firstmate.guard.hosts.names import names
from firstmate.guard.values import UNKNOWN, Act

READ, RISKY = CommandTier.READ, CommandTier.RISKY
LOOKS = frozenset({"GET", "HEAD", "OPTIONS"})
SCHEMES = frozenset({"http", "https", "ws", "wss"})
FETCHES = frozenset({"ftp", "ftps", "sftp", "scp"})
"""Schemes that only fetch, unless something is sent."""
URL = re.compile(
    r"(?:(?P<scheme>[A-Za-z][\w+.-]*)://)?(?:[^/?#]*@)?(?P<host>\[[^\]]*\]|[^/?#:]*)(?::[^/?#]*)?(?P<rest>.*)",
    re.DOTALL,
)
PRIVATE = re.compile(
    r"localhost|[^.\[]*|.*\.(?:local|lan|home|internal|intranet|corp|svc|cluster|arpa|localhost|localdomain|private|test|ts\.net)"
    r"|0.*|0x.*|10\..*|127(?:\..*)?|169\.254\..*|172\.(?:1[6-9]|2\d|3[01])\..*|192\.168\..*|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\..*"
    r"|\d+(?:\.\d+){0,2}|\[(?:::.*|f[cde].*)\]"
)
"""Names and numbers that lead into somebody's own network. A number of fewer parts than four may be any of them."""
OPERATIONS = re.compile(
    r"(?:^|[.-])(?:k8s|kube\w*|argo\w*|prom\w*|alert\w*|grafana|gitea|forgejo|git|gitlab|registry|harbor|vault|consul|nomad|rancher|"
    r"portainer|proxmox|pve|traefik|api|dashboard|admin)(?:[.-]|$)"
)
API = re.compile(r"^/v\d+(?:/|$)|/(?:apis?|rest|rpc|graphql|admin|manage|management|loki|kv)(?:/|$)|/-/")
QUERIES = re.compile(
    r"/api/v1/(?:query|query_range|query_exemplars|series|labels|format_query|parse_query)|/loki/api/v1/(?:query|query_range|series"
    r"|labels)|/api/ds/query|.*/(?:_search|_count|_msearch|_field_caps)|/apis/authorization\.k8s\.io/v1/selfsubject\w+reviews"
)
"""Paths whose POST is a question."""
COMMANDING = re.compile(
    r"/(?:exec|attach|portforward|run|eval|reboot|restart|reload|quit|shutdown|poweroff|power[_-]?off|halt|factory[_-]?reset|reset)"
    r"(?:[/.]|$)|[?&](?:turn|cmnd|cmd|action|command|reboot)=",
    re.IGNORECASE,
)
"""A GET that does something all the same: into a container, at a plug, at a router."""
SECRETS = names("credential credentials kubeconfig secret secrets token tokens")
VAULTS = re.compile(
    r"/v1/(?:secret|kv|auth|cubbyhole)(?:/|$)|/v1/sys/(?!health|seal-status|leader|ha-status)"
    r"|/latest/(?:meta-data|user-data|dynamic)|/computeMetadata/"
)
"""Vault, Consul, and what a machine in a cloud is told of itself."""
OPS_PATH = re.compile(r"/(?:apis?|v\d+)/")
HALF_KNOWN = re.compile(r"/api/v1/(?:namespaces/[^/]*/)?\0.*|\0.*")
"""Paths of Kubernetes that may end at its Secrets."""
ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")


class Request(NamedTuple):
    """One request, as its program was told to send it."""

    url: str
    method: str = "GET"
    uploads: str = ""
    """The file whose content it sends."""
    credentials: bool = False
    """It says who it is: a token, a password, a cookie, a certificate."""
    elsewhere: str = ""
    """Why its address says nothing of where it goes."""
    globs: bool = False
    """Braces and brackets in the address stand for several ones."""


class Address(NamedTuple):
    """An address, taken apart."""

    scheme: str
    host: str
    path: str
    query: str

    @property
    def known(self) -> bool:
        return UNKNOWN not in self.host and bool(self.host)

    @property
    def private(self) -> bool:
        """Whether it may lead into somebody's own network."""
        return not self.known or bool(PRIVATE.fullmatch(self.host))


def address(url: str) -> Address:
    """Of `10.0.0.1:6443/api`, `http://[::1]/x`, `:3000/x`; the path with its escapes undone."""
    found = URL.fullmatch(url)
    assert found is not None
    before, mark, query = found["rest"].partition("#")[0].partition("?")
    path = ESCAPE.sub(lambda escape: chr(int(escape[1], 16)), before)
    host = found["host"].lower().rstrip(".")
    return Address((found["scheme"] or "http").lower(), host or "localhost", path, mark + query)


def act_of(request: Request) -> Act:
    """What it amounts to. No tier: it has nothing to do with operations."""
    where = address(request.url)
    method = request.method.upper()
    if UNKNOWN in method:
        return _act(RISKY, "unclear", "which method it uses is only known when it runs")
    if where.scheme not in SCHEMES:
        return _of_other_scheme(where, request, method)
    if request.uploads:
        return _act(RISKY, "upload", f"sends the content of {_shown(request.uploads)} to {_shown(where.host)}")
    if method in LOOKS:
        return _look(where, request)
    return _change(where, request, method)


def _look(where: Address, request: Request) -> Act:
    private = where.private or bool(request.elsewhere)
    segments = {part.lower() for part in where.path.split("/")}
    if VAULTS.search(where.path) or (segments & SECRETS and OPS_PATH.search(f"{where.path}/")):
        return _act(RISKY, "secrets", f"shows credentials: {_shown(where.path)}")
    if private and request.credentials and HALF_KNOWN.fullmatch(where.path or where.host):
        return _act(RISKY, "unclear", "what it asks for is only known when it runs")
    if private and COMMANDING.search(where.path + where.query):
        return _act(RISKY, "command", f"a question in form, a command in meaning: {_shown(where.path + where.query)}")
    if private and request.globs and re.search(r"[\[{]", where.path):
        return _act(RISKY, "several", "stands for several addresses")
    if private or OPERATIONS.search(where.host) or API.search(where.path):
        return _act(READ, "get", "only asks")
    return Act(None, "http.public", "fetches from a public address", tool="http")


def _change(where: Address, request: Request, method: str) -> Act:
    if method == "POST" and QUERIES.fullmatch(where.path):
        return _act(READ, "query", "a question that is sent as POST")
    shown = f"{method} {_shown(where.host + where.path)}"
    if where.private or request.elsewhere:
        return _act(RISKY, method.lower(), f"{shown}: may change anything there")
    if method != "POST" or OPERATIONS.search(where.host) or API.search(where.path):
        return _act(RISKY, method.lower(), f"{shown}: changes something behind an API")
    if request.credentials:
        return _act(RISKY, method.lower(), f"{shown}, with credentials")
    return Act(None, "http.public", "sends to a public address", tool="http")


def _of_other_scheme(where: Address, request: Request, method: str) -> Act:
    if where.scheme == "file":
        return Act(None, "http.file", "a file of this machine", tool="http")
    if where.scheme in FETCHES and method in LOOKS and not request.uploads:
        return _act(READ if where.private else None, "fetch", "only fetches")
    return _act(RISKY, "scheme", f"{_shown(where.scheme)}: anything can be sent so")


def _act(tier: CommandTier | None, verb: str, reason: str) -> Act:
    return Act(tier, f"http.{verb}", reason, tool="http", verb=verb)


def _shown(text: str) -> str:
    return text.replace(UNKNOWN, "…")[:120]

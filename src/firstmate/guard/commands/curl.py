"""curl: every request that its arguments amount to, the files that it sends, and those that it writes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from firstmate.command_tiers import CommandTier
from firstmate.guard.flags import Parsed, UnclearError
from firstmate.guard.hosts import getopt
from firstmate.guard.hosts.http_flags import CURL
from firstmate.guard.hosts.names import names
from firstmate.guard.hosts.requests import LOOKS, Request, act_of, address
from firstmate.guard.local import STDIN
from firstmate.guard.protected import Use, acts_on
from firstmate.guard.values import UNKNOWN, Act, Command, Known

READ, RISKY = CommandTier.READ, CommandTier.RISKY
DATA = ("data", "data-ascii", "data-binary", "data-raw", "data-urlencode", "json", "url-query")
FORMS = ("form", "form-string")
LITERAL = frozenset({"data-raw", "form-string"})
"""Their value is sent as it is, whatever sign it begins with."""
IDENTITY = names(
    "anyauth aws-sigv4 basic cert cookie delegation digest key negotiate netrc netrc-file netrc-optional ntlm ntlm-wb "
    "oauth2-bearer proxy-user user"
)
ELSEWHERE = {
    "connect-to": "the command says itself where a name leads",
    "dns-servers": "the command says itself who knows the names",
    "doh-url": "the command says itself who knows the names",
    "preproxy": "everything goes through a server that the command names",
    "proxy": "everything goes through a server that the command names",
    "proxy1.0": "everything goes through a server that the command names",
    "request-target": "the path is another than that of the address",
    "resolve": "the command says itself where a name leads",
    "socks4": "everything goes through a server that the command names",
    "socks4a": "everything goes through a server that the command names",
    "socks5": "everything goes through a server that the command names",
    "socks5-hostname": "everything goes through a server that the command names",
}
WORSE = {
    "config": "further options are in a file",
    "engine": "it loads a library that the command names",
    "metalink": "further addresses are in a file",
    "proto-default": "what an address means is said by the command",
    "quote": "sends commands of its own to the server",
    "telnet-option": "sends commands of its own to the server",
}
VARIABLES = {
    "CURL_HOME": "its options are elsewhere",
    "HOME": "its options are elsewhere",
    "XDG_CONFIG_HOME": "its options are elsewhere",
}
OUTPUTS = names("alt-svc cookie-jar dump-header etag-save hsts libcurl output ssl-sessions stderr trace trace-ascii")
WRITTEN = re.compile(r"%output\{(?:>>)?([^}]*)")
SOCKETS = ("unix-socket", "abstract-unix-socket")
CONTAINERS = re.compile(r".*/(?:docker|podman)\.sock")
CONTAINER_READS = re.compile(
    r"(?:/v\d[\d.]*)?(?:/libpod)?/(?:_ping|containers/(?:json|[\w.-]+/(?:json|logs|stats|top|changes))|events|images/(?:json|[^?]*/json)"
    r"|info|networks(?:/[\w.-]+)?|nodes|services|system/df|tasks|version|volumes(?:/[\w.-]+)?)"
)
OVERRIDE = re.compile(r"x-(?:http-)?method(?:-override)?\s*:\s*(.*)", re.IGNORECASE)
AUTHORIZED = re.compile(
    r"(?:authorization|cookie|private-token|x-[\w-]*(?:token|key|auth)[\w-]*|api-?key)\s*:|\0", re.IGNORECASE
)
IMPERSONATING = re.compile(r"impersonate-", re.IGNORECASE)


def judge(command: Command, known: Known) -> Iterator[Act]:
    """Every request, and every file."""
    try:
        said = getopt.parse(command.arguments, CURL)
    except UnclearError as unclear:
        yield _act(RISKY, "unclear", f"cannot be understood: {unclear}")
        return
    urls = (*getopt.words(said), *said.values.get("url", ()))
    yield from _worse(said, command)
    yield from _files(said, urls, command, known)
    for url in urls:
        for method in _methods(said):
            yield _request(url, method, said)


def _worse(said: Parsed, command: Command) -> Iterator[Act]:
    given = [
        *(flag for flag in WORSE if flag in said.values),
        *(name for name, _ in command.assigned if name in VARIABLES),
    ]
    for name in given:
        yield _act(RISKY, name.lower(), f"{name}: {WORSE.get(name) or VARIABLES[name]}")
    if any(map(IMPERSONATING.match, said.values.get("header", ()))):
        yield _act(RISKY, "impersonate", "it acts as somebody else")


def _methods(said: Parsed) -> tuple[str, ...]:
    """All that are named: with `--next` each may belong to any of the addresses."""
    inferred = _inferred(said)
    named = said.values.get("request", ())
    headers = said.values.get("header", ())
    overrides = tuple(found[1].strip() for header in headers if (found := OVERRIDE.match(header)))
    if said.may("next") or not named:
        named = (*named, inferred)
    return tuple(dict.fromkeys((*named, *overrides)))


def _inferred(said: Parsed) -> str:
    if "upload-file" in said.values:
        return "PUT"
    if any(flag in said.values for flag in FORMS):
        return "POST"
    sends = any(flag in said.values for flag in DATA if flag != "url-query")
    if sends and ("get" not in said.values or "next" in said.values):
        return "POST"
    return "HEAD" if "head" in said.values else "GET"


def _request(url: str, method: str, said: Parsed) -> Act:
    if url.startswith("@"):
        return _act(RISKY, "unclear", "further addresses are in a file")
    if any(flag in said.values for flag in SOCKETS):
        return _through_socket(url, method, said)
    headers = said.values.get("header", ())
    return act_of(
        Request(
            url,
            method,
            uploads=next(_uploads(said), ""),
            credentials=bool(IDENTITY.intersection(said.values)) or any(map(AUTHORIZED.match, headers)),
            elsewhere=next((why for flag, why in ELSEWHERE.items() if flag in said.values), ""),
            globs="globoff" not in said.values,
        )
    )


def _through_socket(url: str, method: str, said: Parsed) -> Act:
    socket = next(said.value(flag) for flag in SOCKETS if flag in said.values)
    looks = method.upper() in LOOKS and CONTAINERS.fullmatch(socket)
    if looks and CONTAINER_READS.fullmatch(address(url).path):
        return _act(READ, "socket", "looks at containers")
    return _act(RISKY, "socket", f"{method}: talks to a service of this machine: {socket}".replace(UNKNOWN, "…"))


def _uploads(said: Parsed) -> Iterator[str]:
    """Files whose content is sent."""
    yield from said.values.get("upload-file", ())
    for flag in (*DATA, *FORMS, "header", "proxy-header", "cookie"):
        for value in () if flag in LITERAL else said.values.get(flag, ()):
            if path := _path_in(flag, value):
                yield path


def _path_in(flag: str, value: str) -> str:
    """The file that this value names; empty when it is sent as it is."""
    if flag == "form":
        content = value.partition("=")[2]
        return content[1:] if content.startswith(("@", "<", UNKNOWN)) else ""
    if flag == "cookie":
        return "" if "=" in value or UNKNOWN in value else value
    if flag in ("data-urlencode", "url-query"):
        name, sign, path = value.partition("@")
        return path if sign and "=" not in name else ""
    if flag.endswith("header"):
        return value[1:] if value.startswith("@") else ""
    if value.startswith(UNKNOWN):
        return UNKNOWN
    return value[1:] if value.startswith("@") else ""


def _files(said: Parsed, urls: tuple[str, ...], command: Command, known: Known) -> Iterator[Act]:
    for path in _uploads(said):
        if path not in STDIN and path != UNKNOWN:
            yield from acts_on(Use.READ, path, command, known)
    for url in urls:
        if url.lower().startswith("file:"):
            yield from acts_on(Use.READ, address(url).path, command, known)
    for path in _outputs(said, urls):
        yield from acts_on(Use.WRITE, path, command, known)


def _outputs(said: Parsed, urls: tuple[str, ...]) -> Iterator[str]:
    folder = said.value("output-dir")
    for flag in OUTPUTS.intersection(said.values):
        for path in said.values[flag]:
            if path and path not in ("-", "%"):
                yield f"{folder}/{path}" if folder and flag == "output" else path
    for text in said.values.get("write-out", ()):
        yield from WRITTEN.findall(text)
    if "remote-name" in said.values or "remote-name-all" in said.values:
        for url in urls:
            name = address(url).path.rpartition("/")[2]
            yield f"{folder}/{name}" if folder else name


def _act(tier: CommandTier, verb: str, reason: str) -> Act:
    return Act(tier, f"http.{verb}", reason, tool="http", verb=verb)

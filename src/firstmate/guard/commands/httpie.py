"""HTTPie and xh: `http [METHOD] URL [ITEM …]`, and grpcurl, which asks or calls."""

from __future__ import annotations

import re
from collections.abc import Iterator

from firstmate.command_tiers import CommandTier
from firstmate.guard.flags import Parsed, UnclearError, flags
from firstmate.guard.hosts import getopt
from firstmate.guard.hosts.requests import Request, act_of
from firstmate.guard.protected import Use, acts_on
from firstmate.guard.values import UNKNOWN, Act, Command, Known

FLAGS = flags(
    "j:json f:form multipart boundary= raw= x:compress pretty= s:style= unsorted sorted response-charset= "
    "response-mime= format-options= p:print= h:headers m:meta b:body v:verbose all P:history-print= S:stream "
    "o:output= d:download c:continue q:quiet session= session-read-only= a:auth= A:auth-type= ignore-netrc offline "
    "proxy= F:follow max-redirects= max-headers= timeout= check-status path-as-is chunked verify= ssl= ciphers= "
    "cert= cert-key= cert-key-pass= I:ignore-stdin help manual version V:version traceback default-scheme= debug "
    "no-verify bearer= https http-version= resolve= interface= 4:ipv4 6:ipv6 curl curl-long"
)
GRPCURL = flags(
    "H:header= d:data= plaintext insecure cacert= cert= key= authority= v:verbose vv import-path= proto= protoset= "
    "rpc-header= reflect-header= max-time= connect-timeout= format= emit-defaults servername= user-agent= "
    "use-reflection? help version"
)
METHOD = re.compile(r"[A-Za-z]+")
ITEM = re.compile(r"(?P<name>[^=:@\\]*)(?P<sign>:=@|=@|==|:=|=|@|:)(?P<value>.*)", re.DOTALL)
FILES = frozenset({"@", "=@", ":=@"})
QUIET = frozenset({"help", "manual", "version", "offline", "curl", "curl-long"})


def judge(command: Command, known: Known) -> Iterator[Act]:
    """The one request, or the call of a remote procedure."""
    calls = command.name.startswith("grpcurl")
    try:
        said = getopt.parse(_dashed(command) if calls else command.arguments, GRPCURL if calls else FLAGS)
    except UnclearError as unclear:
        yield _act(CommandTier.RISKY, "unclear", f"cannot be understood: {unclear}")
        return
    if calls:
        yield _call(said)
    elif not QUIET.intersection(said.values):
        yield from _sent(said, command, known)


def _dashed(command: Command) -> tuple[str, ...]:
    """A program in Go: long flags have one dash or two."""
    return tuple(
        re.sub(r"^-(?=[a-z-]{2})", "--", word) if not word.startswith("--") else word for word in command.arguments
    )


def _call(said: Parsed) -> Act:
    verbs = getopt.words(said)[1:2]
    if verbs and verbs[0] in ("list", "describe"):
        return _act(CommandTier.READ, "describe", "only asks what there is")
    return _act(CommandTier.RISKY, "call", "calls a procedure of a server: it may do anything")


def _sent(said: Parsed, command: Command, known: Known) -> Iterator[Act]:
    words = getopt.words(said)
    named = len(words) > 1 and bool(METHOD.fullmatch(words[0]) or words[0] == UNKNOWN)
    url, items = (words[1:2], words[2:]) if named else (words[:1], words[1:])
    found = [match for item in items if (match := ITEM.fullmatch(item))]
    uploads = [match["value"] for match in found if match["sign"] in FILES]
    sends = (
        any(match["sign"] not in ("==", ":") for match in found) or len(found) < len(items) or _is_piped(said, command)
    )
    method = words[0] if named else "POST" if sends or "raw" in said.values else "GET"
    overrides = [match["value"] for match in found if match["sign"] == ":" and "method" in match["name"].lower()]
    for path in uploads:
        yield from acts_on(Use.READ, path, command, known)
    for path in said.values.get("output", ()):
        yield from acts_on(Use.WRITE, path, command, known)
    for each in (method, *overrides):
        yield act_of(_request(_with_host("".join(url)), each, uploads, said))


def _request(url: str, method: str, uploads: list[str], said: Parsed) -> Request:
    elsewhere = "the command says itself where it goes" if {"proxy", "resolve"} & set(said.values) else ""
    return Request(
        url, method, uploads[0] if uploads else "", bool({"auth", "bearer", "cert"} & set(said.values)), elsewhere
    )


def _is_piped(said: Parsed, command: Command) -> bool:
    given = command.stdin is not None or any(redirect.operator.startswith("<") for redirect in command.redirects)
    return given and "ignore-stdin" not in said.values


def _with_host(url: str) -> str:
    """`:3000/x` is this machine's, `://x` only leaves the scheme out."""
    return url.removeprefix("://") if url.startswith("://") else f"localhost{url}" if url.startswith(":") else url


def _act(tier: CommandTier, verb: str, reason: str) -> Act:
    return Act(tier, f"http.{verb}", reason, tool="http", verb=verb)

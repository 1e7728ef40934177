"""wget: every request that its arguments amount to, the files that it sends, and those that it writes."""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.command_tiers import CommandTier
from firstmate.guard.flags import Parsed, UnclearError
from firstmate.guard.hosts import getopt
from firstmate.guard.hosts.http_flags import WGET
from firstmate.guard.hosts.names import names
from firstmate.guard.hosts.requests import Request, act_of, address
from firstmate.guard.protected import Use, acts_on
from firstmate.guard.values import UNKNOWN, Act, Command, Known

RISKY = CommandTier.RISKY
WORSE = {
    "base": "what an address means is said by the command",
    "config": "further options are in a file",
    "execute": "an option of its own language, which may be any",
    "use-askpass": "it runs a program that the command names",
}
VARIABLES = {
    "HOME": "its options are elsewhere",
    "SYSTEM_WGETRC": "its options are elsewhere",
    "WGETRC": "its options are elsewhere",
    "WGET_ASKPASS": "it runs a program that the command names",
}
BODIES = names("body-data body-file post-data post-file")
IDENTITY = names("certificate ftp-user http-password http-user load-cookies password private-key user")
OUTPUTS = names("append-output hsts-file output-document output-file rejected-log save-cookies warc-file")
ROBOTS = "robots=off"


def judge(command: Command, known: Known) -> Iterator[Act]:
    """Every request, and every file."""
    try:
        said = getopt.parse(command.arguments, WGET)
    except UnclearError as unclear:
        yield _act("unclear", f"cannot be understood: {unclear}")
        return
    yield from _worse(said, command)
    urls = getopt.words(said)
    yield from _files(said, urls, command, known)
    for url in (*urls, *([UNKNOWN] if "input-file" in said.values else [])):
        yield act_of(_request(url, said))


def _worse(said: Parsed, command: Command) -> Iterator[Act]:
    for flag, reason in WORSE.items():
        if flag in said.values and set(said.values[flag]) != {ROBOTS}:
            yield _act(flag, f"--{flag}: {reason}")
    for name, _ in command.assigned:
        if name in VARIABLES:
            yield _act(name.lower(), f"{name}: {VARIABLES[name]}")


def _request(url: str, said: Parsed) -> Request:
    headers = [header.lower() for header in said.values.get("header", ())]
    return Request(
        url,
        _method(said, headers),
        uploads=said.value("post-file") or said.value("body-file"),
        credentials=bool(IDENTITY.intersection(said.values))
        or any(header.startswith(("authorization", "cookie", "x-", "private-token", UNKNOWN)) for header in headers),
        elsewhere="everything goes through a proxy" if "proxy-user" in said.values else "",
    )


def _method(said: Parsed, headers: list[str]) -> str:
    override = next((header.partition(":")[2].strip() for header in headers if "method" in header), "")
    if override or "method" in said.values:
        return override or said.value("method")
    if BODIES.intersection(said.values):
        return "POST"
    return "HEAD" if "spider" in said.values else "GET"


def _files(said: Parsed, urls: tuple[str, ...], command: Command, known: Known) -> Iterator[Act]:
    for flag in ("post-file", "body-file"):
        for path in said.values.get(flag, ()):
            yield from acts_on(Use.READ, path, command, known)
    folder = said.value("directory-prefix")
    for flag in OUTPUTS.intersection(said.values):
        for path in said.values[flag]:
            yield from [] if path == "-" else acts_on(Use.WRITE, path, command, known)
    if not {"output-document", "spider"} & set(said.values):
        for url in urls:
            name = address(url).path.rpartition("/")[2] or "index.html"
            yield from acts_on(Use.WRITE, f"{folder}/{name}" if folder else name, command, known)


def _act(verb: str, reason: str) -> Act:
    return Act(RISKY, f"http.{verb}", reason, tool="http", verb=verb)

"""ssh and its family: their options, and which of them run programs or open ways into a network."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from firstmate.guard.hosts.programs import words
from firstmate.guard.prefixes import Prefix, said
from firstmate.guard.values import UNKNOWN

SSH = Prefix("BbcDEeFIiJLlmOopPQRSWw", "46AaCfGgKkMNnqsTtVvXxYy")
SCP = Prefix("cDFiJloPSX", "346ABCOpqRrTv")
SFTP = Prefix("BbcDFiJloPRSsX", "46AaCfNpqrv")
PROGRAMS = words(
    "include knownhostscommand localcommand match permitlocalcommand pkcs11provider proxycommand remotecommand "
    "securitykeyprovider setenv xauthlocation identityagent proxyusefdpass"
)
"""Settings that name a program, or a file that does."""
WAYS = words("dynamicforward localforward remoteforward tunnel gatewayports permitremoteopen")
HARMLESS_CONFIG = frozenset(("/dev/null", "none"))


class Line(NamedTuple):
    """What ssh is told: `words` is the command there."""

    options: tuple[tuple[str, str], ...]
    destination: str
    words: tuple[str, ...]
    unread: bool = False
    """An option is not known: where it goes cannot be said."""

    def has(self, *names: str) -> bool:
        return any(name in names for name, _ in self.options)


def line_of(arguments: Sequence[str], prefix: Prefix = SSH) -> Line:
    """Options may stand before the destination and behind it."""
    first = said(arguments, prefix)
    if len(first.starts) != 1:
        return Line(first.options, "", (), unread=bool(first.starts))
    at = first.starts[0]
    second = said(arguments[at + 1 :], prefix)
    if len(second.starts) > 1:
        return Line(first.options, arguments[at], (), unread=True)
    rest = arguments[at + 1 + second.starts[0] :] if second.starts else ()
    return Line((*first.options, *second.options), arguments[at], tuple(rest))


def dangers(options: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Rule and reason for every option that does more than say where and how."""
    for name, value in options:
        if name == "o":
            yield from _setting(value)
        elif name == "F" and value not in HARMLESS_CONFIG:
            yield "config", "its configuration is a file that the command names: it may run programs"
        elif name in ("L", "R", "D", "W", "w"):
            yield "tunnel", "opens a way into another network"
        elif name == "I":
            yield "program", "loads a library that the command names"
        elif name == "O" and value not in ("check", "exit", "stop", "proxy"):
            yield "tunnel", "opens a way into another network"


def _setting(text: str) -> Iterator[tuple[str, str]]:
    key, *rest = re.split(r"[\s=]+", text.strip(), maxsplit=1)
    value = rest[0].strip("\"' ") if rest else ""
    name = key.lower()
    if name in PROGRAMS and value.lower() not in ("none", "no", ""):
        yield "program", f"{key} runs a program that the command names"
    elif name in WAYS and value.lower() not in ("no", "none"):
        yield "tunnel", "opens a way into another network"
    elif UNKNOWN in key:
        yield "unclear", "which setting it changes is only known when it runs"


def is_remote(path: str) -> bool:
    """`nas:x`, `op@nas:x`, `rsync://nas/x`, `scp://nas/x`; not `./a:b`."""
    return ":" in path.partition("/")[0] or "://" in path


def host_of(path: str) -> tuple[str, str]:
    """Host and path there."""
    if "://" in path:
        host, _, there = path.partition("://")[2].partition("/")
        return host, f"/{there}"
    host, _, there = path.partition(":")
    return host, there.removeprefix(":")


def shown(host: str) -> str:
    """As a person may read it."""
    return f"ssh {host.replace(UNKNOWN, '…')}"

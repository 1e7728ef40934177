"""Keeps tests away from the person's own home folder and from the network, whatever library does the reaching."""

from __future__ import annotations

import ipaddress
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

OURS = (".kube", ".claude", ".claude.json", ".config/firstmate", ".local/share/firstmate", ".local/state/firstmate")
"""The parts of a home folder that Firstmate reads or writes; the rest belongs to the tools the tests run on."""


class YouReachedForTheRealHome(AssertionError):
    """A test would have read or changed the person's own kubeconfig, Claude settings or Firstmate files."""


class TouchedTheNetwork(AssertionError):
    """A test would have talked to something beyond this machine."""


def forbid_home_and_network(home: Path) -> None:
    """From now on, in this process: opening or changing `OURS` under `home`, or leaving loopback, raises."""
    forbidden = tuple(str(home / part) for part in OURS)
    checks: dict[str, Callable[[Any], None]] = {
        "socket.connect": lambda args: _check_address(args[1]),
        "socket.getaddrinfo": lambda args: _check_host(args[0]),
    }
    for event in ("open", "os.listdir", "os.scandir", "os.mkdir", "os.remove", "os.rename", "os.chmod", "os.symlink"):
        checks[event] = lambda args: _check_paths(args, forbidden)

    def hook(event: str, args: Any) -> None:
        check = checks.get(event)
        if check:
            check(args)

    sys.addaudithook(hook)


def _check_paths(args: Any, forbidden: tuple[str, ...]) -> None:
    for path in args:
        if isinstance(path, str | bytes | os.PathLike):
            text = os.path.abspath(os.fsdecode(path))
            if any(text == part or text.startswith(part + os.sep) for part in forbidden):
                raise YouReachedForTheRealHome(text)


def _check_address(address: Any) -> None:
    if isinstance(address, tuple):  # anything else is a Unix socket, which is on this machine
        _check_host(address[0])


def _check_host(host: str | bytes | None) -> None:
    name = host.decode() if isinstance(host, bytes) else host or "localhost"
    if name != "localhost" and not _is_loopback(name):
        raise TouchedTheNetwork(name)


def _is_loopback(name: str) -> bool:
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified

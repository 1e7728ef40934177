"""Probes of servers by their own protocols: tcp, dns, postgres, redis."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager

from firstmate.adapters import dns, postgres, redis, wire
from firstmate.probes.values import Outcome, Probe, Verdict
from firstmate.services.probing.tools import EndedError, Left, Tools


def tcp(tools: Tools, probe: Probe, left: Left) -> Outcome:
    """Something listens there and, if asked for, greets as it should."""
    del tools
    host, port = _address(probe)
    wanted = str(probe.wants.get("greeting", "")).encode()
    with _reaching(probe, left):
        said = wire.greeting(host, port, left.seconds, len(wanted))
    if not said.startswith(wanted):
        return Outcome(Verdict.WRONG, f"it greets with `{said[:60].decode(errors='replace') or '(nothing)'}`")
    return Outcome(Verdict.UP, said.decode(errors="replace") if wanted else "accepts connections")


def ask_dns(tools: Tools, probe: Probe, left: Left) -> Outcome:
    """The server answers for a name, and with what it should."""
    del tools
    host, port = _address(probe)
    wanted, name = str(probe.wants.get("answer", "")).rstrip("."), str(probe.wants["name"])
    try:
        with _reaching(probe, left):
            found = dns.ask(host, port, name, str(probe.wants.get("type", "A")), left.seconds)
    except dns.DnsError as error:
        return Outcome(Verdict.WRONG, str(error))
    told = ", ".join(sorted(found)) or "nothing"
    if not found or (wanted and wanted not in found):
        return Outcome(Verdict.WRONG, f"{name} is {told}, not {wanted}" if wanted else f"{name} is {told}")
    return Outcome(Verdict.UP, f"{name} is {told}")


def ask_postgres(tools: Tools, probe: Probe, left: Left) -> Outcome:
    """It accepts connections, as `pg_isready` asks; with a password, also that databases are there."""
    wants = probe.wants
    user = str(wants.get("user", "postgres"))
    database, needed = str(wants.get("database", user)), list(wants.get("databases", ()))
    host, port = _address(probe)
    password = tools.secret(wants["password"], left) if "password" in wants else ""
    try:
        with _reaching(probe, left):
            wire.greeting(host, port, left.seconds)
            if not password and not needed:
                return Outcome(Verdict.UP, postgres.accepts(host, port, user, database, left.seconds))
            found = postgres.databases(host, port, user, password, database, left.seconds)
    except postgres.LockedError:
        return Outcome(Verdict.NOT_CHECKED, f"no credential: it asks {user} for a password")
    except postgres.PostgresError as error:
        return Outcome(Verdict.WRONG, str(error))
    absent = [name for name in needed if name not in found]
    if absent:
        return Outcome(Verdict.WRONG, f"there is no database {', '.join(absent)}")
    return Outcome(Verdict.UP, f"logged in as {user}, has {', '.join(needed)}" if needed else f"logged in as {user}")


def ask_redis(tools: Tools, probe: Probe, left: Left) -> Outcome:
    """It answers PING, and has the role that it should have."""
    wants = probe.wants
    host, port = _address(probe)
    password = tools.secret(wants["password"], left) if "password" in wants else ""
    ask = redis.role if "role" in wants else redis.ping
    try:
        with _reaching(probe, left):
            wire.greeting(host, port, left.seconds)
            role = ask(host, port, str(wants.get("user", "")), password, left.seconds)
    except redis.LockedError:
        if "role" in wants:
            return Outcome(Verdict.NOT_CHECKED, "no credential: it asks for a password before it tells its role")
        return Outcome(Verdict.UP, "answers, and asks for a password")
    except redis.RedisFaultError as error:
        return Outcome(Verdict.WRONG, str(error))
    if role != wants.get("role"):
        return Outcome(Verdict.WRONG, f"it is {role}, not {wants['role']}")
    return Outcome(Verdict.UP, f"it is {role}" if role else "answers PING")


@contextmanager
def _reaching(probe: Probe, left: Left) -> Iterator[None]:
    """An error of the network ends the probe with what it means."""
    try:
        yield
    except OSError as error:
        raise EndedError(*meaning(error, probe, left)) from error


def meaning(error: OSError, probe: Probe, left: Left) -> tuple[Verdict, str]:
    """Refused is down; silent, without a route or a name, unreachable; who hangs up is there."""
    place = f"{probe.place.host}:{probe.place.port}"
    match error:
        case ConnectionRefusedError():
            return Verdict.DOWN, f"nothing listens on {place}"
        case TimeoutError():
            return Verdict.UNREACHABLE, f"{place} did not answer within {left.whole:g} s"
        case socket.gaierror():
            return Verdict.UNREACHABLE, f"the name {probe.place.host} is not found"
        case ConnectionError():
            return Verdict.WRONG, f"{place} hangs up"
    return Verdict.UNREACHABLE, f"{place}: {error.strerror or error}"


def _address(probe: Probe) -> tuple[str, int]:
    if not probe.place.host or not probe.place.port:
        lacking = "port" if probe.place.host else "address"
        raise EndedError(Verdict.NOT_CHECKED, f"the site file says no {lacking} for it")
    return probe.place.host, probe.place.port

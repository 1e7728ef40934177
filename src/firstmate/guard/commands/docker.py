"""docker, podman, nerdctl, compose: by their tables, and by what is run in which container with which rights."""

from __future__ import annotations

import re
from collections.abc import Iterator

from firstmate.command_tiers import CommandTier
from firstmate.guard.flags import Parsed, flags, subcommand_at
from firstmate.guard.hosts.docker import COMPOSE_ALONE, DOCKER, PODMAN
from firstmate.guard.ops import tool
from firstmate.guard.values import UNKNOWN, Act, Command, Known, Nested, Word

TOOLS = {
    "docker": DOCKER,
    "docker-compose": COMPOSE_ALONE,
    "nerdctl": PODMAN._replace(name="nerdctl"),
    "podman": PODMAN,
    "podman-compose": COMPOSE_ALONE._replace(name="podman-compose"),
}
EXECS = frozenset({"exec", "container exec", "compose exec"})
RUNS = frozenset({"run", "container run", "compose run", "create", "container create", "service create"})
LOOKS_AT = frozenset({"top", "container top"})
HOST_FOLDERS = re.compile(r"/|/(?:etc|root|home|usr|var|boot|proc|sys|run|dev|lib|bin|sbin)(?:/.*)?|~.*|\$HOME.*")
PUBLISHING = re.compile(r"--push|--output.*|-o.*|--allow.*|--ssh.*|--secret.*|--network[= ]?host|--metadata-file.*")
GROUPS = frozenset({"compose", "container", "service"})


def judge(command: Command, known: Known) -> Iterator[Act | Nested]:
    """The act, and the program in the container."""
    program = TOOLS[command.name] if command.name in TOOLS else tool.named(command, TOOLS)
    outer, inner = _cut(command, program)
    line = tool.understood(outer, program)
    if isinstance(line, Act):
        yield line
        return
    act = tool.act_of(line, outer, program)
    if line.wants_help or not line.path:
        yield act
    elif line.path in program.no_say:
        yield from _build(act, outer, known)
    elif line.path in EXECS and inner and not line.said.may("privileged"):
        yield Nested(command=_inside(command, inner), host=f"container {_shown(line.said)}")
    else:
        yield from _acting(line, act, command, inner)


def reference() -> Iterator[tuple[str, str, str]]:
    """Every command with its tier and why."""
    yield from tool.reference(DOCKER)
    yield from tool.reference(COMPOSE_ALONE)


def _acting(line: tool.Line, act: Act, command: Command, inner: tuple[Word, ...]) -> Iterator[Act | Nested]:
    act = act._replace(kind=_kind(line.path), names=line.said.positionals)
    if act.tier is CommandTier.SAFE and any(UNKNOWN in name for name in act.names):
        act = act._replace(tier=CommandTier.RISKY, reason=f"{act.reason}; which ones is only known when it runs")
    if line.path not in RUNS:
        yield act
        return
    reach = list(_reaches(line.said))
    yield act._replace(reason="; ".join([act.reason, *reach])) if act.tier is CommandTier.RISKY else act
    if reach and inner:
        yield Nested(command=_inside(command, inner), host="a new container")


def _cut(command: Command, program: tool.Tool) -> tuple[Command, tuple[Word, ...]]:
    """The command without the program that it runs: what follows the container or image belongs to that."""
    words, path, at = command.words, "", 1
    while True:
        known = flags(f"{program.everywhere} {program.own.get(path, '')}")
        position = subcommand_at([word.text for word in words[at:]], known)
        if position is None:
            return command, ()
        at += position + 1
        if path in EXECS | RUNS | LOOKS_AT:
            return command._replace(words=words[:at]), words[at:]
        path = f"{path} {words[at - 1].text}".strip()
        if path not in EXECS | RUNS | LOOKS_AT | GROUPS:
            return command, ()


def _inside(command: Command, inner: tuple[Word, ...]) -> Command:
    return Command(inner, redirects=command.redirects, stdin=command.stdin)


def _shown(said: Parsed) -> str:
    return said.positionals[0].replace(UNKNOWN, "…") if said.positionals else "of the project"


def _kind(path: str) -> str:
    group, _, _ = path.partition(" ")
    return group if group in ("volume", "network", "image", "service", "stack", "node", "secret") else "container"


def _build(act: Act, command: Command, known: Known) -> Iterator[Act]:
    """Everybody's daily work, as long as it stays here."""
    if any(PUBLISHING.match(argument) for argument in command.arguments):
        yield act._replace(tier=CommandTier.RISKY, rule=f"{act.rule}.output", reason="builds, and sends it elsewhere")
    elif known.host or act.place.host:
        yield act._replace(tier=CommandTier.RISKY, rule=f"{act.rule}.elsewhere", reason="builds on another host")
    else:
        yield act


def _reaches(said: Parsed) -> Iterator[str]:
    """How a container reaches the host that it runs on."""
    if said.may("privileged"):
        yield "with all rights on the host"
    yield from (f"in the host's {flag}" for flag in ("pid", "network", "net", "ipc", "userns") if _is_host(said, flag))
    for mount in (*said.values.get("volume", ()), *said.values.get("mount", ())):
        sources = re.findall(r"(?:^|,|src=|source=)([/~][^:,]*|\$HOME[^:,]*)", mount)
        if "docker.sock" in mount or "containerd.sock" in mount:
            yield "with the socket of the container runtime: it may do anything that docker may"
        elif UNKNOWN in mount or any(HOST_FOLDERS.fullmatch(source) for source in sources):
            yield f"with {mount.replace(UNKNOWN, '…')} of the host in it"
    if "device" in said.values or "cap-add" in said.values:
        yield "with devices or capabilities of the host"


def _is_host(said: Parsed, flag: str) -> bool:
    return any(value == "host" or UNKNOWN in value for value in said.values.get(flag, ()))

"""Calls of MCP tools, judged by the name of the server and the tool, and by what they are given.

A tool that is known is judged as the command of the same effect, one that is handed a command as that command. Of any
other tool of a server that reaches clusters, hosts or repositories, its verb decides; of other servers nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from firstmate.command_tiers import CommandTier
from firstmate.guard.hosts.names import names
from firstmate.guard.mcp_tools import AMBIGUOUS, AS_COMMANDS, IGNORED, PLACE
from firstmate.guard.values import UNKNOWN, Act, Command, ToolCall, Word

PREFIX = "mcp__"
REACHING = names(
    "alert ansible argo cluster cmd command container deploy docker exec flux forgejo git grafana helm homelab "
    "host infra k0s k3s k8s kube loki nix ops podman portainer prom proxmox redis shell ssh systemd talos "
    "terminal terraform tofu unraid vault postgres mysql sql"
)
"""Parts of the names of servers and tools that reach what the guard looks after."""
READING = names(
    "check describe diff events explain fetch find get health history info inspect list logs log ls metadata "
    "metrics ping query read search show stats status top tree validate version view watch"
)
CHANGING = names(
    "add apply approve attach clean clear close cordon create delete deploy disable drain edit enable exec "
    "execute import install kill manage merge migrate move patch post prune push put reboot remove rename "
    "replace restart restore resume rollback rollout run scale send set shutdown silence start stop suspend "
    "sync taint terminate trigger uncordon undo uninstall unset update upgrade upload write"
)
SECRET = ("secret", "token", "password", "credential", "kubeconfig")
SCRIPTS = ("command", "cmd", "script", "shell_command", "commandLine", "bash")
LANGUAGES = ("execute_query", "execute_range_query")
"""They run a query, in a language that only reads: of the servers for Prometheus."""
REMOTE = ("ssh", "remote", "host", "unraid", "proxmox")
PATHS = ("path", "file_path", "filePath", "filename", "file", "source", "destination", "target_file", "notebook_path")
HOSTS = ("host", "hostname", "server", "server_name", "connection", "node", "target")


class Told(NamedTuple):
    """What a call comes to: commands, a script and touched files, which are judged, and acts known by name only."""

    commands: tuple[Command, ...] = ()
    script: str = ""
    acts: tuple[Act, ...] = ()
    touches: tuple[ToolCall, ...] = ()
    """The client's own tools that would touch the same files."""


def told(call: ToolCall) -> Told:
    """What the call of an MCP tool does, as far as its name and its arguments say it."""
    server, _, tool = call.tool.removeprefix(PREFIX).partition("__")
    name = _snake(tool)
    reaches = any(part in f"{server} {name}".lower() for part in REACHING)
    if (template := AS_COMMANDS.get(name)) and (reaches or not _only_reads(name)):
        command = _command(template, call.input)
        is_whole = command and (name in AMBIGUOUS or _is_whole(template, call.input))
        return Told((command,) if command else (), acts=() if is_whole else (_unclear(tool),))
    script = next((call.input[key] for key in SCRIPTS if isinstance(call.input.get(key), str)), "")
    if script and any(part in f"{server} {name}".lower() for part in REMOTE):
        host = next((call.input[key] for key in HOSTS if isinstance(call.input.get(key), str)), server)
        if host.startswith("-"):
            return Told(acts=(_unclear(tool),))
        return Told((Command((Word("ssh"), Word(host), Word(script))),))
    acts = _by_verb(server, tool, call.input) if reaches and not script else ()
    like = "Read" if _only_reads(name) else "Write"
    paths = (call.input[key] for key in PATHS if isinstance(call.input.get(key), str))
    return Told(script=script, acts=acts, touches=tuple(ToolCall(like, {"file_path": path}) for path in paths))


def _by_verb(server: str, tool: str, given: Mapping[str, Any]) -> tuple[Act, ...]:
    """Of a tool that only its name is known of: what reads is none of the guard's business, unless it is of secrets."""
    about = f"{tool} {' '.join(str(value) for value in given.values() if isinstance(value, str))}".lower()
    if any(part in about for part in SECRET):
        return (Act(CommandTier.RISKY, "mcp.secret", f"{server}'s tool {tool} is about secrets"),)
    if _only_reads(_snake(tool)):
        return ()
    return (Act(CommandTier.RISKY, "mcp.unknown", f"what {server}'s tool {tool} does is not known"),)


def _only_reads(name: str) -> bool:
    verbs = set(name.split("_"))
    return name in LANGUAGES or bool(verbs & READING and not verbs & CHANGING)


def _unclear(tool: str) -> Act:
    return Act(CommandTier.RISKY, "mcp.arguments", f"{tool} is given more than the guard knows of it")


# ---- templates -----------------------------------------------------------------------------------------------------


def _command(template: str, given: Mapping[str, Any]) -> Command | None:
    """The command of the same effect; None when an argument is none that a word could hold."""
    words: list[Word] = []
    stdin = None
    for part in f"{template} {PLACE}".split() if template.startswith("kubectl") else template.split():
        if part.startswith("<"):
            found = _values(part[1:], given)
            stdin = found[0] if found else None
            continue
        if part.startswith("?"):
            switch, _, word = part[1:].partition(":")
            words += [Word(word)] if given.get(switch) else []
            continue
        for text in _values(part, given):
            if part.startswith("{") and "…" not in part and text.startswith("-"):
                return None
            words.append(Word(text))
    return Command(tuple(words), stdin=stdin)


def _values(part: str, given: Mapping[str, Any]) -> list[str]:
    """The words that a part of a template comes to: none when what it names is not given."""
    names = re.findall(r"\{([^}]*)\}", part)
    if not names:
        return [part]
    if part.endswith("…}"):
        return _many(names[0].removesuffix("…"), given)
    for name in names:
        value = next((given[key] for key in name.split("|") if given.get(key) not in (None, "")), None)
        if value is None:
            return []
        part = part.replace("{" + name + "}", _text(value))
    return [part]


def _many(name: str, given: Mapping[str, Any]) -> list[str]:
    value = given.get(name)
    if isinstance(value, list):
        return [_text(one) for one in value]
    if isinstance(value, Mapping):
        return [f"--{key}={_text(one)}" for key, one in value.items()]
    if value is None:
        return []
    return ["sh", "-c", _text(value)] if name == "command" else [UNKNOWN]


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, str | int | float) else UNKNOWN


def _is_whole(template: str, given: Mapping[str, Any]) -> bool:
    """Whether the template has a place for all that is given."""
    named = set(re.findall(r"[A-Za-z_]+", f"{template} {PLACE}"))
    return all(key in named or key in IGNORED or value in (None, "", False) for key, value in given.items())


def _snake(name: str) -> str:
    """`listContainers`, `list-containers` → `list_containers`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).replace("-", "_").lower()

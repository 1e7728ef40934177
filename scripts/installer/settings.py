"""Firstmate's entries in Claude Code's settings.json: merged in, and taken out, with the rest as the user wrote it.

https://code.claude.com/docs/en/settings
"""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from typing import Any

from installer import launcher as guard

Entries = dict[tuple[str, ...], list[Any]]

# What only reads: Claude may run it without asking. `status` is named with its flags, since `--save FILE` writes.
READ_ONLY = (
    "status",
    "status --markdown",
    "status --markdown --context practice",
    "status --json",
    "explain:*",
    "diff:*",
    "practice list",
    "practice status",
)
# The second layer of the guard, which no hook has to be there for: what an agent never does. Nothing that may be asked.
NEVER = (
    *(
        f"Bash({command}:*)"
        for command in (
            "kubectl delete namespace kube-system",
            "kubectl delete ns kube-system",
            "kubectl delete namespaces kube-system",
            "k0s reset",
            "k0sctl reset",
            "kubeadm reset",
            "talosctl reset",
            "wipefs",
            "mkfs",
            "etcdctl del",
            "claude --dangerously-skip-permissions",
            "firstmate approve",
            "firstmate approvals approve",
            "firstmate approvals setup",
            "firstmate thaw",
        )
    ),
    "Edit(~/.claude/settings.json)",
    "Edit(~/.claude/settings.local.json)",
    "Edit(~/.local/share/firstmate/**)",
    "Edit(~/.local/state/firstmate/**)",
)
HOST_SECONDS = 10
"""How long the client waits for a hook. What takes longer it lets through: the launcher gives up long before."""


class NotPlainJsonError(Exception):
    """The file has comments, doubled keys, or is not a JSON object: it is left alone."""


def entries(launcher: str) -> Entries:
    """What is to stand in the settings: path of a list → its entries. Rules name both ways to call the launcher."""
    allowed = [f"Bash({name} {verb})" for verb in READ_ONLY for name in ("firstmate", shlex.quote(launcher))]
    engine = shlex.quote(str(Path(launcher).with_name("hook")))
    setup = "python3 install.py in the checkout of Firstmate"
    return {
        ("permissions", "allow"): allowed,
        ("permissions", "deny"): list(NEVER),
        **{("hooks", event): [hook] for event, hook in hooks(engine, setup).items()},
    }


def shown(launcher: str) -> bytes:
    """The same as a settings file, for whoever has to merge it by hand."""
    settings: dict[str, Any] = {}
    for (group, key), values in entries(launcher).items():
        settings.setdefault(group, {})[key] = values
    return json.dumps(settings, indent=2).encode() + b"\n"


def hooks(engine: str, setup: str) -> dict[str, dict[str, Any]]:
    """The guard's hooks: event → what is registered. `onFailure` is known to newer clients, others ignore it."""
    before = {"type": "command", "command": guard.command(engine, setup), "timeout": HOST_SECONDS, "onFailure": "block"}
    after = {"type": "command", "command": guard.after(engine), "timeout": HOST_SECONDS}
    return {
        "PreToolUse": {"matcher": "*", "hooks": [before]},
        "PostToolUse": {"matcher": "*", "hooks": [after]},
        "PostToolUseFailure": {"matcher": "*", "hooks": [after]},
    }


def with_entries(content: bytes, wanted: Entries) -> bytes:
    """The settings with the entries added at the end of their lists. Raises NotPlainJsonError."""
    settings = _parse(content)
    if content.strip() and not any(absent(content, wanted).values()):
        return content
    for path, values in wanted.items():
        holder = settings
        for key in path[:-1]:
            holder = holder.setdefault(key, {})
            if not isinstance(holder, dict):
                raise NotPlainJsonError(f"{key} is not an object")
        listed = holder.setdefault(path[-1], [])
        if not isinstance(listed, list):
            raise NotPlainJsonError(f"{'.'.join(path)} is not a list")
        listed += [value for value in values if value not in listed]
    return _render(settings, content)


def absent(content: bytes, wanted: Entries) -> Entries:
    """The entries that are not in the settings yet: the ones that uninstalling may take out."""
    settings = _parse(content)
    return {path: [v for v in values if v not in _listed(settings, path)] for path, values in wanted.items()}


def _listed(holder: Any, path: tuple[str, ...]) -> list[Any]:
    for key in path:
        holder = holder.get(key) if isinstance(holder, dict) else None
    return holder if isinstance(holder, list) else []


def without_entries(content: bytes, ours: Entries) -> bytes:
    """The settings without our entries; lists and objects that this leaves empty go too. Raises NotPlainJsonError."""
    settings = _parse(content)
    for path, values in ours.items():
        _remove(settings, path, values)
    return content if settings == _parse(content) else _render(settings, content)


def _remove(holder: Any, path: tuple[str, ...], values: list[Any]) -> None:
    key, rest = path[0], path[1:]
    if not isinstance(holder, dict) or key not in holder:
        return
    if rest:
        _remove(holder[key], rest, values)
    elif isinstance(holder[key], list):
        holder[key] = [value for value in holder[key] if value not in values]
    if holder[key] in ([], {}):
        del holder[key]


def _parse(content: bytes) -> dict[str, Any]:
    try:
        text = content.decode("utf-8-sig")
        settings = json.loads(text, object_pairs_hook=_no_doubles) if text.strip() else {}
    except (ValueError, RecursionError) as error:
        raise NotPlainJsonError(str(error)) from error
    if not isinstance(settings, dict):
        raise NotPlainJsonError("it is not a JSON object")
    return settings


def _no_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    keys = [key for key, _ in pairs]
    if len(set(keys)) != len(keys):
        raise ValueError("a key stands there twice")
    return dict(pairs)


def _render(settings: dict[str, Any], like: bytes) -> bytes:
    """In the user's own style: indentation, line ends, byte order mark, last line."""
    text = like.decode("utf-8-sig")
    indent = re.search(r'^([ \t]+)"', text, re.MULTILINE)
    rendered = json.dumps(settings, indent=indent.group(1) if indent else 2, ensure_ascii=False)
    if not text.strip() or text.endswith("\n"):
        rendered += "\n"
    if "\r\n" in text:
        rendered = rendered.replace("\n", "\r\n")
    return (b"\xef\xbb\xbf" if like.startswith(b"\xef\xbb\xbf") else b"") + rendered.encode()

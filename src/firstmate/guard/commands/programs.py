"""A program that is named by its path: a local file is read, and judged as what its first line makes of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from firstmate.guard.local import path_of, read, texts_of, unread
from firstmate.guard.values import Act, Command, Known, Nested, Word

INSTALLED = re.compile(
    r"/(?:usr/(?:local/)?)?s?bin/[^/]+|/usr/(?:local/)?lib(?:exec)?/.*|/opt/.*|/snap/bin/[^/]+|/nix/(?:store|var)/.*"
    r"|/run/(?:current-system|wrappers)/.*|/home/linuxbrew/.*|/Applications/.*|/System/.*|/Library/.*"
)
OF_HOME = re.compile(
    r"/(?:\.local/bin|bin|go/bin|\.cargo/bin|\.krew/bin|\.bun/bin|\.deno/bin|\.nix-profile/bin|\.pyenv/shims)/[^/]+"
    r"|/(?:\.pyenv/versions|\.nvm|\.rbenv|\.asdf|\.volta|\.local/share/mise)/.*"
)
OF_ENVIRONMENT = re.compile(
    r".*/(?:\.?v?env[\w.-]*/bin/(?:python|pip)[\d.]*|(?:\.?v?env[\w.-]*|node_modules/\.)/?bin/(?:ruff|uv|uvx|ty|shfmt|"
    r"shellcheck|esbuild|biome|oxlint|dprint|taplo|typos))"
)
"""Binaries that an environment of the project's holds."""


def judge(command: Command, known: Known) -> Iterator[Act | Nested]:
    program = command.words[0].text
    path = path_of(program, command, known)
    if _is_installed(path, known):
        return
    for text in texts_of(program, command, known):
        if text is None:
            yield unread(program, "a program")
        else:
            yield read(program, command, known)
            yield Nested(command=command._replace(words=(*_interpreter(text), *command.words)))


def _is_installed(path: str, known: Known) -> bool:
    if INSTALLED.fullmatch(path) or OF_ENVIRONMENT.fullmatch(path):
        return True
    return path.startswith(f"{known.home}/") and bool(OF_HOME.fullmatch(path.removeprefix(known.home)))


def _interpreter(text: str) -> tuple[Word, ...]:
    """The words of its first line, all of its arguments in one; without one, a shell's."""
    first = text.partition("\n")[0]
    words = first[2:].strip().split(None, 1) if first.startswith("#!") else []
    return tuple(map(Word, words)) or (Word("sh"),)

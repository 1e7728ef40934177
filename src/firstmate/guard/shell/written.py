"""The files that a script writes, and what: a command of the same script may run them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from firstmate.guard.shell.output import printed
from firstmate.guard.values import UNKNOWN, Command

OUTPUT = frozenset((">", ">>", ">|", "&>", "&>>", ">&", "<>"))
WRITERS = frozenset(
    ("aria2c", "aws", "base64", "cp", "curl", "dd", "docker", "ed", "ex", "gcloud", "gh", "git", "go", "gpg",
     "gunzip", "http", "install", "ln", "mv", "openssl", "patch", "podman", "rclone", "rsync", "scp", "sed", "sftp",
     "sponge", "tar", "tee", "touch", "truncate", "uudecode", "unzip", "vim", "wget", "xxd", "xz", "zcat", "zstd")
)  # fmt: skip
"""Programs that write files which their arguments name."""
MOST_TEXTS = 8


def written_by(commands: Iterable[Command]) -> dict[str, tuple[str, ...]]:
    """By the last name of each file, whatever may be in it."""
    found: dict[str, tuple[str, ...]] = {}
    for command in commands:
        for path, text in _writes(command):
            name = path.rstrip("/").rpartition("/")[2]
            texts = found.get(name, ())
            if name and text not in texts:
                found[name] = (*texts, text) if len(texts) < MOST_TEXTS else (UNKNOWN,)
    return found


def _writes(command: Command) -> Iterator[tuple[str, str]]:
    for redirect in command.redirects:
        if redirect.operator in OUTPUT and redirect.target.text != "/dev/null":
            alone = redirect.operator in (">", ">|") and len(command.redirects) == 1
            yield redirect.target.text, printed(command._replace(redirects=())) if alone else UNKNOWN
    if command.name == "tee" and "-a" not in command.arguments:
        for argument in command.arguments:
            yield argument, UNKNOWN if command.stdin is None else command.stdin
    elif command.name in WRITERS:
        for argument in command.arguments:
            for path in (argument, argument.partition("=")[2], argument.partition(":")[2], argument[2:]):
                yield path, UNKNOWN

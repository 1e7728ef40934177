"""Calls that the guard surely has no say in, told from the event's bytes alone: whole, small, and without a quote.

It never says more than the guard would; tests compare both. Whatever is not plain goes the long way.
"""

from __future__ import annotations

from firstmate.adapters.log_tail import lines_about

PROGRAMS = frozenset(
    b"basename black cargo cat cd cmp column cut diff dirname du echo egrep eslint false fgrep file flake8 fold go "
    b"gradle grep head jest jq ls mvn mypy nl pwd pytest readlink realpath ruff rustc stat tail tr tree true tsc "
    b"uniq vitest wc which".split()
)
"""They read, or build and test what is in the project; the catalogue has none of them."""
FLAGS = {
    b"find": b"-iname -maxdepth -mindepth -mtime -name -newer -path -print -size -type",
    b"git add": b"--all -A -n -u -v",
    b"git branch": b"--all --list --show-current -a -r -v -vv",
    b"git diff": b"--cached --check --name-only --name-status --numstat --shortstat --staged --stat -w",
    b"git log": b"--all --decorate --graph --name-only --name-status --no-merges --oneline --reverse --stat -n -p",
    b"git ls-files": b"--deleted --modified --others -d -m -o",
    b"git show": b"--name-only --name-status --oneline --stat -s",
    b"git status": b"--branch --porcelain --short -b -s -sb -uall -uno",
    b"mkdir": b"-p -v",
    b"rg": b"--files --hidden -F -S -c -i -l -n -s -v -w",
    b"sleep": b"",
    b"touch": b"-c",
}
"""Programs that the catalogue has: with these flags, and numbers, and what else is plain, they read or write the
project's own files. Every other flag is looked at.
"""
TOOLS = frozenset(
    b"AskUserQuestion EnterPlanMode ExitPlanMode Glob LS ReportFindings Skill TaskCreate TaskGet TaskList TaskOutput "
    b"TaskUpdate TodoWrite ToolSearch WebSearch".split()
)
FILES = {b"Read": b"file_path", b"Write": b"file_path", b"Edit": b"file_path", b"NotebookEdit": b"notebook_path"}
WORDY = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./,+@%")
PLAIN = WORDY | frozenset(b" |&")
TELLING = (
    b"auth claude cred environ envrc firstmate id_ install key kubeconfig library netrc pass secret shadow talosconfig "
    b"token uninstall"
).split()
"""In a path or a word: rather look twice."""
TELLING_FOLDERS = b"environ envrc id_ kubeconfig library shadow talosconfig".split()
ROOTS = frozenset(b"home Users tmp work workspace workspaces src code projects root".split())
"""Where people work. Elsewhere lies what is protected."""
HOMES = (b"home", b"Users")
MOVED = (b"CLAUDE_CONFIG_DIR", b"XDG_CONFIG_HOME", b"XDG_DATA_HOME", b"XDG_STATE_HOME")
LONGEST = 2000


def is_nobodys_business(raw: bytes, environ: dict[bytes, bytes]) -> bool:
    """Whether the guard has no say in this call, or had none."""
    event = _value(raw, b"hook_event_name")
    if event in (b"PostToolUse", b"PostToolUseFailure"):
        return _had_no_say(_value(raw, b"tool_use_id"), environ)
    return event == b"PreToolUse" and _has_no_say(raw, environ)


def _had_no_say(call_id: bytes, environ: dict[bytes, bytes]) -> bool:
    return bool(call_id) and not lines_about(_state(environ), call_id)


def _state(environ: dict[bytes, bytes]) -> str:
    state = environ.get(b"XDG_STATE_HOME") or environ.get(b"HOME", b"/root") + b"/.local/state"
    return f"{state.decode('utf-8', 'surrogateescape')}/firstmate"


def _orders_protect_paths(environ: dict[bytes, bytes]) -> bool:
    """Whether the standing orders, as they were checked last, name any: then every path has to be looked at."""
    try:
        with open(f"{_state(environ)}/orders.json", "rb") as checked:
            content = checked.read()
    except OSError:
        return False
    return content.count(b'"paths"') != content.count(b'"paths": []')


def _has_no_say(raw: bytes, environ: dict[bytes, bytes]) -> bool:
    tool = _value(raw, b"tool_name")
    if tool in TOOLS:
        return True
    cwd = _value(raw, b"cwd")
    if not _is_a_project(cwd, environ) or _orders_protect_paths(environ):
        return False
    if tool == b"Bash":
        return _is_plain(_value(raw, b"command"))
    if tool in FILES:
        path = _value(raw, FILES[tool])
        return (
            path.startswith(cwd + b"/")
            and b"/." not in path
            and WORDY.issuperset(path)
            and _is_harmless(path[len(cwd) + 1 :])
        )
    return False


def _value(raw: bytes, key: bytes) -> bytes:
    """The text of a key that the event has just once, when nothing in it is escaped; else nothing."""
    name = b'"' + key + b'"'
    if raw.count(name) != 1:
        return b""
    after = raw[raw.index(name) + len(name) :][:LONGEST].split(b'"', 2)
    whole = len(after) == 3 and after[0] in (b":", b": ") and b"\\" not in after[1]
    return after[1] if whole else b""


def _is_a_project(cwd: bytes, environ: dict[bytes, bytes]) -> bool:
    """An ordinary folder, with none of the guard's own in or around it."""
    parts = cwd.split(b"/")
    if parts[0] or len(parts) < 3 or parts[1] not in ROOTS or not WORDY.issuperset(cwd):
        return False
    if (len(parts) == 3 and parts[1] in HOMES) or (environ.get(b"HOME", b"") + b"/").startswith(cwd + b"/"):
        return False
    moved = any(b"/." not in environ[name] for name in MOVED if environ.get(name))
    inside = b"/".join(parts[2:])
    return not moved and _is_inside(inside) and not any(telling in inside.lower() for telling in TELLING_FOLDERS)


def _is_plain(command: bytes) -> bool:
    """Plain words, in commands joined by `|` and `&&`."""
    if not command or not PLAIN.issuperset(command):
        return False
    return all(_is_known(part) for part in command.replace(b" && ", b"\n").replace(b" | ", b"\n").split(b"\n"))


def _is_known(part: bytes) -> bool:
    words = part.split(b" ")
    if b"|" in part or b"&" in part:
        return False
    if words[0] in PROGRAMS:
        return all(_is_harmless(word) for word in words[1:])
    subcommand = 2 if words[0] == b"git" else 1
    flags = FLAGS.get(b" ".join(words[:subcommand]))
    return flags is not None and all(_is_expected(word, flags.split()) for word in words[subcommand:])


def _is_expected(word: bytes, flags: list[bytes]) -> bool:
    if word.startswith(b"-"):
        return word in flags or word[1:].isdigit()
    return _is_harmless(word)


def _is_harmless(word: bytes) -> bool:
    """A flag, or a path inside of the folder that bears no telling name."""
    lower = word.lower()
    return _is_inside(word) and not any(telling in lower for telling in TELLING)


def _is_inside(path: bytes) -> bool:
    """Nothing hidden in it, nothing above it, no folder of programs."""
    if path.startswith((b"/", b"bin/")) or b".." in path or b"/." in path or b"//" in path or b"/bin" in path:
        return False
    return not path.startswith(b".") or path in (b".", b"./") or path.startswith(b"./")

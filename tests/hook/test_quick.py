"""The quick way says `none of the guard's business` only where the guard itself has no say."""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path
from random import Random

import pytest

from firstmate.answers import Answers
from firstmate.entrypoints.quick import FLAGS, PROGRAMS, TOOLS, is_nobodys_business
from firstmate.guard.calls import call_from
from firstmate.guard.commands import MODULES
from firstmate.guard.decide import settle
from firstmate.guard.values import Known, Outcome
from tests.guard.corpus import rows, themes
from tests.hook.hooks import event_of

HOME = "/home/op"
PLACES = (f"{HOME}/shop", "/code/shop", HOME, "/tmp/x", f"{HOME}/src/firstmate", "/tmp/secrets/token")
ELSEWHERE = (
    *("/", "/etc", f"{HOME}/.kube", f"{HOME}/.ssh/keys", "/var/lib/etcd", f"{HOME}/bin", "/proc/1", "/home/other"),
    "/home",
)
WORDS = (
    *("-l", "-rn", "-i", "--all", "-nE", ".", "./", "src", "src/main.py", "a.txt", "README.md", "tests/x", "../x", "5"),
    *("/etc/passwd", ".kube/config", ".env", "x/.git/config", "id_rsa", "kubeconfig", "my.kubeconfig", "settings.json"),
    *("bin/x", "token", "delete", "kubectl", "ns", "shop", "-f", "-o", "--output", "a=b", "~", "~/x", "*", "$X"),
)


MORE_FLAGS = (
    *(
        "-D",
        "-d",
        "-m",
        "-M",
        "--force",
        "-f",
        "--output=x",
        "--ext-diff",
        "--textconv",
        "-c",
        "-C",
        "-exec",
        "-delete",
    ),
    *("-fprint", "--pre=x", "--pre", "-e", "-r", "--require", "-p", "--no-index", "--edit", "-m755", "--patch", "-E"),
)


def quick(event: dict[str, object], env: dict[str, str]) -> bool:
    raw = json.dumps(event, separators=(",", ":")).encode()
    return is_nobodys_business(raw, {key.encode(): value.encode() for key, value in env.items()})


def slow(event: dict[str, object], env: dict[str, str]) -> Outcome:
    cwd = str(event["cwd"])
    known = Known(cwd=cwd, home=HOME, env=env)
    return settle(call_from(event, env), known, Answers("/nonexistent", "/nonexistent", cluster=False)).outcome


def agree(tool: str, given: dict[str, object], cwd: str, env: dict[str, str]) -> bool:
    """Whether the quick way was taken; then the guard has to have no say."""
    event, env = event_of(tool, given, cwd=cwd), {"HOME": HOME, **env}
    taken = quick(event, env)
    assert not taken or slow(event, env) is Outcome.NONE, (given, cwd)
    return taken


def test_the_catalogue_has_none_of_its_programs() -> None:
    """Else its modules would have to be asked."""
    assert {name.decode() for name in PROGRAMS}.isdisjoint(MODULES)


@pytest.mark.parametrize("theme", themes())
def test_it_agrees_on_the_corpus(theme: str) -> None:
    """Every row, in every kind of folder."""
    for row, cwd in product(rows(theme), PLACES[:2] + ELSEWHERE[1:3]):
        agree("Bash", {"command": row.command}, cwd, {})


def test_it_agrees_on_programs_of_the_catalogue() -> None:
    """With every flag that it lets pass and others, and all kinds of words, in all kinds of folders."""
    random, taken = Random(6), 0
    flags = sorted({*b" ".join(FLAGS.values()).decode().split(), *MORE_FLAGS})
    for program, own in FLAGS.items():
        for _ in range(150):
            words = random.choices((*WORDS, *own.decode().split() * 4, *flags), k=random.randint(0, 3))
            place = random.choice((*PLACES[:2] * 3, *PLACES, *ELSEWHERE))
            taken += agree("Bash", {"command": " ".join([program.decode(), *words])}, place, {})
    assert taken > 200


def test_it_agrees_on_random_commands() -> None:
    """Its programs with all kinds of words, in all kinds of folders; most harmless ones are quick."""
    random, taken = Random(5), 0
    programs = sorted(name.decode() for name in PROGRAMS)
    for _ in range(3000):
        parts = [" ".join([random.choice(programs), *random.choices(WORDS, k=random.randint(0, 3))]) for _ in range(2)]
        command = random.choice((" | ", " && ", " & ", "; ", " || ")).join(parts[: random.randint(1, 2)])
        env = random.choice(({}, {}, {"CLAUDE_CONFIG_DIR": "/code/shop"}, {"XDG_CONFIG_HOME": f"{HOME}/.config"}))
        taken += agree("Bash", {"command": command}, random.choice(PLACES + ELSEWHERE), env)
    assert taken > 100


@pytest.mark.parametrize("tool", ["Read", "Write", "Edit", "NotebookEdit", "Grep"])
def test_it_agrees_on_files(tool: str) -> None:
    """Every word as a file, from every folder."""
    field = {"NotebookEdit": "notebook_path", "Grep": "path"}.get(tool, "file_path")
    for cwd, folder, word in product(PLACES + ELSEWHERE, PLACES + ELSEWHERE, WORDS):
        agree(tool, {field: f"{folder}/{word}", "content": "x"}, cwd, {})


@pytest.mark.parametrize(
    "command",
    [
        *("ls -la src", "pwd", "cat README.md | wc -l", "cd src && pytest -q tests/x", "grep -rn foo src", "ls"),
        *("git status", "git status -sb", "git log --oneline -5", "git diff --stat", "git diff main src/x.py"),
        *("git branch -a", "git show HEAD --stat", "git add -A", "git add src && git status", "find . -name x.py"),
        *("mkdir -p src/new", "touch src/new/x.py", "rg -n foo src", "sleep 5"),
    ],
)
def test_everyday_commands_are_quick(command: str) -> None:
    """Also with a description beside the command."""
    assert quick(event_of("Bash", {"command": command, "description": "d"}, cwd="/code/shop"), {"HOME": HOME})


def test_everyday_tools_are_quick() -> None:
    """Those that touch no file, and files of the project."""
    assert all(quick(event_of(tool.decode(), {}), {"HOME": HOME}) for tool in TOOLS)
    assert agree("Read", {"file_path": "/code/shop/src/x.py"}, "/code/shop", {})


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b'{"tool_name":"Bash"}',
        b'{"hook_event_name":"PreToolUse","tool_name":"TodoWrite","tool_input":{"tool_name":"Bash"}}',
        b'{"hook_event_name":"PreToolUse","cwd":"/work/x","tool_name":"Bash","tool_input":{"command":"ls","command":"rm"}}',
        b'{"hook_event_name":"PreToolUse","cwd":"/work/x","tool_name":"Bash","tool_input":{"command":"ls\\nrm x"}}',
    ],
)
def test_what_is_not_plain_goes_the_long_way(raw: bytes) -> None:
    """Keys that stand there twice, escapes, another layout."""
    assert not is_nobodys_business(raw, {b"HOME": b"/home/op"})


def test_an_outcome_matters_when_the_call_was_logged(home: Path) -> None:
    """Whatever else is in the log."""
    event = event_of("Bash", {"command": "x"}, hook_event_name="PostToolUse", tool_response={})
    assert quick(event, {"HOME": str(home)})
    log = home / ".local" / "state" / "firstmate" / "log.jsonl"
    log.parent.mkdir(parents=True)
    log.write_text('{"call":"toolu_0"}\n')
    assert quick(event, {"HOME": str(home)})
    log.write_text('{"call":"toolu_0"}\n{"call":"toolu_1"}\n{"call":"toolu_2"}\n')
    assert not quick(event, {"HOME": str(home)})

"""Its own way round, past the hook's words: what is done all the same has no effect, or is found."""

from __future__ import annotations

import json
import os
import pty
import select
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from installer import environment
from installer.disk import Disk

from firstmate.adapters import freeze_file, log_file
from firstmate.approvals import Request
from firstmate.errors import RefusedError
from firstmate.guard.log import Anchor, Entry, chained, parsed
from tests.hook.hooks import Hook, event_of
from tests.support.people import PERSON, approve_all, desk_of, state_of

HEADLESS = {"CLAUDE_CODE_ENTRYPOINT": "sdk-cli"}
DELETE = "kubectl delete deployment web -n shop"
CONFIG_MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web, namespace: shop}\n"
EVIL = "apiVersion: v1\nkind: Namespace\nmetadata: {name: evil}\n"
KUBECTL = '#!/bin/sh\nfor last; do :; done\ncat "$last"\n'
GUESS = b"hunter2hunter2\n"


def firstmate(home: Path, *arguments: str) -> list[str]:
    """The installed command."""
    launcher = environment.write_launcher(home / ".local" / "share" / "firstmate", Disk())
    return ["env", "-i", f"HOME={home}", "PATH=/usr/bin:/bin", f"USER={PERSON.name}", str(launcher), *arguments]


def in_a_terminal(command: list[str]) -> None:
    """Run in a pseudo-terminal where every question gets a guess, until it ends."""
    leader, follower = pty.openpty()
    with subprocess.Popen(command, stdin=follower, stdout=follower, stderr=follower, start_new_session=True) as process:
        os.close(follower)
        with suppress(OSError):  # the end of a terminal
            while select.select([leader], [], [], 10)[0] and (said := os.read(leader, 4096)):
                if said.endswith(b": "):
                    os.write(leader, GUESS)
        process.kill()
        os.close(leader)


def through_script(command: list[str]) -> None:
    """Run by script(1), which opens the terminal."""
    whole = ["script", "-qec", " ".join(command), "/dev/null"]
    subprocess.run(whole, input=GUESS * 3, capture_output=True, timeout=60)


def through_a_pipe(command: list[str]) -> None:
    """Run without a terminal."""
    subprocess.run(command, input=GUESS * 3, capture_output=True, timeout=60)


@pytest.mark.parametrize("run_in", [in_a_terminal, through_script, through_a_pipe])
@pytest.mark.parametrize("verb", ["approve 1", "approvals approve 1", "approvals deny 1", "approvals setup", "thaw"])
def test_a_terminal_of_ones_own_decides_nothing(hook: Hook, run_in: Callable[[list[str]], None], verb: str) -> None:
    """Whoever opens one still has to know the passphrase: nothing is decided, changed or thawed."""
    if run_in is through_script and shutil.which("script") is None:
        pytest.skip("script is not here")
    desk = desk_of(hook.home)
    desk.store.ask(Request("Bash", {"command": DELETE}), desk.now)
    freeze_file.freeze(desk.folder, freeze_file.Freeze(desk.now, None, PERSON.name))
    run_in(firstmate(hook.home, *verb.split()))
    assert desk.store.get(1).decided is None
    assert freeze_file.frozen(desk.folder, desk.now) is not None
    desk.store.prove(PERSON.name, PERSON.passphrase, time.time())


def test_guesses_run_out(hook: Hook) -> None:
    """After five wrong ones not even the right one is heard."""
    desk = desk_of(hook.home)
    for _ in range(5):
        with pytest.raises(RefusedError):
            desk.store.prove(PERSON.name, "guess guess guess", desk.now)
    with pytest.raises(RefusedError, match="Too many"):
        desk.store.prove(PERSON.name, PERSON.passphrase, desk.now)


def by_hand(home: Path, statement: str) -> None:
    """What somebody writes into the database of approvals."""
    with sqlite3.connect(state_of(home) / "approvals.db") as database:
        database.execute(statement)
    database.close()


def test_an_approval_written_by_hand_is_not_honoured(hook: Hook) -> None:
    """The log has no such yes."""
    event = event_of("Bash", {"command": DELETE})
    assert hook.asked(event, **HEADLESS).decision == "deny"
    by_hand(hook.home, f"UPDATE requests SET approved = 1, decided = {time.time()}, person = 'op'")
    assert hook.asked(event, **HEADLESS).decision == "deny"


def test_an_approval_is_not_used_twice_by_hand(hook: Hook) -> None:
    """Nor for another command: the log has what it was for, and that it was used."""
    event, other = (event_of("Bash", {"command": command}) for command in (DELETE, f"{DELETE} --now"))
    assert hook.asked(event, **HEADLESS).decision == "deny"
    approve_all(hook.home)
    assert hook.asked(other, **HEADLESS).decision == "deny"
    by_hand(hook.home, "UPDATE requests SET binding = (SELECT binding FROM requests WHERE id = 2) WHERE id = 1")
    assert hook.asked(other, **HEADLESS).decision == "deny"
    by_hand(hook.home, "DELETE FROM requests")
    assert hook.asked(event, **HEADLESS).decision == "deny"
    approve_all(hook.home)
    assert hook.asked(event, **HEADLESS).decision == "allow"
    by_hand(hook.home, "UPDATE requests SET used = NULL")
    assert hook.asked(event, **HEADLESS).decision == "deny"


def test_a_log_that_is_written_anew_is_found(hook: Hook) -> None:
    """Every hash and the anchor beside it are right; the database remembers another one."""
    for command in (DELETE, "kubectl get pods"):
        hook.asked(event_of("Bash", {"command": command}))
    verify = firstmate(hook.home, "log", "verify")
    assert subprocess.run(verify, capture_output=True).returncode == 0
    folder = str(state_of(hook.home))
    told = [parsed(line) for line in log_file.lines(folder)]
    at, lines = Anchor(), ""
    for entry in told:
        innocent = Entry(entry["time"], entry["event"], tool="Bash", command="kubectl get pods", decision="allow")
        line, at = chained(innocent, at)
        lines += line
    (state_of(hook.home) / log_file.LOG).write_text(lines)
    anchor = {"entries": at.entries, "head": at.head, "size": len(lines)}
    (state_of(hook.home) / log_file.ANCHOR).write_text(json.dumps(anchor))
    found = subprocess.run(verify, capture_output=True, text=True)
    assert (found.returncode, "rewritten" in found.stdout + found.stderr) == (1, True)


def swapped(path: Path) -> None:
    path.write_text(EVIL)


def linked(path: Path) -> None:
    path.with_name("evil.yaml").write_text(EVIL)
    path.unlink()
    path.symlink_to("evil.yaml")


@pytest.mark.parametrize("swap", [swapped, linked, Path.unlink], ids=["written over", "made a link", "removed"])
def test_what_was_judged_is_what_runs(hook: Hook, tmp_path: Path, swap: Callable[[Path], None]) -> None:
    """A manifest that is swapped after the yes: kubectl, really run, gets the copy."""
    manifest, program = tmp_path / "web.yaml", hook.home / "bin" / "kubectl"
    manifest.write_text(CONFIG_MAP)
    program.parent.mkdir()
    program.write_text(KUBECTL)
    program.chmod(0o755)
    command = allowed(hook, f"kubectl apply -f {manifest}")
    swap(manifest)
    assert run(hook, command) == CONFIG_MAP


def test_a_script_that_is_swapped_does_not_run(hook: Hook, tmp_path: Path) -> None:
    """What was read and approved is what sh gets."""
    script = tmp_path / "deploy.sh"
    script.write_text("echo kubectl-was-judged\n: kubectl delete ns shop\nkubectl delete ns shop || true\n")
    command = allowed(hook, f"sh {script}")
    script.write_text("echo swapped\n")
    assert "swapped" not in run(hook, command)


def test_a_copy_that_was_changed_is_made_anew(hook: Hook, tmp_path: Path) -> None:
    """Before the decision: the copy of an earlier request is not trusted."""
    manifest = tmp_path / "web.yaml"
    manifest.write_text(CONFIG_MAP)
    event = event_of("Bash", {"command": f"kubectl apply -f {manifest}"})
    hook.asked(event, **HEADLESS)
    (copy,) = (state_of(hook.home) / "pinned").glob("*/web.yaml")
    copy.chmod(0o600)
    copy.write_text(EVIL)
    approve_all(hook.home)
    assert hook.asked(event, **HEADLESS).decision == "allow"
    assert copy.read_text() == CONFIG_MAP


def test_a_link_that_is_turned_after_the_approval(hook: Hook, tmp_path: Path) -> None:
    """It leads to other content: not what was approved."""
    for name, text in (("good.yaml", CONFIG_MAP), ("evil.yaml", EVIL)):
        (tmp_path / name).write_text(text)
    link = tmp_path / "web.yaml"
    link.symlink_to("good.yaml")
    event = event_of("Bash", {"command": f"kubectl apply -f {link}"})
    hook.asked(event, **HEADLESS)
    approve_all(hook.home)
    link.unlink()
    link.symlink_to("evil.yaml")
    assert hook.asked(event, **HEADLESS).decision == "deny"


def allowed(hook: Hook, command: str) -> str:
    """The command as it may run, once a person has approved it."""
    event = event_of("Bash", {"command": command})
    assert hook.asked(event, **HEADLESS).decision == "deny"
    approve_all(hook.home)
    answer = hook.asked(event, **HEADLESS)
    assert answer.decision == "allow", answer.reason
    return str(answer.said["updatedInput"]["command"])


def run(hook: Hook, command: str) -> str:
    """What it prints, with the programs of this home."""
    given = {"HOME": str(hook.home), "PATH": f"{hook.home}/bin:/usr/bin:/bin"}
    return subprocess.run(["sh", "-c", command], env=given, capture_output=True, text=True, timeout=30).stdout


def kubeconfig(path: Path, marker: Path, server: str = "https://127.0.0.1:1") -> Path:
    """A kubeconfig whose user is proven by a program that leaves a mark."""
    plugin = {"apiVersion": "client.authentication.k8s.io/v1", "command": "touch", "args": [str(marker)]}
    path.parent.mkdir(parents=True, exist_ok=True)
    config = {
        "clusters": [{"name": "c", "cluster": {"server": server}}],
        "users": [{"name": "u", "user": {"exec": plugin}}],
        "contexts": [{"name": "home", "context": {"cluster": "c", "user": "u", "namespace": "shop"}}],
        "current-context": "home",
    }
    path.write_text(json.dumps(config))
    return path


@pytest.mark.parametrize("how", ["usual", "variable", "argument"])
def test_a_kubeconfig_with_a_program_in_it(hook: Hook, tmp_path: Path, how: str) -> None:
    """The guard never runs it: the state is not known, and the delete is asked about."""
    marker = tmp_path / "ran"
    path = kubeconfig(hook.home / ".kube" / "config" if how == "usual" else tmp_path / "evil.yaml", marker)
    before = f"KUBECONFIG={path} " if how == "variable" else ""
    after = f" --kubeconfig={path}" if how == "argument" else ""
    answer = hook.about(f"{before}kubectl delete pod web-0 -n shop{after}")
    assert answer.decision == "ask", answer
    assert not marker.exists()


def test_another_cluster_under_the_same_name(hook: Hook, tmp_path: Path) -> None:
    """An approval is for one cluster: with another file behind KUBECONFIG it does not hold."""
    event = event_of("Bash", {"command": DELETE})
    mine, other = (
        kubeconfig(tmp_path / f"{name}.yaml", tmp_path / "ran", f"https://{name}") for name in ("mine", "other")
    )
    assert hook.asked(event, **HEADLESS, KUBECONFIG=str(mine)).decision == "deny"
    approve_all(hook.home)
    assert hook.asked(event, **HEADLESS, KUBECONFIG=str(other)).decision == "deny"
    assert hook.asked(event, **HEADLESS, KUBECONFIG=str(mine)).decision == "allow"


@pytest.mark.parametrize("variable", ["PYTHONPATH", "PYTHONSTARTUP", "PYTHONHOME", "BASH_ENV", "ENV"])
def test_variables_do_not_reach_the_engine(hook: Hook, tmp_path: Path, variable: str) -> None:
    """Code that they would load does not run, and the answer is the guard's."""
    marker = tmp_path / "ran"
    (tmp_path / "sitecustomize.py").write_text(f"open({str(marker)!r}, 'w')\n")
    (tmp_path / "start").write_text(f"touch {marker}\n")
    value = tmp_path if variable in ("PYTHONPATH", "PYTHONHOME") else tmp_path / "start"
    assert hook.asked(event_of("Bash", {"command": "firstmate thaw"}), **{variable: str(value)}).decision == "deny"
    assert not marker.exists()


def test_a_guard_whose_package_was_uninstalled_asks(hook: Hook) -> None:
    """Nothing guarded passes, and the reason says how to find out."""
    environment.write_hook(hook.engine.parents[1], Disk(), [])
    answer = hook.about(DELETE)
    assert (answer.decision, "firstmate doctor" in answer.reason) == ("ask", True), answer

"""The engine as a process: what it decides, what it writes to the log, what an approval lets through, what it costs."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from firstmate.adapters import freeze_file, orders_sidecar
from firstmate.adapters.approval_store import ApprovalStore
from firstmate.guard.log import verify
from tests.hook.hooks import PACKAGES, Hook, event_of
from tests.support.people import approve_all, state_of

HEADLESS = {"CLAUDE_CODE_ENTRYPOINT": "sdk-cli"}
DEFERS = {**HEADLESS, "FIRSTMATE_DEFERS": "1"}
DELETE = "kubectl delete deployment web -n shop"
HEAVY = ("asyncio", "click", "dataclasses", "datetime", "http", "inspect", "pathlib", "rich", "sqlite3", "ssl", "yaml")
"""Modules that would cost the hook more than its own work."""


def bash(command: str, **more: Any) -> dict[str, Any]:
    return event_of("Bash", {"command": command, "description": "words"}, **more)


def state(hook: Hook) -> Path:
    return state_of(hook.home)


def log(hook: Hook) -> list[dict[str, Any]]:
    lines = (state(hook) / "log.jsonl").read_text().splitlines()
    assert verify(lines, []).breaches == ()
    return [json.loads(line) for line in lines]


def test_what_has_nothing_to_do_with_operations_gets_no_answer(hook: Hook) -> None:
    """And no entry in the log."""
    assert hook.engine_asked(bash("ls -la src")).printed == b"{}"
    assert not state(hook).exists()


def test_a_read_is_allowed_and_logged(hook: Hook) -> None:
    """Unasked."""
    assert hook.engine_asked(bash("kubectl get pods")).decision == "allow"
    (entry,) = log(hook)
    assert (entry["tier"], entry["decision"], entry["call"], entry["session"]) == ("read", "allow", "toolu_1", "s")


def test_what_is_safe_is_allowed_logged_and_counted(hook: Hook) -> None:
    """The fourth restart of one object within an hour is asked about."""
    said = [hook.engine_asked(bash("kubectl rollout restart deployment/web -n shop")).decision for _ in range(4)]
    assert said == ["allow", "allow", "allow", "ask"]


def test_what_is_risky_is_asked_about(hook: Hook) -> None:
    """With the reason and the safer form."""
    answer = hook.engine_asked(bash(DELETE))
    assert answer.decision == "ask"
    assert "deletes deployment web" in answer.reason
    assert "--dry-run=server" in answer.reason


@pytest.mark.parametrize("tool", ["Monitor", "PowerShell", "SomethingNew"])
def test_every_tool_that_runs_a_command_is_guarded(hook: Hook, tool: str) -> None:
    """Also one that nobody has heard of: it is known by its input."""
    assert hook.engine_asked(event_of(tool, {"command": DELETE, "description": "x"})).decision == "ask"
    assert hook.engine_asked(event_of(tool, {"command": "ls -la", "description": "x"})).decision == "none"


@pytest.mark.parametrize(
    ("tool", "given", "decision"),
    [
        ("Write", {"file_path": "/tmp/x/a.py", "content": "pass"}, "none"),
        ("Write", {"file_path": "/home/op/.claude/settings.json", "content": "{}"}, "deny"),
        ("Edit", {"file_path": "/home/op/.config/firstmate/standing-orders.yaml", "old_string": "a"}, "ask"),
        ("Read", {"file_path": "/home/op/.kube/config"}, "ask"),
        ("Read", {"file_path": "/tmp/x/a.py"}, "none"),
    ],
)
def test_files_are_guarded(hook: Hook, tool: str, given: dict[str, str], decision: str) -> None:
    """The guard's own, the orders and credentials; others are nobody's business."""
    assert hook.engine_asked(event_of(tool, given, cwd="/tmp/x")).decision == decision


def test_what_is_forbidden_is_denied(hook: Hook) -> None:
    """Nobody is asked."""
    assert hook.engine_asked(bash("kubectl delete namespace kube-system")).decision == "deny"


@pytest.mark.parametrize("agent", ["k8s-diagnostician", "firstmate:k8s-diagnostician"])
def test_an_agent_stays_under_its_ceiling(hook: Hook, agent: str) -> None:
    """The diagnostician reads, by whichever name it goes."""
    more = {"agent_id": "a1", "agent_type": agent}
    assert hook.engine_asked(bash("kubectl get pods", **more)).decision == "allow"
    assert hook.engine_asked(bash("kubectl rollout restart deployment/web -n shop", **more)).decision == "deny"


def test_nothing_is_changed_while_it_is_frozen(hook: Hook) -> None:
    """Reads go on."""
    freeze_file.freeze(str(state(hook)), freeze_file.Freeze(time.time(), None, "op"))
    assert hook.engine_asked(bash("kubectl rollout restart deployment/web -n shop")).decision == "deny"
    assert hook.engine_asked(bash("kubectl get pods")).decision == "allow"


def test_what_the_orders_protect_is_asked_about(hook: Hook) -> None:
    """Also files of a project, which nobody else looks at, and by the quick way."""
    edit = event_of("Edit", {"file_path": "/code/gitops/web.yaml", "old_string": "a"}, cwd="/code/gitops")
    assert hook.engine_asked(edit).decision == "none"
    written = hook.home / ".config" / "firstmate" / "standing-orders.yaml"
    written.parent.mkdir(parents=True)
    written.write_text("schema: 1\nprotected: {paths: [/code/gitops]}\n")
    content = {"schema": 1, "protected": {"paths": ["/code/gitops"]}}
    orders_sidecar.accept(str(state(hook) / "orders.json"), orders_sidecar.digest_of(str(written)), content)
    assert hook.engine_asked(edit).decision == "ask"
    assert hook.engine_asked(bash("uniq a web.yaml", cwd="/code/gitops")).decision == "ask"
    assert hook.engine_asked(bash("ls", cwd="/code/gitops")).decision == "none"


def test_what_cannot_be_logged_is_not_done(hook: Hook) -> None:
    """A full disk, or here: a file where the folder should be."""
    state(hook).parent.mkdir(parents=True)
    state(hook).write_text("")
    assert hook.engine_asked(bash(DELETE)).decision == "deny"
    assert hook.engine_asked(bash("kubectl get pods")).decision == "allow"


def test_headless_a_person_may_approve_it_elsewhere(hook: Hook) -> None:
    """Denied with the number of the request; after the approval it runs once, and for these bytes only."""
    denied = hook.engine_asked(bash(DELETE), **HEADLESS)
    assert denied.decision == "deny"
    assert "firstmate approve 1" in denied.reason
    approve_all(hook.home)
    assert hook.engine_asked(bash(f"{DELETE} --now"), **HEADLESS).decision == "deny"
    assert hook.engine_asked(bash(DELETE, cwd="/"), **HEADLESS).decision == "deny"
    assert hook.engine_asked(bash(DELETE), **HEADLESS).decision == "allow"
    assert hook.engine_asked(bash(DELETE), **HEADLESS).decision == "deny"
    assert [entry.get("approval") for entry in log(hook) if entry["decision"] == "allow"] == ["1"]


def test_a_child_of_the_daemon_puts_it_off(hook: Hook) -> None:
    """Deferred, once however often it asks; allowed after the approval."""
    for _ in range(2):
        assert hook.engine_asked(bash(DELETE), **DEFERS).decision == "defer"
    assert len(ApprovalStore(str(state(hook))).all()) == 1
    approve_all(hook.home)
    assert hook.engine_asked(bash(DELETE), **DEFERS).decision == "allow"


def test_a_manifest_swapped_after_the_approval_is_not_applied(hook: Hook, tmp_path: Path) -> None:
    """The approval is bound to what the file held; what runs reads a copy of it."""
    manifest = tmp_path / "web.yaml"
    manifest.write_text("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web, namespace: shop}\n")
    event = bash(f"kubectl apply -f {manifest}")
    assert hook.engine_asked(event, **HEADLESS).decision == "deny"
    approve_all(hook.home)
    text = manifest.read_text()
    manifest.write_text(text.replace("web,", "other,"))
    assert hook.engine_asked(event, **HEADLESS).decision == "deny"
    manifest.write_text(text)
    answer = hook.engine_asked(event, **HEADLESS)
    assert answer.decision == "allow"
    copy = answer.said["updatedInput"]["command"].rpartition(" ")[2]
    assert (copy != str(manifest), Path(copy).read_text()) == (True, text)


def test_an_answer_that_takes_too_long_is_a_question(hook: Hook) -> None:
    """The engine gives up by itself: here its shfmt hangs, and a pipe nobody writes to is never waited for."""
    fifo = hook.home / "fifo"
    subprocess.run(["mkfifo", fifo], check=True)
    began = time.monotonic()
    assert hook.engine_asked(bash(f"kubectl apply -f {fifo}")).decision == "ask"
    assert time.monotonic() - began < 2.5


def after(call: str, response: Any) -> dict[str, Any]:
    return bash(call, hook_event_name="PostToolUse", tool_response=response)


def test_the_outcome_is_logged(hook: Hook) -> None:
    """Of what changes something; a failure with the first line of its message."""
    hook.engine_asked(bash("kubectl rollout restart deployment/web -n shop"))
    hook.engine_asked(after("kubectl rollout restart deployment/web -n shop", {"stdout": "restarted", "stderr": ""}))
    failed = bash("x", hook_event_name="PostToolUseFailure", error="Exit code 1\nnot found")
    hook.engine_asked(failed)
    assert [(entry["event"], entry.get("outcome")) for entry in log(hook)[1:]] == [
        ("done", "done"),
        ("done", "Exit code 1"),
    ]


def test_no_secret_in_an_output_reaches_the_model(hook: Hook) -> None:
    """In the shape of the tool, as the client wants it; the rest stays as it was."""
    hook.engine_asked(bash("kubectl logs web"))
    answer = hook.engine_asked(after("kubectl logs web", {"stdout": "password: hunter2hunter2\nup", "isImage": False}))
    shown = answer.said["updatedToolOutput"]
    assert "hunter2" not in shown["stdout"]
    assert (shown["stdout"].endswith("\nup"), shown["isImage"]) == (True, False)


def test_output_of_other_programs_is_left_alone(hook: Hook) -> None:
    """A password in a source file that is edited stays what it is."""
    assert hook.engine_asked(after("cat settings.py", {"stdout": "password = 'hunter2hunter2'"})).printed == b"{}"


def test_output_that_is_too_long_to_search_is_withheld(hook: Hook) -> None:
    """And says so."""
    hook.engine_asked(bash("kubectl logs web"))
    answer = hook.engine_asked(after("kubectl logs web", {"stdout": "password: hunter2hunter2\n" * 50_000}))
    assert "withheld" in answer.said["updatedToolOutput"]["stdout"]


def test_the_plugins_hook_stands_aside_where_the_settings_have_one(hook: Hook) -> None:
    """Else an approval would be used twice for one call."""
    settings = hook.home / ".claude" / "settings.json"
    settings.parent.mkdir()
    settings.write_text("{}")
    assert hook.engine_asked(bash(DELETE), FIRSTMATE_HOOK="plugin").decision == "ask"
    settings.write_text(json.dumps({"hooks": {"PreToolUse": [{"hooks": [{"command": str(hook.engine)}]}]}}))
    assert hook.engine_asked(bash(DELETE), FIRSTMATE_HOOK="plugin").decision == "none"
    assert hook.engine_asked(bash(DELETE)).decision == "ask"


@pytest.mark.parametrize("command", ["ls -la src", "kubectl get pods -n shop"])
def test_the_engine_is_light(hook: Hook, command: str) -> None:
    """What it imports for a plain command."""
    code = f"import sys; sys.path[:0] = {list(map(str, PACKAGES))}; from firstmate.entrypoints.hook import main; main()"
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-X", "importtime", "-c", code],
        input=json.dumps(bash(command)).encode(),
        env={"HOME": str(hook.home)},
        capture_output=True,
    )
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.decode().splitlines()}
    assert imported >= {"firstmate.entrypoints.hook"}
    assert imported.isdisjoint(HEAVY)

"""Protected files: rows of (tier, command), and the client's own tools."""

from __future__ import annotations

import pytest

from firstmate.guard.decide import decide
from firstmate.guard.orders import Orders
from firstmate.guard.values import Known, ToolCall
from tests.guard.commands.rows import rows
from tests.guard.support import decided, tier_of

HERE = {"cwd": "/repo", "home": "/home/op"}
ROWS = rows("files")


@pytest.mark.parametrize(("tier", "command"), ROWS, ids=[row[1][:80] for row in ROWS])
def test_a_command_has_the_tier_that_its_files_deserve(tier: str, command: str):
    """By what it reads, writes and removes, not by how it is written."""
    assert tier_of(command, **HERE) == tier


def test_there_are_rows_enough():
    """200, none of them twice, a third of them nobody's business."""
    commands = [command for _, command in ROWS]

    assert len(commands) >= 200 and len(set(commands)) == len(commands)
    assert sum(tier == "none" for tier, _ in ROWS) >= 65


@pytest.mark.parametrize(
    ("tool", "field", "path", "tier"),
    [
        ("Write", "file_path", "/repo/x.py", None),
        ("Edit", "file_path", "/repo/.claude/commands/x.md", None),
        ("Write", "file_path", "/repo/.claude/settings.json", "forbidden"),
        ("Edit", "file_path", "/home/op/.claude/settings.local.json", "forbidden"),
        ("MultiEdit", "file_path", "/home/op/.claude.json", "forbidden"),
        ("NotebookEdit", "notebook_path", "/home/op/.bashrc", "risky"),
        ("Write", "file_path", "/home/op/.config/firstmate/standing-orders.yaml", "risky"),
        ("Write", "file_path", "/home/op/.local/share/firstmate/bin/firstmate", "forbidden"),
        ("Write", "file_path", "/repo/.git/hooks/pre-commit", "risky"),
        ("Write", "file_path", "/etc/hosts", "risky"),
        ("Read", "file_path", "/home/op/.kube/config", "risky"),
        ("Read", "file_path", "/repo/README.md", None),
        ("Grep", "path", "/home/op/.ssh/id_rsa", "risky"),
        ("Grep", "glob", "*.py", None),
    ],
)
def test_a_tool_of_the_client_is_held_to_the_same(tool: str, field: str, path: str, tier: str | None):
    """What Bash may not write, Write may not either."""
    assert decide(ToolCall(tool, {field: path}), Known(**HERE)).tier == tier


@pytest.mark.parametrize(
    ("variable", "folder", "path"),
    [
        ("CLAUDE_CONFIG_DIR", "/data/claude", "/data/claude/settings.json"),
        ("CLAUDE_CONFIG_DIR", "/data/claude/", "/data/claude/hooks/x"),
        ("XDG_STATE_HOME", "/data/state", "/data/state/firstmate/log.jsonl"),
        ("XDG_DATA_HOME", "/data/share", "/data/share/firstmate/venv/bin/python"),
    ],
)
def test_folders_that_lie_elsewhere_are_found(variable: str, folder: str, path: str):
    """The variables of the call say where."""
    assert tier_of(f"echo x > {path}", **HERE, env={variable: folder}) == "forbidden"


def test_a_project_where_services_have_their_data_is_a_project():
    """What lies under the call's own folder is not somebody else's."""
    assert tier_of("echo x > a.txt", cwd="/srv/gitops", home="/home/op") == "none"
    assert tier_of("echo x > /srv/other/a.txt", cwd="/srv/gitops", home="/home/op") == "risky"


def test_the_reason_says_which_file_and_why():
    """For the person who is asked."""
    decision = decided("cp ~/.kube/config /tmp/x", **HERE)

    assert decision.rule == "files.read.secret"
    assert decision.reasons == ("reads ~/.kube/config: holds credentials",)


@pytest.mark.parametrize(
    ("command", "tier"),
    [
        ("echo x > /code/gitops/a.yaml", "risky"),
        ("echo x > gitops/a.yaml", "risky"),
        ("rm -rf /code/gitops", "risky"),
        ("rm -rf /code", "risky"),
        ("sed -i s/a/b/ gitops/apps/web.yaml", "risky"),
        ("cp x.yaml gitops/", "risky"),
        ("touch ~/notes/a", "risky"),
        ("frobnicate gitops/a.yaml", "risky"),
        ('echo x > "$OUT/a.yaml"', "risky"),
        ("tee /code/x/secret.txt < a", "risky"),
        ("echo x > /code/x/a/b/secret.txt", "risky"),
        ("cat gitops/a.yaml", "none"),
        ("ls gitops", "none"),
        ("echo x > other/a.yaml", "none"),
        ("echo x > gitops2/a.yaml", "none"),
        ("rm -rf build", "none"),
    ],
)
def test_paths_that_the_standing_orders_protect(command: str, tier: str):
    """Changes to them, below them, and of folders that hold them are asked about; reading is not."""
    orders = Orders(paths=("/code/gitops", "~/notes/*", "/code/*/secret.txt"))
    assert tier_of(command, cwd="/code", home="/home/op", orders=orders) == tier


def test_a_file_tool_heeds_protected_paths():
    """As the shell does; nothing is said where nothing is protected."""
    call = ToolCall("Edit", {"file_path": "/code/gitops/a.yaml"})
    known = Known(cwd="/code", orders=Orders(paths=("/code/gitops/*",)))
    assert decide(call, known).tier == "risky"
    assert "protect /code/gitops/*" in decide(call, known).reasons[0]
    assert decide(call, Known(cwd="/code")).tier is None

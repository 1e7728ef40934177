"""Whatever ~/.claude looks like: install, uninstall, and not one byte, mode or link of the user's has changed."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from installer import bundle
from installer.disk import Disk

from tests.install.conftest import Bundle, Tree

HOOKS = {
    "model": "opus",
    "hooks": {"PreToolUse": [{"matcher": "Bash", "hooks": [{"type": "command", "command": "~/guard.sh"}]}]},
    "permissions": {"allow": ["Bash(git log:*)"], "deny": ["Read(./.env)"]},
}


def settings(content: str | bytes) -> Callable[[Path], None]:
    """A state whose settings.json has just this content."""
    data = content.encode() if isinstance(content, str) else content

    def make(claude: Path) -> None:
        claude.mkdir()
        (claude / "settings.json").write_bytes(data)

    return make


def linked_settings(claude: Path) -> None:
    settings("{}")(claude)
    (claude.parent / "dotfiles.json").write_text('{"model": "opus"}\n')
    (claude / "settings.json").unlink()
    (claude / "settings.json").symlink_to("../dotfiles.json")


def dangling_settings(claude: Path) -> None:
    claude.mkdir()
    (claude / "settings.json").symlink_to("nowhere.json")


def linked_folder(claude: Path) -> None:
    (claude.parent / "dotfiles").mkdir()
    claude.symlink_to("dotfiles")
    (claude / "settings.json").write_text('{\n\t"model": "opus"\n}\n')


def read_only_settings(claude: Path) -> None:
    settings('{"model": "opus"}')(claude)
    (claude / "settings.json").chmod(0o444)


def private_settings(claude: Path) -> None:
    settings('{"model": "opus"}')(claude)
    (claude / "settings.json").chmod(0o600)


def own_files(claude: Path) -> None:
    for name in ("commands/project/cluster-status.md", "agents/k8s-diagnostician.md", "skills/orchestrator/SKILL.md"):
        (claude / name).parent.mkdir(parents=True)
        (claude / name).write_text(f"my own {name}\n")


def folders_for_files(claude: Path) -> None:
    (claude / "agents" / "git-operator.md").mkdir(parents=True)
    (claude / "commands" / "project" / "practice.md" / "mine").mkdir(parents=True)


def dangling_command(claude: Path) -> None:
    (claude / "commands" / "project").mkdir(parents=True)
    (claude / "commands" / "project" / "practice.md").symlink_to("/nonexistent/practice.md")


def settings_is_a_folder(claude: Path) -> None:
    (claude / "settings.json").mkdir(parents=True)


def empty_folders(claude: Path) -> None:
    for name in ("commands/project", "agents", "skills/orchestrator"):
        (claude / name).mkdir(parents=True)


STATES: dict[str, Callable[[Path], None]] = {
    "nothing": lambda _: None,
    "empty folder": lambda claude: claude.mkdir(),
    "empty folders": empty_folders,
    "hooks and rules": settings(json.dumps(HOOKS, indent=2) + "\n"),
    "one line, no last newline": settings(json.dumps(HOOKS)),
    "indented by four": settings(json.dumps(HOOKS, indent=4)),
    "tabs": settings(json.dumps(HOOKS, indent="\t") + "\n"),
    "Windows line ends": settings(json.dumps(HOOKS, indent=2).replace("\n", "\r\n") + "\r\n"),
    "byte order mark": settings(b"\xef\xbb\xbf" + json.dumps(HOOKS).encode()),
    "comments": settings('{\n  // mine\n  "model": "opus" /* big */\n}\n'),
    "trailing comma": settings('{"model": "opus",}'),
    "doubled key": settings('{"permissions": {"allow": ["A"]}, "permissions": {"allow": ["B"]}}'),
    "empty file": settings(""),
    "not an object": settings('["model"]'),
    "permissions is a list": settings('{"permissions": []}'),
    "allow is a text": settings('{"permissions": {"allow": "Bash"}}'),
    "broken": settings('{"model": '),
    "deep": settings('{"a": ' + "[" * 5000 + "]" * 5000 + "}"),
    "huge": settings(json.dumps({"env": {f"KEY_{i}": "x" * 100 for i in range(20_000)}})),
    "unicode": settings('{"statusLine": "⎈ Küche \\ud83d\\ude80", "model": "opus"}\n'),
    "invalid UTF-8": settings(b'{"model": "\xff\xfe"}'),
    "our entries are there already": settings('{"permissions": {"allow": ["Bash(firstmate status)"]}}\n'),
    "settings are a link": linked_settings,
    "settings are a dangling link": dangling_settings,
    "the folder is a link": linked_folder,
    "settings are read-only": read_only_settings,
    "settings are private": private_settings,
    "settings are a folder": settings_is_a_folder,
    "own files of our names": own_files,
    "folders where our files go": folders_for_files,
    "a dangling link where a command goes": dangling_command,
}


@pytest.mark.parametrize("state", STATES)
def test_uninstalling_leaves_it_byte_identical(
    state: str, installed: Bundle, snapshot_of_tree: Callable[[Path], Tree]
) -> None:
    """Contents, permissions and link targets are what they were, and no folder of ours stays."""
    STATES[state](installed.claude)
    before = snapshot_of_tree(installed.home)

    installed.install()
    during = snapshot_of_tree(installed.home)
    installed.install()
    again = snapshot_of_tree(installed.home)
    installed.uninstall()

    assert during != before
    assert during == again
    assert snapshot_of_tree(installed.home) == before


@pytest.mark.parametrize(
    "state", ["own files of our names", "folders where our files go", "comments", "broken", "deep"]
)
def test_what_is_left_alone_is_named(state: str, installed: Bundle) -> None:
    """A file that is not ours is never overwritten, and the user is told which."""
    STATES[state](installed.claude)

    assert installed.install().left_alone


@pytest.mark.parametrize(
    "state", ["hooks and rules", "tabs", "Windows line ends", "byte order mark", "settings are a link"]
)
def test_the_merged_settings_keep_what_the_user_wrote(state: str, installed: Bundle) -> None:
    """Same keys in the same order, same line ends and mark; ours are added at the end of the list."""
    STATES[state](installed.claude)
    path = installed.claude / "settings.json"
    before = path.read_bytes()

    installed.install()
    after = path.read_bytes()

    old, new = (json.loads(content.decode("utf-8-sig")) for content in (before, after))
    mine = old.get("permissions", {}).get("allow", [])
    assert list(old) == list(new)[: len(old)]
    assert new["permissions"]["allow"][: len(mine)] == mine
    assert f"Bash({installed.launcher} status)" in new["permissions"]["allow"]
    assert (b"\r\n" in before, before[:3] == b"\xef\xbb\xbf") == (b"\r\n" in after, after[:3] == b"\xef\xbb\xbf")
    assert path.is_symlink() == (state == "settings are a link")


def test_our_hooks_come_after_the_users_own(installed: Bundle) -> None:
    """Both run; theirs stay as they are. One entry for each event, also after another install."""
    STATES["hooks and rules"](installed.claude)
    for _ in range(2):
        installed.install()
    hooks = json.loads((installed.claude / "settings.json").read_bytes())["hooks"]
    assert hooks["PreToolUse"][0] == HOOKS["hooks"]["PreToolUse"][0]  # type: ignore[index]
    assert {event: len(entries) for event, entries in hooks.items()} == {
        "PreToolUse": 2,
        "PostToolUse": 1,
        "PostToolUseFailure": 1,
    }
    (ours,) = hooks["PreToolUse"][1]["hooks"]
    assert ours["onFailure"] == "block"
    assert str(Path(installed.launcher).with_name("hook")) in ours["command"]


def test_settings_that_cannot_be_merged_leave_no_guard_and_say_so(installed: Bundle) -> None:
    """Nobody believes to be guarded who is not."""
    STATES["comments"](installed.claude)
    assert any("the guard is NOT on" in line for line in installed.install().left_alone)


def test_only_our_entries_go_when_the_user_has_edited_since(installed: Bundle) -> None:
    """An edit after the install survives the uninstall; an entry that was the user's own before stays."""
    STATES["our entries are there already"](installed.claude)
    path = installed.claude / "settings.json"
    installed.install()
    edited = json.loads(path.read_bytes())
    edited["model"] = "haiku"
    edited["permissions"]["allow"].append("Bash(ls:*)")
    path.write_text(json.dumps(edited))

    installed.uninstall()

    assert json.loads(path.read_bytes()) == {
        "permissions": {"allow": ["Bash(firstmate status)", "Bash(ls:*)"]},
        "model": "haiku",
    }


def test_a_changed_file_of_ours_is_kept_aside(installed: Bundle) -> None:
    """The user's version gets a name of its own, ours is installed beside it, and both are named."""
    installed.install()
    command = installed.claude / "commands/project/practice.md"
    command.write_text("my improvement")

    outcome = installed.install()

    assert command.with_name("practice.md.user-changed").read_text() == "my improvement"
    assert "project" in outcome.left_alone[0]
    assert command.read_text() != "my improvement"


def test_a_file_changed_twice_is_kept_twice(installed: Bundle) -> None:
    """The second version kept aside does not take the first one's place."""
    command = installed.claude / "commands/project/practice.md"
    for version in ("first", "second"):
        installed.install()
        command.write_text(version)
    installed.install()

    assert command.with_name("practice.md.user-changed").read_text() == "first"
    assert command.with_name("practice.md.user-changed2").read_text() == "second"


def test_settings_written_after_an_uninstall_are_not_touched_by_another(installed: Bundle) -> None:
    """What `--plugin` takes away is forgotten: the user's own rule of the same words stays, in the user's own style."""
    installed.install()
    bundle.uninstall(installed.record, Disk())
    path = installed.claude / "settings.json"
    mine = '{ "permissions": {"allow": [ "Bash(firstmate status)" ]} }'
    path.write_text(mine)

    installed.uninstall()

    assert path.read_text() == mine


def test_settings_that_lost_our_entries_by_hand_keep_their_style(installed: Bundle) -> None:
    """Nothing of ours is in them any more, so nothing is written."""
    installed.install()
    path = installed.claude / "settings.json"
    mine = '{ "model":   "opus" }'
    path.write_text(mine)

    installed.uninstall()

    assert path.read_text() == mine


def test_a_launcher_with_a_space_in_its_path_is_quoted_everywhere(installed: Bundle) -> None:
    """The rule in the settings is the command that the pages name."""
    installed.launcher = "/home/a b/firstmate"

    installed.install()

    allowed = json.loads((installed.claude / "settings.json").read_bytes())["permissions"]["allow"]
    assert "Bash('/home/a b/firstmate' status --markdown)" in allowed
    assert "`'/home/a b/firstmate' status" in (installed.claude / "commands/project/cluster-status.md").read_text()


def test_uninstalling_keeps_a_file_that_the_user_has_changed(installed: Bundle) -> None:
    """It is theirs now."""
    installed.install()
    command = installed.claude / "commands/project/practice.md"
    command.write_text("my improvement")

    outcome = installed.uninstall()

    assert command.read_text() == "my improvement"
    assert str(command) in outcome.left_alone[0]


def test_an_upgrade_replaces_and_removes_its_own_files(installed: Bundle) -> None:
    """A file that the new version does not have goes; a changed one is replaced without a copy aside."""
    agent, command = installed.claude / "agents/a.md", installed.claude / "commands/project/c.md"
    installed.install(files={agent: b"one", command: b"one"})

    outcome = installed.install(files={command: b"two"})

    assert (agent.exists(), command.read_bytes(), outcome.left_alone) == (False, b"two", [])


def test_another_folder_is_refused_while_one_is_installed(installed: Bundle) -> None:
    """Two copies of the bundle would be two sets of permissions; the first has to go first."""
    installed.install()
    installed.claude = installed.home / "elsewhere"

    with pytest.raises(Exception, match="installed in"):
        installed.install()


def test_no_temporary_file_stays(installed: Bundle) -> None:
    """What is written beside is renamed or removed."""
    installed.install()

    assert [f for _, _, files in os.walk(installed.home) for f in files if "firstmate-tmp" in f] == []

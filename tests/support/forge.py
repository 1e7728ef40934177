"""A fake Gitea: its API as its swagger documents it, as far as pull requests go, over real bare repositories.

Merging one really merges. Pull requests are numbered across issues as Gitea does, statuses and comments are kept.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote

from tests.support.git_server import TOKEN, Bare, GitServer, git, serving

Answer = tuple[int, Any]
NOT_FOUND: Answer = (404, {"message": "The target couldn't be found.", "url": "/api/swagger"})


@dataclass
class FakeGitea:
    """Its state; `server` serves it and the repositories under one address, as the real one does."""

    server: GitServer
    pulls: dict[tuple[str, int], dict[str, Any]] = field(default_factory=dict)
    statuses: dict[str, dict[str, str]] = field(default_factory=dict)
    """Commit → context → state."""
    comments: dict[tuple[str, int], list[str]] = field(default_factory=dict)
    checking: int = 0
    """So many merges are told to come again later, as while Gitea works out whether there is a conflict."""
    lost: str = ""
    """`METHOD suffix` of a request that is done and whose answer gets lost."""

    def __post_init__(self) -> None:
        self.server.api = self.answer

    @property
    def url(self) -> str:
        return self.server.url

    def bare(self, name: str = "ops/home") -> Bare:
        return self.server.bare(name)

    # ---- the API ---------------------------------------------------------------------------------------------------

    def answer(self, method: str, path: str, body: Any, token: str) -> Answer:
        where, _, query = path.partition("?")
        found = re.fullmatch(r"/api/v1/repos/([^/]+/[^/]+)/(.*)", where)
        if not found or not (self.server.root / f"{unquote(found[1])}.git").is_dir():
            return NOT_FOUND
        if method != "GET" and token != TOKEN:
            return 401, {"message": "token is required"}
        answer = self._of_repository(method, unquote(found[1]), found[2], body, parse_qs(query))
        if self.lost and self.lost == f"{method} {found[2].rpartition('/')[2]}":
            self.lost = ""
            return 502, {"message": "bad gateway"}
        return answer

    def _of_repository(self, method: str, name: str, rest: str, body: Any, query: dict[str, list[str]]) -> Answer:
        parts = [unquote(part) for part in rest.split("/")]
        match [method, *parts]:
            case ["POST", "pulls"]:
                return self._create(name, body)
            case ["GET", "pulls", number] if number.isdigit():
                return self._shown(name, int(number))
            case ["PATCH", "pulls", number]:
                return self._patch(name, int(number), body)
            case ["POST", "pulls", number, "merge"]:
                return self._merge(name, int(number), body)
            case ["GET", "pulls", base, *head]:
                return self._by_branches(name, base, "/".join(head))
            case ["GET", "commits", sha, "status"]:
                return self._status(sha)
            case ["POST", "issues", number, "comments"]:
                return self._comment(name, int(number), body)
            case ["GET", "issues", number, "comments"]:
                said = self.comments.get((name, int(number)), [])
                page, limit = int(query["page"][0]), int(query["limit"][0])
                return 200, [
                    self._as_comment(name, int(number), text) for text in said[(page - 1) * limit : page * limit]
                ]
        return NOT_FOUND

    def _create(self, name: str, body: Any) -> Answer:
        bare = self.bare(name)
        if not bare.tip(body["head"]) or not bare.tip(body["base"]):
            return NOT_FOUND
        if any(
            (pull["state"], pull["base"], pull["head"]) == ("open", body["base"], body["head"])
            for (owner, _), pull in self.pulls.items()
            if owner == name
        ):
            return 409, {"message": "pull request already exists for these targets"}
        number = 1 + sum(owner == name for owner, _ in self.pulls)
        self.pulls[name, number] = {**body, "state": "open", "merged": "", "sha": ""}
        return 201, self._shown(name, number)[1]

    def _shown(self, name: str, number: int) -> Answer:
        pull = self.pulls.get((name, number))
        if pull is None:
            return NOT_FOUND
        tip = self.bare(name).tip(pull["head"])
        pull["sha"] = pull["sha"] if pull["merged"] or not tip else tip
        return 200, {
            "number": number,
            "state": pull["state"],
            "title": pull["title"],
            "body": pull.get("body", ""),
            "html_url": f"{self.url}/{name}/pulls/{number}",
            "merged": bool(pull["merged"]),
            "merged_at": "2026-03-01T20:00:00Z" if pull["merged"] else None,
            "merge_commit_sha": pull["merged"] or None,
            "mergeable": pull["state"] == "open",
            "head": {"ref": pull["head"] if tip else f"refs/pull/{number}/head", "sha": pull["sha"]},
            "base": {"ref": pull["base"], "sha": self.bare(name).tip(pull["base"])},
        }

    def _by_branches(self, name: str, base: str, head: str) -> Answer:
        for (owner, number), pull in self.pulls.items():
            if (owner, pull["base"], pull["head"]) == (name, base, head):
                return self._shown(name, number)
        return NOT_FOUND

    def _patch(self, name: str, number: int, body: Any) -> Answer:
        pull = self.pulls.get((name, number))
        if pull is None:
            return NOT_FOUND
        if pull["merged"]:
            return 412, {"message": "cannot change state of this pull request, it was already merged"}
        pull.update({key: body[key] for key in ("state", "title", "body") if key in body})
        return 201, self._shown(name, number)[1]

    def _merge(self, name: str, number: int, body: Any) -> Answer:
        status, shown = self._shown(name, number)
        if status != 200:
            return NOT_FOUND
        pull, bare = self.pulls[name, number], self.bare(name)
        if pull["state"] != "open":
            return 405, {"message": "Pull request is closed"}
        if self.checking:
            self.checking -= 1
            return 405, {"message": "Please try again later"}
        if body.get("head_commit_id") not in (None, "", shown["head"]["sha"]):
            return 409, {"message": "head out of date"}
        ours, theirs = bare.tip(pull["base"]), shown["head"]["sha"]
        tried = subprocess.run(
            ["git", "merge-tree", "--write-tree", ours, theirs], cwd=bare.path, capture_output=True, text=True
        )
        if tried.returncode:
            return 409, {"message": "merge conflict"}
        message = "\n\n".join(filter(None, (body.get("MergeTitleField"), body.get("MergeMessageField"))))
        tree = tried.stdout.split()[0]
        made = git("commit-tree", tree, "-p", ours, "-p", theirs, "-m", message, cwd=bare.path).strip()
        git("update-ref", f"refs/heads/{pull['base']}", made, ours, cwd=bare.path)
        pull.update(state="closed", merged=made)
        return 200, None

    def _status(self, sha: str) -> Answer:
        """Nothing at all where there is none, as Gitea answers."""
        told = self.statuses.get(sha)
        if not told:
            return 200, None
        return 200, {"state": "", "statuses": [{"context": name, "status": state} for name, state in told.items()]}

    def _comment(self, name: str, number: int, body: Any) -> Answer:
        if (name, number) not in self.pulls:
            return NOT_FOUND
        self.comments.setdefault((name, number), []).append(body["body"])
        return 201, self._as_comment(name, number, body["body"])

    def _as_comment(self, name: str, number: int, text: str) -> dict[str, Any]:
        return {"id": 1, "body": text, "html_url": f"{self.url}/{name}/pulls/{number}#issuecomment-1"}


@contextmanager
def gitea(root: Path) -> Iterator[FakeGitea]:
    """A fake Gitea until the block ends."""
    with serving(root) as server:
        yield FakeGitea(server)

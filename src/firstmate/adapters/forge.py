"""Pull requests on a forge, by its documented REST API: Gitea and Forgejo (/api/swagger), GitHub (docs.github.com).

Nothing is decided or repeated here. No error holds the token.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from shlex import join, quote
from typing import Any, TypeVar
from urllib.parse import quote as escaped
from urllib.parse import urlsplit

import msgspec

from firstmate import web
from firstmate.sites.values import Forge as Place

TIMEOUT = 20.0
PAGE = 50
MOST_PAGES = 20
OPEN, MERGED, CLOSED = "open", "merged", "closed"
PASSED, PENDING, FAILED, NONE = "success", "pending", "failure", "none"
BAD = frozenset({"failure", "error", "timed_out", "cancelled", "action_required", "startup_failure"})


class ForgeError(Exception):
    """The forge did not do it: one sentence. `status` is that of HTTP; `uncertain`: it may have been done."""

    def __init__(self, message: str, status: int = 0, uncertain: bool = False) -> None:
        super().__init__(message)
        self.status = status
        self.uncertain = uncertain


@dataclass(frozen=True)
class Pull:
    """A pull request. `state`: open, merged or closed; `sha`: the commit at its head; `merged_as`: what it became."""

    number: int
    state: str
    title: str
    url: str
    base: str
    head: str
    sha: str
    merged_as: str = ""


@dataclass(frozen=True)
class Checks:
    """What the commit statuses come to, and those that are not well: name and what they say."""

    state: str
    told: tuple[str, ...] = ()


class _End(msgspec.Struct):
    ref: str = ""
    sha: str = ""


class _Pull(msgspec.Struct):
    number: int
    state: str
    head: _End
    base: _End
    title: str = ""
    html_url: str = ""
    merged_at: str | None = None
    merge_commit_sha: str | None = None


class _Status(msgspec.Struct):
    """Of Gitea, which says `status`, and of GitHub, which says `state`."""

    context: str = ""
    status: str = ""
    state: str = ""
    description: str | None = ""


class _Combined(msgspec.Struct):
    state: str = ""
    statuses: list[_Status] | None = None


class _Run(msgspec.Struct):
    name: str
    status: str
    conclusion: str | None = None


class _Runs(msgspec.Struct):
    check_runs: list[_Run]


class _Comment(msgspec.Struct):
    body: str | None = ""
    html_url: str = ""


class _Said(msgspec.Struct):
    message: str = ""


S = TypeVar("S")


class Gitea:
    """One repository on a Gitea or a Forgejo."""

    api = "/api/v1"
    accept = "application/json"
    scheme = "token"

    def __init__(self, place: Place, name: str, token: str) -> None:
        """`name` is OWNER/REPOSITORY."""
        self.place = place
        self.name = name
        self._token = token
        self._root = f"{self._base(place.url)}/repos/{'/'.join(escaped(part, safe='') for part in name.split('/'))}"

    def _base(self, url: str) -> str:
        return f"{url}{self.api}"

    # ---- pull requests ---------------------------------------------------------------------------------------------

    def pull(self, number: int) -> Pull:
        return _told(self._as(_Pull, "GET", f"/pulls/{number}"))

    def pull_of(self, base: str, head: str) -> Pull | None:
        """The pull request from one branch to another, open or not; None where there is none."""
        try:
            return _told(self._as(_Pull, "GET", f"/pulls/{escaped(base, safe='')}/{escaped(head, safe='/')}"))
        except ForgeError as error:
            if error.status == 404:
                return None
            raise

    def open(self, base: str, head: str, title: str, text: str) -> Pull:
        """A new pull request."""
        told = {"base": base, "head": head, "title": title, "body": text}
        return _told(self._as(_Pull, "POST", "/pulls", told))

    def set_open(self, number: int, is_open: bool) -> None:
        """Close it, or open it again."""
        self._ask("PATCH", f"/pulls/{number}", {"state": "open" if is_open else "closed"})

    def merge(self, number: int, sha: str, title: str, text: str) -> None:
        """Merge it, if its head still is that commit."""
        told = {"Do": "merge", "head_commit_id": sha, "MergeTitleField": title, "MergeMessageField": text}
        self._ask("POST", f"/pulls/{number}/merge", told)

    def comment(self, number: int, text: str) -> str:
        """Say something; its address."""
        return self._as(_Comment, "POST", f"/issues/{number}/comments", {"body": text}).html_url

    def comment_with(self, number: int, mark: str) -> str:
        """The address of a comment that holds a text; "" where there is none."""
        for page in range(1, MOST_PAGES):
            query = f"?per_page={PAGE}&limit={PAGE}&page={page}"
            found = self._as(list[_Comment], "GET", f"/issues/{number}/comments{query}")
            for comment in found:
                if mark in (comment.body or ""):
                    return comment.html_url
            if len(found) < PAGE:
                break
        return ""

    def checks(self, sha: str) -> Checks:
        """What builds and tests say about a commit. Gitea answers nothing at all where nobody said anything."""
        body = self._ask("GET", f"/commits/{escaped(sha, safe='')}/status")
        combined = _decoded(_Combined, body) if body.strip() else _Combined()
        return summed({status.context: status.status or status.state for status in combined.statuses or ()})

    # ---- commands of the same effect, for the guard and for people ------------------------------------------------

    def open_line(self, base: str, head: str, title: str, text: str) -> str:
        words = (f"--head={head}", f"--base={base}", f"--title={title}", f"--description={text}")
        return self._tea("pulls", "create", *words)

    def merge_line(self, number: int, sha: str) -> str:
        del sha  # tea has no flag for it: merging through the API does
        return self._tea("pulls", "merge", str(number))

    def close_line(self, number: int) -> str:
        return self._tea("pulls", "close", str(number))

    def reopen_line(self, number: int) -> str:
        return self._tea("pulls", "reopen", str(number))

    def comment_line(self, number: int, text: str) -> str:
        return f"{self._tea('comment', str(number))} -- {quote(text)}"

    def _tea(self, *words: str) -> str:
        return join(("tea", *words, f"--repo={self.name}"))

    # ---- asking ----------------------------------------------------------------------------------------------------

    def _as(self, shape: type[S], method: str, path: str, body: Mapping[str, Any] | None = None) -> S:
        return _decoded(shape, self._ask(method, path, body))

    def _ask(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> bytes:
        headers = {"Accept": self.accept, "Content-Type": "application/json"}
        if self._token:
            headers["Authorization"] = f"{self.scheme} {self._token}"
        sent = None if body is None else msgspec.json.encode(body)
        try:
            answer = web.ask(method, self._root + path, TIMEOUT, headers, sent)
        except web.NoAnswerError as error:
            unsure = error.sent and method != "GET"
            raise ForgeError(f"the forge does not answer: {error.missing.detail}", uncertain=unsure) from error
        if answer.status >= 300:
            raise ForgeError(self._refusal(answer), answer.status, uncertain=answer.status >= 500 and method != "GET")
        return answer.body

    def _refusal(self, answer: web.Answer) -> str:
        what = {
            401: f"does not take the token: look at ${self.place.token}"
            if self._token
            else f"wants ${self.place.token}",
            403: "does not allow it with this token",
            404: f"has no such thing in {self.name}, or does not show it with this token",
        }.get(answer.status, f"answers HTTP {answer.status}")
        try:
            said = " ".join(msgspec.json.decode(answer.body, type=_Said).message.split())[:200]
        except (msgspec.DecodeError, UnicodeDecodeError):
            said = ""
        return f"{self.place.url} {what}" + (f" ({said})" if said else "")


class GitHub(Gitea):
    """One repository on GitHub, or on a GitHub Enterprise of one's own."""

    accept = "application/vnd.github+json"
    scheme = "Bearer"

    def _base(self, url: str) -> str:
        return "https://api.github.com" if urlsplit(url).hostname == "github.com" else f"{url}/api/v3"

    def pull_of(self, base: str, head: str) -> Pull | None:
        owner = self.name.partition("/")[0]
        query = f"?state=all&base={escaped(base, safe='')}&head={escaped(f'{owner}:{head}', safe='')}"
        found = self._as(list[_Pull], "GET", f"/pulls{query}")
        return _told(found[0]) if found else None

    def merge(self, number: int, sha: str, title: str, text: str) -> None:
        told = {"merge_method": "merge", "sha": sha, "commit_title": title, "commit_message": text}
        self._ask("PUT", f"/pulls/{number}/merge", told)

    def open_line(self, base: str, head: str, title: str, text: str) -> str:
        return self._gh("create", f"--head={head}", f"--base={base}", f"--title={title}", f"--body={text}")

    def merge_line(self, number: int, sha: str) -> str:
        return self._gh("merge", str(number), "--merge", f"--match-head-commit={sha}")

    def close_line(self, number: int) -> str:
        return self._gh("close", str(number))

    def reopen_line(self, number: int) -> str:
        return self._gh("reopen", str(number))

    def comment_line(self, number: int, text: str) -> str:
        return self._gh("comment", str(number), f"--body={text}")

    def _gh(self, *words: str) -> str:
        return join(("gh", "pr", *words, f"--repo={urlsplit(self.place.url).hostname}/{self.name}"))

    def checks(self, sha: str) -> Checks:
        """Statuses, and the runs of checks that GitHub keeps apart from them."""
        which = escaped(sha, safe="")
        statuses = self._as(_Combined, "GET", f"/commits/{which}/status").statuses or ()
        runs = self._as(_Runs, "GET", f"/commits/{which}/check-runs?per_page=100").check_runs
        return summed({s.context: s.state for s in statuses} | {run.name: run.conclusion or run.status for run in runs})


KINDS = {"gitea": Gitea, "github": GitHub}


def summed(states: Mapping[str, str]) -> Checks:
    """One bad status makes all bad; one that is not over, and everybody waits."""
    bad = tuple(f"{name}: {state}" for name, state in sorted(states.items()) if state in BAD)
    waiting = tuple(f"{name}: {state}" for name, state in sorted(states.items()) if state in WAITING)
    if bad or waiting:
        return Checks(FAILED if bad else PENDING, bad or waiting)
    return Checks(PASSED if states else NONE)


WAITING = frozenset({"pending", "queued", "in_progress", "waiting", "requested", "expected"})


def _told(pull: _Pull) -> Pull:
    state = MERGED if pull.merged_at else CLOSED if pull.state == "closed" else OPEN
    merged_as = (pull.merge_commit_sha or "") if state == MERGED else ""
    return Pull(pull.number, state, pull.title, pull.html_url, pull.base.ref, pull.head.ref, pull.head.sha, merged_as)


def _decoded(shape: type[S], body: bytes) -> S:
    try:
        return msgspec.json.decode(body, type=shape)
    except msgspec.DecodeError as error:
        raise ForgeError("the forge answers something else than its API says") from error

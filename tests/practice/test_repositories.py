"""Repositories of this machine are read at any revision, and no other host is asked."""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from firstmate.practice.repositories import LocalRepositories, RepositoryError, is_local
from tests.practice.git_kit import BAD, GOOD, Repository


def test_revisions(repository: Repository, repositories: LocalRepositories) -> None:
    """A branch, a tag (of both kinds), a commit, and the default branch."""
    first = repository.git("rev-parse", "HEAD")
    repository.git("tag", "light")
    repository.git("tag", "-a", "-m", "heavy", "heavy")
    second = repository.commit(deployment=BAD)
    url = str(repository.path)
    for revision, commit in (("", second), ("HEAD", second), ("main", second), (first, first)):
        assert repositories.read(url, revision, "deploy").revision == commit
    for tag in ("light", "heavy"):
        assert repositories.read(url, tag, "deploy").files["deployment.yaml"] == GOOD


@pytest.mark.parametrize("url", ["{path}", "file://{path}"])
def test_repositories_by_path(repository: Repository, repositories: LocalRepositories, url: str) -> None:
    """The root of a repository has its folders in it."""
    files = repositories.read(url.format(path=repository.path), "main", ".").files
    assert set(files) == {"deploy/deployment.yaml", "deploy/service.yaml"}


@contextmanager
def over_http(folder: Path) -> Iterator[str]:
    with serving(functools.partial(QuietHandler, directory=str(folder))) as address:
        yield address


@contextmanager
def serving(handler: Callable[..., Any]) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def redirecting(target: str) -> Iterator[str]:
    """A server that sends everybody to the same path below `target`."""

    class Redirecting(QuietHandler):
        def do_GET(self) -> None:
            self.send_response(302)
            self.send_header("Location", target + self.path.removeprefix("/shop.git"))
            self.end_headers()

    with serving(Redirecting) as address:
        yield address


class QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_a_repository_over_http(repository: Repository, repositories: LocalRepositories) -> None:
    """From a server on loopback."""
    repository.git("update-server-info")
    with over_http(repository.path) as address:
        files = repositories.read(f"{address}/.git", "main", "deploy").files
    assert files["deployment.yaml"] == GOOD


def test_no_server_sends_git_elsewhere(repository: Repository, repositories: LocalRepositories) -> None:
    """A redirection is an error, even one to loopback."""
    repository.git("update-server-info")
    with (
        over_http(repository.path) as address,
        redirecting(f"{address}/.git") as elsewhere,
        pytest.raises(RepositoryError, match="cannot be reached"),
    ):
        repositories.read(f"{elsewhere}/shop.git", "main", "deploy")


@pytest.mark.parametrize(
    ("revision", "path", "words"),
    [
        ("nothing", "deploy", "unable to resolve 'nothing' to a commit SHA"),
        ("0" * 40, "deploy", f"unable to resolve '{'0' * 40}' to a commit SHA"),
        ("--upload-pack=touch x", "deploy", "unable to resolve '--upload-pack=touch x' to a commit SHA"),
        ("main", "nothing", "nothing: app path does not exist"),
        ("main", "--output=x", "--output=x: app path does not exist"),
    ],
)
def test_what_is_not_there(
    repository: Repository, repositories: LocalRepositories, revision: str, path: str, words: str
) -> None:
    """Is told in Argo CD's words; what looks like an option is none."""
    with pytest.raises(RepositoryError, match=f".*{words.replace('(', '.')}"):
        repositories.read(str(repository.path), revision, path)


@pytest.mark.parametrize(
    "url",
    [
        "https://github.com/a/b.git",
        "http://gitea.example/a.git",
        "ssh://localhost/a",
        "git@host:a",
        "ext::sh -c x",
        "-x",
    ],
)
def test_no_other_host_is_asked(repositories: LocalRepositories, url: str) -> None:
    """Nor any program that a URL names."""
    assert not is_local(url)
    with pytest.raises(RepositoryError, match="is not on this machine"):
        repositories.read(url, "main", ".")

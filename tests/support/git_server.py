"""A real git server on loopback: git's own http-backend behind a small web server, which a forge may share."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

TOKEN = "s3cret-of-the-forge"
IDENTITY = {
    "GIT_AUTHOR_NAME": "ann",
    "GIT_AUTHOR_EMAIL": "a@x",
    "GIT_COMMITTER_NAME": "ann",
    "GIT_COMMITTER_EMAIL": "a@x",
}
Api = Callable[[str, str, Any, str], tuple[int, Any]]
"""Method, path with its query, decoded body, token → status and what is answered as JSON (None: nothing)."""


def git(*words: str, cwd: Path | None = None, text: str | None = None) -> str:
    """What git says, of the test's own doing: without a person's settings."""
    env = {"PATH": os.environ["PATH"], "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1", **IDENTITY}
    done = subprocess.run(["git", *words], cwd=cwd, env=env, input=text, capture_output=True, text=True)
    assert done.returncode == 0, (words, done.stderr)
    return done.stdout


@dataclass
class Bare:
    """A repository as the server has it."""

    path: Path

    @classmethod
    def new(cls, path: Path, files: Mapping[str, str]) -> Bare:
        """With a first commit of these files on `main`."""
        git("init", "--quiet", "--bare", "--initial-branch=main", str(path))
        git("config", "http.receivepack", "true", cwd=path)
        made = cls(path)
        made.commit(files, "The beginning")
        return made

    def commit(self, files: Mapping[str, str], message: str, branch: str = "main", start: str = "") -> str:
        """Somebody else's commit of these files on a branch; `->TARGET` makes a link."""
        before = self.tip(branch) or (self.tip(start) if start else "")
        self._indexed("read-tree", before or "--empty")
        for name, content in files.items():
            is_link = content.startswith("->")
            blob = git("hash-object", "-w", "--stdin", cwd=self.path, text=content.removeprefix("->")).strip()
            mode = "120000" if is_link else "100644"
            self._indexed("update-index", "--add", "--cacheinfo", f"{mode},{blob},{name}")
        parent = ["-p", before] if before else []
        made = git("commit-tree", self._indexed("write-tree").strip(), *parent, "-m", message, cwd=self.path).strip()
        git("update-ref", f"refs/heads/{branch}", made, cwd=self.path)
        return made

    def _indexed(self, *words: str) -> str:
        env = {
            "PATH": os.environ["PATH"],
            "GIT_INDEX_FILE": str(self.path / "index.of.tests"),
            "GIT_DIR": str(self.path),
        }
        return subprocess.run(["git", *words], env=env, capture_output=True, text=True, check=True).stdout

    def tip(self, branch: str = "main") -> str:
        """The commit of a branch; "" where there is none."""
        listed = git("for-each-ref", "--format=%(objectname)", f"refs/heads/{branch}", cwd=self.path)
        return listed.strip()

    def branches(self) -> list[str]:
        listed = git("for-each-ref", "--format=%(refname:short)", "refs/heads/", cwd=self.path)
        return listed.split()

    def text(self, name: str, branch: str = "main") -> str:
        """A file as it stands on a branch."""
        return git("show", f"refs/heads/{branch}:{name}", cwd=self.path)

    def files(self, branch: str = "main") -> list[str]:
        return git("ls-tree", "-r", "--name-only", f"refs/heads/{branch}", cwd=self.path).split()

    def message(self, branch: str = "main") -> str:
        return git("log", "--max-count=1", "--format=%B", f"refs/heads/{branch}", cwd=self.path)


@dataclass
class GitServer:
    """Repositories below a folder, by http: anybody reads, who has the token writes."""

    root: Path
    url: str = ""
    api: Api | None = None
    asked: list[tuple[str, str]] = field(default_factory=list)
    """Method and path of everything that was asked."""
    refuses: str = ""
    """Part of a path that is answered with HTTP 500."""
    watch: Callable[[str], None] = lambda what: None
    """Told `before METHOD PATH` and `after METHOD PATH` of everything that is asked, before the answer is sent."""
    raw: bytes | None = None
    """What everything is answered with, when it is not None."""

    def bare(self, name: str = "ops/home", files: Mapping[str, str] | None = None) -> Bare:
        """A repository OWNER/NAME, made with these files when there are some."""
        path = self.root / f"{name}.git"
        return Bare.new(path, files) if files is not None else Bare(path)

    def may_write(self, authorization: str) -> bool:
        """Whether it is the token, as an API or as git sends it."""
        scheme, _, rest = authorization.partition(" ")
        if scheme == "Basic":
            return base64.b64decode(rest).decode().partition(":")[2] == TOKEN
        return rest == TOKEN


@contextmanager
def serving(root: Path) -> Iterator[GitServer]:
    """Until the block ends."""
    state = GitServer(root)

    class Handler(_Handler):
        server_state = state

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    server_state: GitServer

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def do_PATCH(self) -> None:
        self._answer()

    def do_PUT(self) -> None:
        self._answer()

    def _answer(self) -> None:
        state = self.server_state
        state.asked.append((self.command, self.path))
        body = self._body()
        state.watch(f"before {self.command} {self.path}")
        authorization = self.headers.get("Authorization", "")
        if state.refuses and state.refuses in self.path:
            self._send(500, {}, b"out of order")
        elif state.raw is not None:
            self._send(200, {}, state.raw)
        elif self.path.startswith("/api/") and state.api:
            self._api(state.api, body, authorization)
        elif "git-receive-pack" in self.path and not state.may_write(authorization):
            self._send(401, {"WWW-Authenticate": 'Basic realm="Gitea"'}, b"")
        else:
            self._backend(body)

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding") == "chunked":
            parts = []
            while size := int(self.rfile.readline().strip(), 16):
                parts.append(self.rfile.read(size))
                self.rfile.readline()
            self.rfile.readline()
            return b"".join(parts)
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def _api(self, api: Api, body: bytes, authorization: str) -> None:
        token = TOKEN if self.server_state.may_write(authorization) else ""
        status, said = api(self.command, self.path, json.loads(body) if body else None, token)
        self._send(status, {"Content-Type": "application/json"}, b"" if said is None else json.dumps(said).encode())

    def _backend(self, body: bytes) -> None:
        path, _, query = self.path.partition("?")
        env = {
            "PATH": os.environ["PATH"],
            "GIT_PROJECT_ROOT": str(self.server_state.root),
            "GIT_HTTP_EXPORT_ALL": "1",
            "GIT_CONFIG_GLOBAL": "/dev/null",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "REQUEST_METHOD": self.command,
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
            "HTTP_GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
            "REMOTE_ADDR": "127.0.0.1",
        }
        done = subprocess.run(["git", "http-backend"], input=body, env=env, capture_output=True)
        head, _, content = done.stdout.partition(b"\r\n\r\n")
        headers = dict(line.split(": ", 1) for line in head.decode().splitlines() if ": " in line)
        self._send(int(headers.pop("Status", "200").split()[0]), headers, content)

    def _send(self, status: int, headers: Mapping[str, str], content: bytes) -> None:
        self.server_state.watch(f"after {self.command} {self.path}")
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet."""

"""A fake API server on loopback that misbehaves on purpose. What it serves well is an empty, healthy cluster."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from firstmate.snapshot.kinds import KINDS

Plain = dict[str, Any]
HTML = b"<!doctype html><title>Log in</title><form>\x1b[31m</form>"


@dataclass(frozen=True)
class Answer:
    """What to send: `drip` a byte at a time, `hang` before the first, headers without end, a `length` that is wrong."""

    body: bytes = b"{}"
    status: int = 200
    drip: bool = False
    hang: bool = False
    endless_headers: bool = False
    length: int | None = None
    headers: dict[str, str] = field(default_factory=dict)


Behaviour = Callable[[str, dict[str, str]], Answer | None]
"""From a path and its query to an answer; None for the healthy one."""


def as_json(value: Any, status: int = 200) -> Answer:
    return Answer(json.dumps(value).encode(), status)


def refused(status: int, reason: str) -> Answer:
    """As the API server refuses: a Status object."""
    return as_json({"kind": "Status", "code": status, "reason": reason, "message": f"{reason}, says the fake"}, status)


@contextmanager
def fake_api(behaviour: Behaviour) -> Iterator[str]:
    """Serve until the block ends; gives the base URL."""
    over = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            query = {key: values[0] for key, values in parse_qs(parts.query).items()}
            answer = behaviour(parts.path, query) or healthy(parts.path)
            if answer.hang:
                over.wait()
            elif answer.endless_headers:
                self.drip(b"HTTP/1.1 200 OK\r\nX-Long: " + b"a" * 1000)
            else:
                self.give(answer)

        def give(self, answer: Answer) -> None:
            self.send_response(answer.status)
            length = len(answer.body) if answer.length is None else answer.length
            for name, value in {"Content-Length": str(length), **answer.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            if answer.drip:
                self.drip(answer.body)
            else:
                self.wfile.write(answer.body)
            self.close_connection = answer.length is not None

        def drip(self, content: bytes) -> None:
            for byte in content:
                self.wfile.write(bytes([byte]))
                if over.wait(0.2):
                    return

        def log_message(self, *_: object) -> None:
            """Nobody wants to read it."""

        def handle(self) -> None:
            try:
                super().handle()
            except ConnectionError:
                self.close_connection = True  # the client gave up, as it should

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        over.set()
        server.shutdown()
        thread.join()
        server.server_close()


def healthy(path: str) -> Answer:
    """Every kind is served and none has an object."""
    groups: dict[str, list[str]] = {}
    for kind in KINDS:
        for version in kind.versions:
            if "/" in version:
                groups.setdefault(version.partition("/")[0], []).append(version)
    if path == "/version":
        return as_json({"gitVersion": "v1.34.1"})
    if path == "/api":
        return as_json({"versions": ["v1"]})
    if path == "/apis":
        served = [{"name": g, "versions": [{"groupVersion": v} for v in vs]} for g, vs in groups.items()]
        return as_json({"groups": served})
    if path.rpartition("/")[2] in {kind.plural for kind in KINDS}:
        return as_json({"metadata": {}, "items": []})
    prefix = path.removeprefix("/apis/").removeprefix("/api/")
    return as_json({"resources": [{"name": k.plural, "kind": k.kind} for k in KINDS if prefix in k.versions]})


def kubeconfig(folder: Path, server: str, token: str = "t", authority: Path | None = None) -> Path:
    """A kubeconfig for this server."""
    trust: Plain = {"certificate-authority": str(authority)} if authority else {}
    content = {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": "here",
        "contexts": [{"name": "here", "context": {"cluster": "here", "user": "here"}}],
        "clusters": [{"name": "here", "cluster": {"server": server, **trust}}],
        "users": [{"name": "here", "user": {"token": token}}],
    }
    (folder / "kubeconfig").write_text(json.dumps(content))
    return folder / "kubeconfig"

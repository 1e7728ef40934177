"""A fake of Argo CD's own API, over the applications of a practice cluster, as its documentation describes it.

https://argo-cd.readthedocs.io/en/stable/developer-guide/api-docs/
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from tests.practice.kit import Kit

TOKEN = "a-token"
PATH = "/api/v1/applications"
OBJECTS = "/apis/argoproj.io/v1alpha1/namespaces/{}/applications/{}"
ALL = "/apis/argoproj.io/v1alpha1/{}applications"
Plain = dict[str, Any]


class RefusedError(Exception):
    """HTTP status and words."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status = status


class Fake:
    """What the server does with a request: it decides, and its controller is that of the practice cluster."""

    def __init__(self, kit: Kit) -> None:
        self.kit = kit

    def answer(self, method: str, url: str, token: str, body: Any) -> Any:
        if token != f"Bearer {TOKEN}":
            raise RefusedError(401, "no session information")
        place = urlsplit(url)
        query = {key: values[0] for key, values in parse_qs(place.query).items()}
        name, _, verb = unquote(place.path.removeprefix(PATH).lstrip("/")).partition("/")
        namespace = query.get("appNamespace") or (body or {}).get("appNamespace", "")
        if not name:
            return self.kit.get(ALL.format(f"namespaces/{namespace}/" if namespace else ""))
        path = OBJECTS.format(namespace, name)
        if self.kit.call("GET", path)[0] == 404:
            raise RefusedError(404, f'applications.argoproj.io "{name}" not found')
        return {"GET": self.read, "PATCH": self.patch, "POST": self.sync}[method](
            path, query if body is None else body, verb
        )

    def read(self, path: str, query: Plain, verb: str) -> Any:
        if "refresh" in query:
            self.kit.patch(
                path, {"metadata": {"annotations": {"argocd.argoproj.io/refresh": query["refresh"]}}}, "merge-patch"
            )
            self.kit.pass_time(4)
        return self.kit.get(path)

    def patch(self, path: str, asked: Plain, verb: str) -> Any:
        """Of what is patched, only the spec and the annotations are taken."""
        patch = json.loads(asked["patch"])
        notes = {"metadata": {"annotations": patch.get("metadata", {}).get("annotations", {})}}
        return self.kit.patch(path, {**notes, "spec": patch.get("spec", {})}, "merge-patch")

    def sync(self, path: str, asked: Plain, verb: str) -> Any:
        live = self.kit.get(path)
        if verb != "sync":
            raise RefusedError(501, "Method Not Allowed")
        if "operation" in live:
            raise RefusedError(400, "another operation is already in progress")
        if (live["spec"].get("syncPolicy") or {}).get("automated") is not None and asked.get("revision"):
            raise RefusedError(400, f"Cannot sync to {asked['revision']}: auto-sync currently set to HEAD")
        sync = {"prune": asked.get("prune", False), "syncStrategy": asked["strategy"]}
        sync |= {"syncOptions": items} if (items := asked.get("syncOptions", {}).get("items")) else {}
        sync |= {"revision": asked["revision"]} if asked.get("revision") else {}
        retry = {"retry": asked["retryStrategy"]} if "retryStrategy" in asked else {}
        operation = {"initiatedBy": {"username": "firstmate"}, "info": asked.get("infos"), "sync": sync, **retry}
        return self.kit.patch(path, {"operation": operation}, "merge-patch")


@contextmanager
def argo_server(kit: Kit) -> Iterator[str]:
    """Its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(Fake(kit).answer))
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(answer: Callable[[str, str, str, Any], Any]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            body = json.loads(self.rfile.read(length)) if length else None
            try:
                status, told = 200, answer(self.command, self.path, self.headers.get("Authorization", ""), body)
            except RefusedError as error:
                status, told = error.status, {"error": str(error), "code": 9, "message": str(error)}
            self.send_response(status)
            self.end_headers()
            self.wfile.write(json.dumps(told).encode())

        do_PATCH = do_POST = do_GET  # noqa: N815 - names that http.server looks for

        def log_message(self, *arguments: object) -> None:
            """Nothing is said."""

    return Handler

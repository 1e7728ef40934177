"""Argo CD by its own API, with a token: applications are read, patched, refreshed and synced.

https://argo-cd.readthedocs.io/en/stable/developer-guide/api-docs/ . No error holds the token.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

import msgspec

from firstmate import web

TIMEOUT = 20.0
PATH = "/api/v1/applications"
Plain = Mapping[str, Any]


class ArgoError(Exception):
    """It did not do it: one sentence. `status` is that of HTTP, 0: no answer; `uncertain`: it may have been done."""

    def __init__(self, message: str, status: int = 0, uncertain: bool = False) -> None:
        super().__init__(message)
        self.status = status
        self.uncertain = uncertain


@dataclass(frozen=True)
class Argo:
    """One server: `argocd.example.org:443`, or its whole address."""

    server: str
    token: str = field(repr=False)

    def get(self, name: str, namespace: str, refresh: str = "") -> Plain:
        """The Application; with `refresh` (normal, hard) after it was compared with Git. Raises ArgoError."""
        return self._ask("GET", name, {"appNamespace": namespace, "refresh": refresh})

    def all(self, namespace: str) -> list[Plain]:
        """Every Application that the token may see, in a namespace or in all. Raises ArgoError."""
        return list(self._ask("GET", "", {"appNamespace": namespace}).get("items") or [])

    def patch(self, name: str, namespace: str, patch: Plain) -> None:
        """Merge a patch into spec and annotations: it takes nothing else from it. Raises ArgoError."""
        text = msgspec.json.encode(patch).decode()
        self._ask("PATCH", name, {}, {"name": name, "appNamespace": namespace, "patch": text, "patchType": "merge"})

    def sync(self, name: str, namespace: str, asked: Plain) -> None:
        """Ask for a sync. Raises ArgoError."""
        self._ask("POST", f"{name}/sync", {}, {"name": name, "appNamespace": namespace, **asked})

    def _ask(self, method: str, path: str, query: Mapping[str, str], body: Plain | None = None) -> Plain:
        address = self.server if "://" in self.server else f"https://{self.server}"
        words = urlencode({key: value for key, value in query.items() if value})
        url = f"{address.rstrip('/')}{PATH}{'/' if path else ''}{quote(path)}{'?' if words else ''}{words}"
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        sent = None if body is None else msgspec.json.encode(body)
        try:
            answer = web.ask(method, url, TIMEOUT, headers, sent)
        except web.NoAnswerError as error:
            raise ArgoError(error.missing.detail, uncertain=error.sent and method != "GET") from error
        return _decoded(answer, self.server)


def _decoded(answer: web.Answer, server: str) -> Plain:
    try:
        found = msgspec.json.decode(answer.body)
    except msgspec.DecodeError:
        found = None
    if not isinstance(found, dict):
        raise ArgoError(f"{server} answers with HTTP {answer.status}, not as Argo CD does", answer.status)
    if answer.status != 200:
        raise ArgoError(str(found.get("message") or found.get("error") or answer.status), answer.status)
    return found

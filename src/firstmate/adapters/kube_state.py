"""One quick look at named objects: what guard.state has to know. Light, bounded, and only by the user's kubeconfig.

It runs no program, follows no redirect and goes through no proxy; whatever is not plain and quick is not known.
"""

from __future__ import annotations

import base64
import http.client
import json
import os
import ssl
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from time import monotonic
from typing import Any
from urllib.parse import urlencode, urlsplit

import yaml

from firstmate.deadline import within
from firstmate.guard.kube.facts import UnreadableError, facts_of
from firstmate.guard.kube.kubeconfig import Connection, connection_of

SECONDS = 0.3
"""For everything that one command asks."""
LARGEST = 256 * 1024
METADATA = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1"
NOT_SERVED = b"404 page not found"
"""What the API server says about a group or version that it does not have."""
ONE = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1"


def answer(subject: str, default: str, seconds: float = SECONDS) -> dict[str, Any] | None:
    """What `Question("object", subject)` asks for; `default` are the paths of the user's kubeconfig, ":" between.

    None when it could not be found out in time.
    """
    asked = json.loads(subject)
    try:
        return within(seconds, lambda: _facts(asked, asked["kubeconfig"] or default, seconds))
    except (OSError, ValueError, RecursionError, http.client.HTTPException, UnreadableError):
        return None  # TimeoutError is an OSError, JSON's and YAML's decoding errors are ValueErrors


class Looks:
    """The looks of one decision: all of them together take no longer than `seconds`."""

    def __init__(self, default: str, seconds: float = SECONDS) -> None:
        self.default = default
        self.left = seconds

    def answer(self, subject: str) -> dict[str, Any] | None:
        """As `answer`, with the time that is left."""
        began = monotonic()
        found = answer(subject, self.default, self.left) if self.left > 0 else None
        self.left -= monotonic() - began
        return found


def _facts(asked: Mapping[str, Any], paths: str, seconds: float) -> dict[str, Any]:
    """The facts of every name. Raises OSError, ValueError, HTTPException or UnreadableError."""
    connection = connection_of(
        [document for path in paths.split(":") for document in _documents(path)], asked["context"]
    )
    if connection is None:
        raise UnreadableError("the context is reached by a program, a proxy, or not at all")
    with _opened(connection, seconds) as api:
        return {name: facts_of(asked["kind"], asked["namespace"], name, api.get) for name in asked["names"]}


def _documents(path: str) -> Iterator[Any]:
    """What the file holds, its relative paths made absolute. A file that is not there is left out, as kubectl does."""
    if not os.path.isfile(path):
        return
    with open(path, encoding="utf-8") as file:
        try:
            document = yaml.load(file.read(1024 * 1024), Loader=yaml.CSafeLoader)
        except (yaml.YAMLError, RecursionError) as error:
            raise UnreadableError(str(error)) from error
    yield _rooted(document, os.path.dirname(path))


def _rooted(value: Any, folder: str) -> Any:
    """Files that a kubeconfig names are seen from its own folder."""
    names = ("certificate-authority", "client-certificate", "client-key", "tokenFile")
    for section, inner in (("clusters", "cluster"), ("users", "user")):
        for entry in value.get(section) or [] if isinstance(value, dict) else []:
            held = entry.get(inner) if isinstance(entry, dict) else None
            if isinstance(held, dict):
                held.update({name: os.path.join(folder, str(held[name])) for name in names if held.get(name)})
    return value


class _Api:
    """GETs over one connection."""

    def __init__(self, connection: http.client.HTTPConnection, prefix: str, headers: Mapping[str, str]) -> None:
        self.connection = connection
        self.prefix = prefix
        self.headers = headers

    def get(self, path: str, query: Mapping[str, str], brief: bool) -> dict[str, Any] | None:
        """The answer; None when there is no such thing. Raises UnreadableError for every other."""
        accept = (METADATA if query else ONE) if brief else "application/json"
        url = f"{self.prefix}{path}{'?' + urlencode(query) if query else ''}"
        self.connection.request("GET", url, headers={**self.headers, "Accept": accept})
        response = self.connection.getresponse()
        body = response.read(LARGEST + 1)
        if len(body) > LARGEST or response.length:
            raise UnreadableError("the answer is too long, or breaks off")
        if response.status == 404 and body.startswith(NOT_SERVED):
            return None
        found = json.loads(body)
        if response.status == 404 and isinstance(found, dict) and found.get("kind") == "Status":
            return None
        if response.status != 200 or not isinstance(found, dict):
            raise UnreadableError(f"HTTP {response.status}")
        return found


@contextmanager
def _opened(connection: Connection, seconds: float) -> Iterator[_Api]:
    server = urlsplit(connection.server)
    if server.scheme not in ("http", "https") or not server.hostname or server.username:
        raise UnreadableError("not a plain address")
    opened: http.client.HTTPConnection
    if server.scheme == "https":
        context = _trust(connection)
        opened = http.client.HTTPSConnection(server.hostname, server.port or 443, timeout=seconds, context=context)
    else:
        opened = http.client.HTTPConnection(server.hostname, server.port or 80, timeout=seconds)
    try:
        yield _Api(opened, server.path.rstrip("/"), {"User-Agent": "firstmate", **_credentials(connection.user)})
    finally:
        opened.close()


def _credentials(user: Mapping[str, Any]) -> dict[str, str]:
    token = str(user.get("token") or "")
    if not token and user.get("tokenFile"):
        with open(user["tokenFile"], encoding="utf-8") as file:
            token = file.read(64 * 1024).strip()
    if token:
        return {"Authorization": f"Bearer {token}"}
    if user.get("username"):
        pair = f"{user['username']}:{user.get('password') or ''}"
        return {"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}
    return {}


def _trust(connection: Connection) -> ssl.SSLContext:
    authority = connection.cluster.get("certificate-authority-data")
    context = ssl.create_default_context(
        cafile=connection.cluster.get("certificate-authority") if not authority else None,
        cadata=base64.b64decode(str(authority)).decode("ascii") if authority else None,
    )
    if connection.cluster.get("insecure-skip-tls-verify") is True:
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with ExitStack() as stack:
        certificate = _file_of(connection.user, "client-certificate", stack)
        key = _file_of(connection.user, "client-key", stack)
        if certificate and key:
            context.load_cert_chain(certificate, key)
    return context


def _file_of(user: Mapping[str, Any], name: str, stack: ExitStack) -> str:
    """A file with the certificate or key. What the kubeconfig holds itself goes through a pipe, never to the disk."""
    data = user.get(f"{name}-data")
    if not data:
        return str(user.get(name) or "")
    content = base64.b64decode(str(data))
    if len(content) > 32 * 1024:
        raise UnreadableError("more than a pipe holds")
    reading, writing = os.pipe()
    stack.callback(os.close, reading)
    os.write(writing, content)
    os.close(writing)
    return f"/dev/fd/{reading}"

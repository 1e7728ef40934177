"""Stand-ins on loopback: servers that hang in every way, and small ones in place of what Debian does not have."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from dns import message, rcode, rrset

Talk = Callable[[socket.socket, threading.Event], None]


def silent(connection: socket.socket, over: threading.Event) -> None:
    """Accepts and never says a word."""
    over.wait()


def dripping(connection: socket.socket, over: threading.Event) -> None:
    """Says a byte a fifth of a second, of an answer that has no end."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nX-Long: ")
    while not over.wait(0.2):
        connection.sendall(b"a")


def half_handshake(connection: socket.socket, over: threading.Event) -> None:
    """Begins a TLS record and does not end it."""
    connection.recv(4096)
    connection.sendall(b"\x16\x03\x03\x00\x7a\x02\x00")
    over.wait()


def garbage(connection: socket.socket, over: threading.Event) -> None:
    """Answers what no protocol knows, and hangs up."""
    connection.recv(4096)
    connection.sendall(b"\x00\xff garbage \r\n" * 3)


def hanging_up(connection: socket.socket, over: threading.Event) -> None:
    """Accepts and hangs up."""


@contextmanager
def tcp(talk: Talk) -> Iterator[int]:
    """A server whose every connection is talked to like this; its port."""
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0), backlog=128) as server:
        threading.Thread(target=_accept, args=(server, talk, over), daemon=True).start()
        try:
            yield server.getsockname()[1]
        finally:
            over.set()
            server.shutdown(socket.SHUT_RDWR)


def _accept(server: socket.socket, talk: Talk, over: threading.Event) -> None:
    while True:
        try:
            connection, _ = server.accept()
        except OSError:
            return
        threading.Thread(target=_talked, args=(connection, talk, over), daemon=True).start()


def _talked(connection: socket.socket, talk: Talk, over: threading.Event) -> None:
    with connection:
        try:
            talk(connection, over)
        except OSError:
            return  # the other side went away


@contextmanager
def dns(names: Mapping[str, str] | None) -> Iterator[int]:
    """A stand-in for a DNS server that knows these names; with None it never answers. Its port, of UDP."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        server.settimeout(0.2)
        over = threading.Event()
        thread = threading.Thread(target=_answer_names, args=(server, names, over), daemon=True)
        thread.start()
        try:
            yield server.getsockname()[1]
        finally:
            over.set()
            thread.join()


def _answer_names(server: socket.socket, names: Mapping[str, str] | None, over: threading.Event) -> None:
    while not over.is_set():
        try:
            asked, address = server.recvfrom(4096)
        except TimeoutError:
            continue
        if names is None:
            continue
        answer = message.make_response(message.from_wire(asked))
        question = answer.question[0]
        known = names.get(question.name.to_text().rstrip("."))
        if known:
            answer.answer.append(rrset.from_text(question.name, 60, "IN", "A", known))
        else:
            answer.set_rcode(rcode.NXDOMAIN)
        server.sendto(answer.to_wire(), address)


@contextmanager
def http(pages: Mapping[str, Any], key: str = "") -> Iterator[int]:
    """A stand-in that answers with JSON by path; an int is a status. With `key`, only who brings it, but
    for /readyz; its port.
    """

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            page = pages.get(path, 404)
            brought = (self.headers.get("api-key"), self.headers.get("Authorization"))
            status = 401 if key and path != "/readyz" and key not in brought else page if isinstance(page, int) else 200
            self.send_response(status)
            self.end_headers()
            self.wfile.write(json.dumps({} if isinstance(page, int) else page).encode())

        def log_message(self, *words: object) -> None:
            """Quietly."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()

"""HTTP with bounds: what comes back, what does not, and what no error says."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from firstmate import web
from firstmate.snapshot.listing import Why
from firstmate.web import Answer, NoAnswerError


class Site(BaseHTTPRequestHandler):
    """Echoes what it is asked, points elsewhere, talks for ever or drips."""

    def do_GET(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        asked = f"{self.command} {self.headers.get('Authorization')} {self.rfile.read(length).decode()}"
        match self.path.partition("?")[0]:
            case "/away":
                self.answer(302, b"", ("Location", "http://127.0.0.1:1/"))
            case "/long":
                self.answer(200, b"x" * 5000)
            case "/drip":
                self.answer(200, b"", ("Content-Length", "1000"))
                self.drip()
            case "/silent":
                time.sleep(1.0)
            case _:
                self.answer(404 if self.path == "/none" else 200, asked.encode())

    do_POST = do_GET  # noqa: N815 - the name that http.server looks for

    def answer(self, status: int, body: bytes, *headers: tuple[str, str]) -> None:
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def drip(self) -> None:
        try:
            for _ in range(30):
                self.wfile.write(b".")
                time.sleep(0.1)
        except OSError:
            return

    def log_message(self, *arguments: object) -> None:
        """Nothing is said."""


@contextmanager
def serving() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with serving() as address:
        yield address


def failed(*arguments, **settings) -> NoAnswerError:
    with pytest.raises(NoAnswerError) as raised:
        web.ask(*arguments, **settings)
    return raised.value


def test_what_was_asked_arrives_and_every_status_is_an_answer(site):
    """Headers and body go there; 404 is something that a server said."""
    answer = web.ask("POST", f"{site}/here?a=1", 5.0, {"Authorization": "Bearer t"}, b"body")
    assert (answer.status, answer.body) == (200, b"POST Bearer t body")
    assert web.ask("GET", f"{site}/none", 5.0).status == 404


def test_a_redirect_is_not_followed(site):
    """A token goes to the host that it is for, and nowhere else."""
    answer: Answer = web.ask("GET", f"{site}/away", 5.0)
    assert answer.status == 302 and answer.headers["location"] == "http://127.0.0.1:1/"


def test_what_is_too_long_is_no_answer(site):
    """A server cannot fill the memory."""
    error = failed("GET", f"{site}/long", 5.0, largest=4999)
    assert "longer than 4999 bytes" in error.missing.detail and error.sent


@pytest.mark.parametrize("path", ["/drip", "/silent"])
def test_what_takes_too_long_may_have_been_done(site, path):
    """The deadline holds for the whole answer, and what was sent may have had its effect."""
    began = time.monotonic()
    error = failed("POST", site + path, 0.3)
    assert error.missing.why is Why.TIMEOUT and error.sent
    assert time.monotonic() - began < 1.0


def test_what_was_never_sent_is_told_from_what_may_have_been(site):
    """Nobody listens, no address, no HTTP: nothing has happened."""
    refused = failed("POST", "http://127.0.0.1:1/", 2.0)
    assert refused.missing.why is Why.UNREACHABLE and not refused.sent
    for url in (
        "ftp://127.0.0.1/",
        "http://",
        "nonsense",
        "http://127.0.0.1:99999/",
        "http://a\x00b/",
        "http://\udcff/",
    ):
        assert not failed("POST", url, 2.0).sent, url


def test_no_error_says_a_secret(site):
    """Neither a token, nor a query, nor a password in an address."""
    for error in (
        failed("GET", f"{site}/x", 2.0, {"Authorization": "Bearer s3cret\nX: y"}),
        failed("GET", f"{site}/x", 2.0, {"Authorization": "Bearer s3cret\udcff"}),
        failed("GET", "http://me:s3cret@127.0.0.1:1/path?key=s3cret", 2.0),
        failed("GET", f"{site}/silent?token=s3cret", 0.1),
    ):
        assert "s3cret" not in str(error) and "127.0.0.1" in str(error)


def test_no_proxy_of_the_environment_is_used(site, monkeypatch):
    """What the user's shell says about the internet is not true of the homelab, and a token is not for a proxy."""
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    assert web.ask("GET", f"{site}/here", 5.0).status == 200

"""Servers that are down, hang, lie or want other credentials: one sentence, exit code 3, within the deadline."""

from __future__ import annotations

import json
import time
from pathlib import Path

import httpx
import pytest

from firstmate.snapshot.kinds import KINDS, MATTERS
from tests.live.conftest import Ran, firstmate
from tests.support.fake_api import HTML, Answer, Behaviour, as_json, fake_api, kubeconfig, refused
from tests.support.kube import Cluster
from tests.support.ports import free_ports

DEADLINE = 1.0
START_UP = 4.0
"""What an interpreter may take on a busy machine before and after its requests."""


def everything(answer: Answer) -> Behaviour:
    return lambda path, query: answer


def only(path_end: str, answer: Answer) -> Behaviour:
    return lambda path, query: answer if path.endswith(path_end) else None


def status(config: Path, *arguments: object) -> Ran:
    return firstmate("status", "--kubeconfig", config, "--timeout", DEADLINE, *arguments)


def one_sentence(ran: Ran, *words: str) -> None:
    """Said once on standard error, with what to do next, and no traceback."""
    told, *hints = ran.err.splitlines()
    assert ran.code == 3 and ran.out == ""
    assert told.startswith("firstmate: The API server") and told.endswith(".") and len(hints) <= 1
    assert all(word in told for word in words), told
    assert "\x1b" not in ran.err


WORTHLESS: dict[str, tuple[Behaviour, str]] = {
    "hangs": (everything(Answer(hang=True)), "did not answer within 1 s"),
    "drips its body": (everything(Answer(b"x" * 1000, drip=True)), "did not answer within 1 s"),
    "drips its headers": (everything(Answer(endless_headers=True)), "did not answer within 1 s"),
    "HTML": (everything(Answer(HTML)), "HTML page"),
    "HTML with an error": (everything(Answer(HTML, 502)), "HTTP 502"),
    "redirect to a login": (everything(Answer(b"", 302, headers={"Location": "/login"})), "HTTP 302"),
    "an empty answer": (everything(Answer(b"")), "not JSON"),
    "other JSON": (everything(as_json({"status": "ok"})), "may stand in between"),
    "a JSON list": (everything(as_json([1, 2])), "may stand in between"),
    "truncated JSON": (everything(Answer(b'{"gitVersion": "v1')), "not JSON"),
    "broken off": (everything(Answer(b'{"git', length=1000)), "cannot be reached"),
    "expired token": (everything(refused(401, "Unauthorized")), "does not accept the credentials"),
    "server error": (everything(refused(500, "InternalError")), "InternalError, says the fake"),
    "not found": (everything(refused(404, "NotFound")), "not as a Kubernetes API server"),
}


@pytest.mark.parametrize(("behaviour", "words"), WORTHLESS.values(), ids=WORTHLESS.keys())
def test_a_server_that_is_no_api_is_one_sentence(tmp_path, behaviour, words):
    """Within the deadline, whatever it does."""
    with fake_api(behaviour) as url:
        began = time.monotonic()
        ran = status(kubeconfig(tmp_path, url))

    assert time.monotonic() - began < DEADLINE + START_UP
    one_sentence(ran, words, url)


def test_a_server_that_is_down_is_one_sentence(tmp_path):
    """Nobody listens there."""
    one_sentence(status(kubeconfig(tmp_path, f"http://127.0.0.1:{free_ports(1)}")), "cannot be reached", "refused")


def test_a_server_that_speaks_no_tls_is_one_sentence(tmp_path):
    """The address says https."""
    with fake_api(everything(as_json({}))) as url:
        one_sentence(status(kubeconfig(tmp_path, url.replace("http:", "https:"))), "cannot be trusted", "TLS")


@pytest.mark.kube
def test_a_token_that_has_expired_is_one_sentence(control_plane: Cluster, tmp_path):
    """On the real API server."""
    authority = control_plane.folder / "certs" / "apiserver.crt"

    ran = status(kubeconfig(tmp_path, control_plane.server, "expired", authority))

    one_sentence(ran, "does not accept the credentials", control_plane.server)
    assert "log in again" in ran.err


@pytest.mark.kube
def test_a_certificate_of_another_authority_is_one_sentence(control_plane: Cluster, tmp_path):
    """As after a cluster was rebuilt."""
    other = Path(__file__).parent / "other-authority.crt"

    ran = status(kubeconfig(tmp_path, control_plane.server, "admin-token", other))

    one_sentence(ran, "cannot be trusted", "not signed by the authority")


def looked(tmp_path: Path, behaviour: Behaviour, *arguments: object) -> Ran:
    with fake_api(behaviour) as url:
        return status(kubeconfig(tmp_path, url), "--json", *arguments)


def unread(ran: Ran) -> dict[str, str]:
    return {m["source"]: m["why"] for m in ran.report["unreadable"]}


def test_a_healthy_fake_is_healthy(tmp_path):
    """So that what follows is the misbehaviour's doing."""
    ran = looked(tmp_path, lambda path, query: None)

    assert (ran.code, unread(ran), ran.report["healthy"]) == (0, {}, True)


BROKEN_LISTS = {
    "hangs": (Answer(hang=True), "timeout"),
    "drips": (Answer(b'{"items": [' + b" " * 1000, drip=True), "timeout"),
    "HTML": (Answer(HTML), "garbled"),
    "other JSON": (as_json({"status": "ok"}), "garbled"),
    "truncated": (Answer(b'{"items": [{"metadata": {"na'), "garbled"),
    "broken off": (Answer(b'{"items": [', length=1000), "unreachable"),
    "nameless objects": (as_json({"items": [{}]}), "garbled"),
    "500": (refused(500, "InternalError"), "unreachable"),
    "503 in HTML": (Answer(HTML, 503), "unreachable"),
    "429": (refused(429, "TooManyRequests"), "garbled"),
    "403": (refused(403, "Forbidden"), "forbidden"),
    "401": (refused(401, "Unauthorized"), "unauthorized"),
    "410 without a way on": (refused(410, "Expired"), "garbled"),
    "404": (refused(404, "NotFound"), "not served"),
}


@pytest.mark.parametrize(("answer", "why"), BROKEN_LISTS.values(), ids=BROKEN_LISTS.keys())
def test_pods_that_cannot_be_listed_are_never_healthy(tmp_path, answer, why):
    """Exit code 3, and the reason stands in the report."""
    ran = looked(tmp_path, only("/pods", answer))

    assert (ran.code, ran.report["healthy"], unread(ran)) == (3, False, {"pods": why})


def test_every_list_hanging_ends_in_good_time(tmp_path):
    """Kinds are read eight at a time, each with its own deadline."""
    plurals = {kind.plural for kind in KINDS}
    began = time.monotonic()

    ran = looked(tmp_path, lambda path, query: Answer(hang=True) if path.rpartition("/")[2] in plurals else None)

    assert time.monotonic() - began < (len(KINDS) / 8 + 2) * DEADLINE + START_UP
    assert ran.code == 3 and set(unread(ran)) == MATTERS


def pages(path: str, query: dict[str, str]) -> list[str]:
    """The names of the pods of the page that is asked for, three to a page."""
    start = int(query.get("continue", "0").removeprefix("again-"))
    return [f"pod-{number}" for number in range(start, start + 3)]


def page_of(path: str, query: dict[str, str], following: str) -> Answer:
    pods = [
        {"metadata": {"name": n, "namespace": "shop"}, "status": {"phase": "Succeeded"}} for n in pages(path, query)
    ]
    return as_json({"metadata": {"continue": following}, "items": pods})


def test_a_list_that_expires_in_the_middle_goes_on_where_it_was(tmp_path):
    """410 Gone with a token: the API server's own way to go on."""

    def behaviour(path: str, query: dict[str, str]) -> Answer | None:
        if not path.endswith("/pods"):
            return None
        if query.get("continue") == "3":
            gone = {"kind": "Status", "code": 410, "reason": "Expired", "metadata": {"continue": "again-3"}}
            return as_json(gone, 410)
        return page_of(path, query, "" if "continue" in query else "3")

    ran = looked(tmp_path, behaviour)

    assert (ran.code, ran.report["seen"]["pods"]) == (0, 6)


ENDLESS: dict[str, Behaviour] = {
    "the same page": lambda path, query: page_of(path, {}, "3") if path.endswith("/pods") else None,
    "410 for ever": lambda path, query: (
        as_json({"code": 410, "metadata": {"continue": "3"}}, 410) if path.endswith("/pods") else None
    ),
}


@pytest.mark.parametrize("behaviour", ENDLESS.values(), ids=ENDLESS.keys())
def test_a_list_that_goes_in_circles_is_left(tmp_path, behaviour):
    """And what it holds is not known."""
    ran = looked(tmp_path, behaviour)

    assert (ran.code, unread(ran)) == (3, {"pods": "garbled"})


def test_a_list_that_breaks_off_keeps_what_it_gave(tmp_path):
    """The first page was read, the rest is known to be missing."""

    def behaviour(path: str, query: dict[str, str]) -> Answer | None:
        if not path.endswith("/pods"):
            return None
        return refused(500, "InternalError") if "continue" in query else page_of(path, query, "3")

    ran = looked(tmp_path, behaviour)

    assert (ran.code, ran.report["seen"]["pods"], unread(ran)) == (3, 3, {"pods": "unreachable"})


@pytest.mark.parametrize("path", ["/api", "/apis", "/apis/batch/v1", "/apis/autoscaling/v2"])
@pytest.mark.parametrize(
    "answer", [as_json({}), as_json({"versions": None, "groups": [5]}), Answer(HTML), Answer(b"", 500)]
)
def test_odd_discovery_does_no_harm(tmp_path, path, answer):
    """What is served is then found out by asking."""
    ran = looked(tmp_path, lambda asked, query: answer if asked == path else None, "--timeout", 30)

    assert ran.code == 0, ran.err or ran.out


@pytest.mark.parametrize("source", ["prometheus", "alertmanager"])
@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (Answer(hang=True), "timeout"),
        (Answer(b"x" * 1000, drip=True), "timeout"),
        (Answer(HTML), "garbled"),
        (as_json({}), "garbled"),
        (Answer(HTML, 503), "unreachable"),
        (Answer(b"", 302, headers={"Location": "/login"}), "unreachable"),
        (Answer(b"", 401), "forbidden"),
    ],
)
def test_a_named_source_of_alerts_that_fails_is_told(tmp_path, source, answer, why):
    """Whoever names it wants its alerts: without them nothing is called healthy."""
    with fake_api(everything(answer)) as url:
        ran = looked(tmp_path, lambda path, query: None, f"--{source}", url)

    assert ran.code == 3 and unread(ran)[source] == why


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "nonsense", "http://", "ftp://127.0.0.1", "http://[::1"])
def test_an_address_of_alerts_that_leads_nowhere_is_told(tmp_path, url):
    """With the address, and no traceback."""
    ran = looked(tmp_path, lambda path, query: None, "--prometheus", url)

    assert ran.code == 3 and unread(ran) == {"prometheus": "unreachable"}


def test_what_a_server_writes_into_its_errors_is_bounded_and_plain(tmp_path):
    """Escapes and megabytes in a Status message reach no terminal."""
    hostile = {"kind": "Status", "message": "\x1b[31m" + "x" * 10**6 + "\nfirstmate: all is well"}

    everywhere = status_of(tmp_path, everything(as_json(hostile, 500)))
    on_pods = status_of(tmp_path, only("/pods", as_json(hostile, 500)))

    for ran in (everywhere, on_pods):
        assert ran.code == 3 and "\x1b" not in ran.out + ran.err and len(ran.out + ran.err) < 5000
        assert "\nfirstmate: all is well" not in ran.out + ran.err


def status_of(tmp_path: Path, behaviour: Behaviour) -> Ran:
    with fake_api(behaviour) as url:
        return status(kubeconfig(tmp_path, url))


def test_the_fake_serves_what_it_says():
    """Each kind is found in the version that its discovery tells."""
    with fake_api(lambda path, query: None) as url:
        for kind in KINDS:
            prefix = f"/apis/{kind.versions[0]}" if "/" in kind.versions[0] else f"/api/{kind.versions[0]}"
            assert httpx.get(f"{url}{prefix}/{kind.plural}").json() == {"metadata": {}, "items": []}
            names = [r["name"] for r in json.loads(httpx.get(f"{url}{prefix}").content)["resources"]]
            assert kind.plural in names

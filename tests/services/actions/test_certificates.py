"""Renewal of certificates, with a fake of cert-manager and its API, written from cert-manager's documentation."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from firstmate.adapters.cluster import ReadError
from firstmate.services.actions import ACTIONS
from firstmate.services.actions.certificates import ALL
from firstmate.services.actions.kubernetes import CONFLICT, NOT_FOUND
from firstmate.services.actions.values import ActionError, Call, Output, Tools
from firstmate.snapshot.listing import Missing, Why

NOW = 1_780_000_000.0
SOON, LATER = "2026-06-01T00:00:00Z", "2026-12-01T00:00:00Z"
READY = {"type": "Ready", "status": "True"}
WEB = {"namespace": "default", "name": "web"}
Plain = dict[str, Any]


def certificate(name: str, expires: str, *conditions: Plain) -> Plain:
    metadata = {"name": name, "namespace": "default", "uid": f"uid-{name}", "resourceVersion": "1"}
    return {"metadata": metadata, "status": {"conditions": list(conditions), "notAfter": expires, "revision": 3}}


@dataclass
class FakeCertManager:
    """The API server for its certificates; it issues what it was asked for whenever somebody sleeps."""

    works: bool = True
    installed: bool = True
    now: float = NOW
    items: list[Plain] = field(
        default_factory=lambda: [
            certificate("api", LATER, READY),
            certificate("new", LATER),
            certificate("web", SOON, READY),
        ]
    )

    def get(self, path: str) -> bytes:
        if not self.installed:
            raise ReadError(Missing(Why.NOT_SERVED), b"404 page not found", NOT_FOUND)
        return json.dumps({"items": self.items} if path == ALL else self.one(path)).encode()

    def send(self, method: str, path: str, body: Plain, content_type: str) -> bytes:
        found = self.one(path.removesuffix("/status"))
        assert (method, content_type) == ("PATCH", "application/merge-patch+json") and path.endswith("/status")
        if body["metadata"]["resourceVersion"] != found["metadata"]["resourceVersion"]:
            raise ReadError(Missing(Why.GARBLED, "the object has been modified"), b"", CONFLICT)
        found["status"] |= body["status"]
        return b"{}"

    def one(self, path: str) -> Plain:
        return next(item for item in self.items if path.endswith(f"/namespaces/default/certificates/{name(item)}"))

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        for item in self.items:
            conditions = item["status"]["conditions"]
            if self.works and any(c["type"] == "Issuing" and c["status"] == "True" for c in conditions):
                item["status"] = {"conditions": [READY], "revision": item["status"]["revision"] + 1, "notAfter": LATER}


def name(item: Plain) -> str:
    return str(item["metadata"]["name"])


@pytest.fixture
def fake() -> FakeCertManager:
    return FakeCertManager()


def tools(fake: FakeCertManager) -> Tools:
    api: Any = fake
    return Tools(lambda: api, never, never, lambda: fake.now, fake.sleep)


def never(_: str) -> Any:
    raise AssertionError("nothing else is looked at or run")


def do(action: str, fake: FakeCertManager, **arguments: Any) -> Output:
    return ACTIONS[action].do(tools(fake), Call(arguments, "run/step/1"))


def planned(fake: FakeCertManager, mark: str = "run/step/1") -> Call:
    call = Call(WEB, mark)
    return replace(call, facts=ACTIONS["certificates.renew"].plan(tools(fake), call).facts)


def renew(fake: FakeCertManager, call: Call) -> Output:
    return ACTIONS["certificates.renew"].do(tools(fake), call)


def happened(fake: FakeCertManager, call: Call) -> Output | None:
    look: Callable[..., Output | None] | None = ACTIONS["certificates.renew"].happened
    assert look
    return look(tools(fake), call)


def test_what_expires_soon_or_is_not_ready_is_listed(fake):
    """The first to expire first, with the revision that a renewal has to exceed."""
    listed = do("certificates.list", fake, expire_within_days=14)["certificates"]

    assert [(one["name"], one["ready"], one["revision"]) for one in listed] == [("web", True, 3), ("new", False, 3)]


def test_a_renewal_is_issued_found_again_and_done_once(fake):
    """It is asked for by a condition that carries the mark; once issued, the revision tells."""
    call = planned(fake)
    assert happened(fake, call) is None
    assert renew(fake, call) == happened(fake, call) == {"revision": 3}

    done = do("certificates.wait", fake, **WEB, revision=3)

    assert (done["revision"], done["expires"], done["ready"]) == (4, LATER, True)
    assert happened(fake, call) == {"revision": 3}
    with pytest.raises(ActionError, match="issued or made anew since this was planned"):
        renew(fake, call)


def test_what_is_being_issued_is_not_renewed_again(fake):
    """Whoever asked for it."""
    renew(fake, planned(fake, "somebody/else/1"))

    with pytest.raises(ActionError, match=r"is being issued already: .* somebody/else/1"):
        planned(fake)


def test_a_renewal_that_does_not_come_says_why(fake):
    """Nobody waits for ever."""
    fake.works = False
    renew(fake, planned(fake))

    with pytest.raises(ActionError, match="web was not issued within 600 s: Certificate re-issuance manually"):
        do("certificates.wait", fake, **WEB, revision=3)


def test_without_cert_manager(fake):
    """One sentence says so."""
    fake.installed = False

    with pytest.raises(ActionError, match="cert-manager is not installed"):
        do("certificates.list", fake, expire_within_days=14)

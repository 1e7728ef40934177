"""HTTP by address: one bounded request, its answer or why there is none. The only module that imports httpx.

It follows no redirect, goes through no proxy of the environment, and no error of it holds a header or a query.
"""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from functools import cache
from threading import Lock
from time import monotonic
from typing import NamedTuple

import httpx

from firstmate.deadline import within
from firstmate.snapshot.listing import Missing, Why

LARGEST = 32 * 1024 * 1024
"""Bytes of an answer; what goes beyond is no answer."""
MAKING_TRUST = Lock()
NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.LocalProtocolError, httpx.UnsupportedProtocol)


class Answer(NamedTuple):
    """What came back, of whatever status. The names of headers are in lower case."""

    status: int
    body: bytes
    headers: Mapping[str, str]
    certificate_ends: float | None = None
    """Seconds since 1970; None: it came without TLS."""


class NoAnswerError(Exception):
    """Nothing that could be read came back; `missing` says why. `sent`: what was asked may have had its effect.
    `refused`: the machine is there, and nothing listens.
    """

    def __init__(self, missing: Missing, sent: bool, refused: bool = False) -> None:
        super().__init__(missing.detail)
        self.missing = missing
        self.sent = sent
        self.refused = refused


def ask(
    method: str,
    url: str,
    timeout: float,
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
    largest: int = LARGEST,
    authority: str = "",
) -> Answer:
    """The answer within `timeout` seconds, its body included. Raises NoAnswerError.

    `authority`: the file of a certificate that is trusted beside those of the machine.
    """
    place = _place(url)
    sent = {"User-Agent": "firstmate", "Accept-Encoding": "identity", **(headers or {})}
    try:
        request = httpx.Request(method, url, headers=sent, content=body, extensions=_limits(timeout))
        return within(timeout, lambda: _answer(request, timeout, largest, _trust(authority)))
    except (httpx.TimeoutException, TimeoutError) as error:
        missing = Missing(Why.TIMEOUT, f"{place} did not answer within {timeout:g} s")
        raise NoAnswerError(missing, sent=not isinstance(error, NEVER_LEFT)) from None
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
        sent_it = not isinstance(error, (*NEVER_LEFT, httpx.InvalidURL, UnicodeError))
        missing = Missing(_why(error), f"{place}: {_words(error)}")
        raise NoAnswerError(missing, sent_it, isinstance(_cause(error), ConnectionRefusedError)) from None


def _answer(request: httpx.Request, timeout: float, largest: int, trust: ssl.SSLContext) -> Answer:
    """Read as it comes, so that neither a long nor a slow answer is read for ever."""
    ends = monotonic() + timeout
    with httpx.Client(trust_env=False, verify=trust) as client:
        response = client.send(request, stream=True)
        certificate_ends = _certificate_ends(response)
        parts = bytearray()
        for part in response.iter_raw():
            parts += part
            if len(parts) > largest:
                raise httpx.ReadError(f"the answer is longer than {largest} bytes")
            if monotonic() > ends:
                raise TimeoutError
        headers = {name.lower(): text for name, text in response.headers.items()}
        return Answer(response.status_code, bytes(parts), headers, certificate_ends)


def _certificate_ends(response: httpx.Response) -> float | None:
    connection = response.extensions["network_stream"].get_extra_info("ssl_object")
    return ssl.cert_time_to_seconds(connection.getpeercert()["notAfter"]) if connection else None


def _trust(authority: str) -> ssl.SSLContext:
    """Made once, also when many ask at the same moment: it takes a twentieth of a second. Raises OSError."""
    with MAKING_TRUST:
        return _made_trust(authority)


@cache
def _made_trust(authority: str) -> ssl.SSLContext:
    """The public authorities, and those that the machine trusts: a homelab's own is among these."""
    context = httpx.create_ssl_context(trust_env=False)
    context.load_default_certs()
    if authority:
        context.load_verify_locations(authority)
    return context


def _limits(timeout: float) -> dict[str, dict[str, float | None]]:
    return {"timeout": httpx.Timeout(timeout).as_dict()}


def _place(url: str) -> str:
    """Where it is, without a query, and without the password that somebody may have put into it."""
    scheme, mark, rest = url.partition("?")[0].partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme}{mark}{host.rpartition('@')[2]}{slash}{path}"


def _why(error: Exception) -> Why:
    return Why.TLS if isinstance(_cause(error), ssl.SSLError) else Why.UNREACHABLE


def _cause(error: BaseException) -> BaseException:
    """The error of the system below those of the libraries."""
    while error.__cause__ or error.__context__:
        error = error.__cause__ or error.__context__  # type: ignore[assignment]  # one of them is there
    return error


def _words(error: Exception) -> str:
    """A local mistake may quote the header that it is about, which may be a token."""
    if isinstance(error, httpx.LocalProtocolError | UnicodeError):
        return "the request is not valid HTTP (a line break in a token?)"
    return str(error) or type(error).__name__

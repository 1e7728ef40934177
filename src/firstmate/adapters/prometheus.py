"""Prometheus and Alertmanager by their address: one bounded GET, its body or the reason why there is none."""

from __future__ import annotations

from firstmate import web
from firstmate.snapshot.listing import Missing, Why


def fetch(url: str, timeout: float) -> bytes | Missing:
    """The body of a GET within `timeout` seconds. Redirects are not followed: a login page is no answer."""
    try:
        answer = web.ask("GET", url, timeout)
    except web.NoAnswerError as error:
        return error.missing
    if answer.status == 200:
        return answer.body
    why = Why.FORBIDDEN if answer.status in (401, 403) else Why.UNREACHABLE
    return Missing(why, f"{url.partition('?')[0]} answers HTTP {answer.status}")

"""Prometheus and Alertmanager by their address: one bounded GET, its body or the reason why there is none."""

from __future__ import annotations

import httpx

from firstmate.deadline import within
from firstmate.snapshot.listing import Missing, Why


def fetch(url: str, timeout: float) -> bytes | Missing:
    """The body of a GET within `timeout` seconds. Redirects are not followed: a login page is no answer."""
    place = url.partition("?")[0]
    try:
        response = within(timeout, lambda: httpx.get(url, timeout=timeout))
    except (httpx.TimeoutException, TimeoutError):
        return Missing(Why.TIMEOUT, f"{place} did not answer within {timeout:g} s")
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return Missing(Why.UNREACHABLE, f"{place}: {error}")
    if response.status_code in (401, 403):
        return Missing(Why.FORBIDDEN, f"{place} answers HTTP {response.status_code}")
    if response.status_code != 200:
        return Missing(Why.UNREACHABLE, f"{place} answers HTTP {response.status_code}")
    return response.content

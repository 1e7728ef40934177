"""liveness-probe-wrong-path: paths that the application refuses."""

from __future__ import annotations

import pytest

from firstmate.analyzers.liveness_probe_wrong_path import check
from tests.support.build import facts_of, healthy_app
from tests.support.running import probed

HTTP = {"httpGet": {"path": "/health", "port": 8080}}


@pytest.mark.parametrize("code", [401, 403, 404, 405, 410])
def test_a_refused_path_is_told(code):
    """Not there, not for this method, or not without a login."""
    (finding,) = check(facts_of(*probed("liveness", HTTP, f"HTTP probe failed with statuscode: {code}", killed=137)))

    assert "HTTP GET :8080/health" in finding.claim


def test_an_https_path_is_told_too():
    """The scheme is in the claim."""
    probe = {"httpGet": {"path": "/health", "port": 8080, "scheme": "HTTPS"}}
    (finding,) = check(facts_of(*probed("liveness", probe, "HTTP probe failed with statuscode: 404", killed=137)))

    assert "HTTPS GET" in finding.claim


@pytest.mark.parametrize("code", [500, 502, 503])
def test_an_application_that_is_not_well_is_another_rule(code):
    """The path is right, and the answer is no."""
    assert not list(
        check(facts_of(*probed("liveness", HTTP, f"HTTP probe failed with statuscode: {code}", killed=137)))
    )


def test_a_container_that_is_well_is_quiet():
    """It answered 404 while it loaded, as some do."""
    assert not list(check(facts_of(*probed("liveness", HTTP, "HTTP probe failed with statuscode: 404", ready=True))))
    assert not list(check(facts_of(*healthy_app())))

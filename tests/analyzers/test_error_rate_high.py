"""error-rate-high: one in twenty fails or more, as the proxies in front count; what is not counted is quiet."""

from __future__ import annotations

from firstmate.analyzers.error_rate_high import check
from firstmate.findings import Severity
from firstmate.snapshot.series import Metric, Series
from tests.support.build import obj
from tests.support.measure import applications, level, measured_facts, series


def test_a_workload_that_fails_too_often_is_told():
    """Under the name that a mesh gives it."""
    told = Series(Metric.SUCCESS, "shop/web", (0.8,), "shop")

    (found,) = check(measured_facts(applications("web"), told))

    assert str(found.object) == "Deployment/shop/web" and found.severity is Severity.WARNING
    assert found.claim == "20% of the requests to Deployment web of namespace shop fail."


def test_more_failures_than_answers_are_critical():
    """Of an Ingress as of anything else."""
    ingress = obj("Ingress", "web")

    (found,) = check(measured_facts((ingress,), level(Metric.SUCCESS, 0.3, "Ingress", "web", "")))

    assert str(found.object) == "Ingress/shop/web" and found.severity is Severity.CRITICAL


def test_a_rate_that_has_become_bad_is_told():
    """Over time, by its latest samples."""
    assert list(check(measured_facts(applications("web"), series(Metric.SUCCESS, "web", 1.0, 0.7))))


def test_a_few_failures_are_usual():
    """Somebody always asks for nonsense."""
    assert not list(check(measured_facts(applications("web"), series(Metric.SUCCESS, "web", 1.0, 0.97))))


def test_what_never_succeeded_was_not_measured():
    """A rate of zero throughout is what a proxy tells of a protocol that it does not know."""
    assert not list(check(measured_facts(applications("web"), series(Metric.SUCCESS, "web", 0.0, 0.0))))


def test_a_failure_that_is_over_is_quiet():
    """Judged by the end of the series."""
    assert not list(
        check(measured_facts(applications("web"), Series(Metric.SUCCESS, "web", (1.0,) * 9 + (0.2,) + (1.0,) * 9)))
    )

"""What the site suppresses is counted, not told, and comes back the day after."""

from __future__ import annotations

from datetime import date

import pytest

from firstmate.errors import ExitCode
from firstmate.services.diagnose import Filter, diagnose
from firstmate.sites.values import Suppression
from tests.support.build import deployment, node, replicaset, snapshot_of, waiting_pod

MISSING = waiting_pod("ErrImagePull", "registry.example/web:1.0: not found")
BROKEN = snapshot_of(node(), deployment(ready=0), replicaset(), MISSING)


def suppressed(code: str = "image-*", obj: str = "Deployment/shop/*", until: date = date(2026, 3, 1)) -> Filter:
    return Filter(suppressions=(Suppression(code, obj, until, "being rebuilt"),))


def test_a_suppressed_incident_is_counted_and_not_told() -> None:
    """With its consequences; the exit code is that of what is left."""
    report = diagnose(BROKEN, suppressed())

    assert report.incidents == ()
    assert [i.cause.code for i in report.suppressed] == ["image-not-found"]
    assert report.exit_code == ExitCode.OK


@pytest.mark.parametrize(
    "other",
    [suppressed(until=date(2026, 2, 28)), suppressed(code="oom-killed"), suppressed(obj="Deployment/media/*")],
    ids=["run out", "another code", "another object"],
)
def test_what_is_not_covered_is_told(other: Filter) -> None:
    """The last day still counts, the day after does not; patterns are of the whole code and object."""
    report = diagnose(BROKEN, other)

    assert [i.cause.code for i in report.incidents] == ["image-not-found"]
    assert report.exit_code == ExitCode.FINDINGS

"""Healthy clusters of many distributions: nothing is told of them."""

from __future__ import annotations

import pytest

from firstmate.errors import ExitCode
from tests.clusters.distributions import DISTRIBUTIONS
from tests.clusters.states import STATES

pytestmark = pytest.mark.kube
HEALTHY = (*DISTRIBUTIONS, *STATES)


def test_there_are_twenty():
    """So many, all different."""
    assert len(HEALTHY) == len(set(HEALTHY)) == 20


@pytest.mark.parametrize("cluster", HEALTHY, ids=lambda cluster: cluster.__name__)
def test_a_healthy_cluster_is_silent(stage, cluster):
    """No finding of any severity, nothing unreadable, exit code 0."""
    report = stage.judge(cluster())

    assert [f"{i.cause.code} {i.cause.object}: {i.cause.claim}" for i in report.incidents] == []
    assert report.unreadable == {}
    assert report.exit_code is ExitCode.OK

"""Broken clusters on the real API server: what is wrong is named first, and what does well is not blamed."""

from __future__ import annotations

import pytest

from firstmate.errors import ExitCode
from tests.clusters.broken import (
    Broken,
    controllers,
    in_module,
    machines,
    network,
    pairs,
    scheduling,
    starting,
    storage,
)

pytestmark = pytest.mark.kube

SINGLE = [b for m in (starting, scheduling, controllers, network, storage, machines) for b in in_module(vars(m))]
PAIRS = in_module(vars(pairs))


def test_there_are_sixty_of_forty_causes():
    """At least sixty clusters, forty causes and twelve pairs."""
    assert len(SINGLE) + len(PAIRS) >= 60
    assert len({cause.split()[0] for b in SINGLE + PAIRS for cause in b.causes}) >= 40
    assert len([b for b in PAIRS if len(b.causes) == 2]) >= 12


@pytest.mark.parametrize("broken", [*SINGLE, *PAIRS], ids=lambda broken: broken.make.__name__)
def test_the_cause_comes_first(stage, broken: Broken):
    """Every cause is an incident before any other, and the application that does well is in none."""
    report = stage.judge(broken.make())

    named = [f"{i.cause.code} {i.cause.object}" for i in report.incidents]
    assert set(named[: len(broken.causes)]) == set(broken.causes), named
    assert not [name for name in named if name.endswith("/well")]
    assert report.unreadable == {}
    assert report.exit_code is ExitCode.FINDINGS

"""Nothing is called healthy while something that matters could not be read."""

from __future__ import annotations

import random
from datetime import UTC, datetime

import pytest

from firstmate.errors import ExitCode
from firstmate.services.diagnose import Filter, diagnose
from firstmate.snapshot import Snapshot
from firstmate.snapshot.kinds import KINDS, MATTERS
from firstmate.snapshot.listing import Listing, Missing, Why
from tests.support.build import NOW, healthy_app
from tests.support.clusters import cluster_of
from tests.support.network import endpoints, service
from tests.support.shown import forms

FAILURES = [why for why in Why if why.is_failure]
WELL = (*healthy_app(), service(), endpoints())


def subset(seed: int) -> dict[str, Missing]:
    """Some kinds, at least one, each unreadable for some reason."""
    chooser = random.Random(seed)
    kinds = chooser.sample(KINDS, chooser.randint(1, len(KINDS)))
    return {kind.plural: Missing(chooser.choice(FAILURES), "says the server") for kind in kinds}


@pytest.mark.parametrize("emptied", [False, True])
@pytest.mark.parametrize("seed", range(100))
def test_any_subset_of_unreadable_kinds_is_named_and_never_healthy(seed, emptied):
    """Whether something of the kind was read before it failed or nothing: each is named, in every form."""
    unread = subset(seed)
    snapshot = cluster_of(*WELL, unread=unread)
    if emptied:
        blind = {plural: Listing(missing=missing) for plural, missing in unread.items()}
        snapshot = Snapshot(taken_at=NOW, listings=snapshot.listings | blind)

    report = diagnose(snapshot)

    sources = {kind.source for kind in KINDS if kind.plural in unread}
    assert sources <= report.unreadable.keys() | report.not_examined.keys()
    assert report.unreadable.keys() == sources & MATTERS
    assert (report.exit_code == ExitCode.UNKNOWN) == bool(sources & MATTERS)
    assert report.incidents == (), [i.cause.claim for i in report.incidents]
    if sources & MATTERS:
        shown = forms(report)
        assert not any("Healthy" in form for form in shown.values()) and '"healthy":false' in shown["json"]
        assert all(source in shown["page"] for source in sources)


@pytest.mark.parametrize("source", sorted(MATTERS))
def test_each_kind_that_matters_suffices(source):
    """One alone makes the exit code 3."""
    plural = next(kind.plural for kind in KINDS if kind.source == source)

    report = diagnose(cluster_of(*WELL, unread={plural: Missing(Why.FORBIDDEN)}))

    assert (report.exit_code, list(report.unreadable)) == (ExitCode.UNKNOWN, [source])


@pytest.mark.parametrize("why", list(Why))
def test_no_pods_at_all_for_whatever_reason_is_not_healthy(why):
    """A server that serves no pods is none that runs any."""
    snapshot = Snapshot(taken_at=NOW, listings={"pods": Listing(missing=Missing(why))})

    assert diagnose(snapshot).exit_code == ExitCode.UNKNOWN


def test_what_this_cluster_does_not_serve_does_not_matter():
    """A cluster without Argo CD or an old one without CronJobs can be healthy."""
    report = diagnose(
        cluster_of(*WELL, unread={"applications": Missing(Why.NOT_SERVED), "cronjobs": Missing(Why.NOT_SERVED)})
    )

    assert report.exit_code == ExitCode.OK and not report.partial


def test_not_knowing_beats_knowing_what_is_wrong():
    """3 beats 1, and the incidents are told all the same."""
    broken = (*healthy_app()[:2], *(p for p in WELL if p["kind"] == "Service"))

    report = diagnose(cluster_of(*broken, unread={"nodes": Missing(Why.TIMEOUT)}))

    assert report.exit_code == ExitCode.UNKNOWN


def test_a_filter_chooses_after_folding():
    """What is left out of the telling was still looked at."""
    assert diagnose(cluster_of(*WELL), Filter(only=("oom-killed",))).counts.pods == 1


def test_an_empty_cluster_long_ago_is_judged_as_of_then():
    """The time is an argument like any other."""
    assert diagnose(cluster_of(now=datetime(1999, 1, 1, tzinfo=UTC))).taken_at.year == 1999

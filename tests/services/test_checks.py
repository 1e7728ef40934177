"""What must hold: judged on a cluster as it is seen; what cannot be seen does not hold."""

from __future__ import annotations

import asyncio
import re
import time
from datetime import timedelta
from typing import Any

import pytest

from firstmate.errors import UnknownError
from firstmate.services.checks import CHECKS, Seen, held
from firstmate.snapshot import AlertListing
from firstmate.snapshot.listing import Missing, Why
from firstmate.snapshot.objects import Alert
from tests.support.build import NOW, deployment, healthy_app, obj, snapshot_of, waiting_pod

WEB = {"namespace": "shop", "workload": "web"}
BROKEN = (deployment(ready=0), waiting_pod("ImagePullBackOff", "not found"))
FIRING = {"prometheus": AlertListing((Alert(labels={"alertname": "Down"}),))}
SILENT = {"prometheus": AlertListing(missing=Missing(Why.TIMEOUT, "slow"))}


def backup(name: str = "gitea-backup", hours: float | None = 20) -> dict[str, Any]:
    """A CronJob that succeeded some hours ago; None: never."""
    status = {} if hours is None else {"lastSuccessfulTime": (NOW - timedelta(hours=hours)).isoformat()}
    return obj("CronJob", name, "gitea", spec={"schedule": "0 3 * * *"}, status=status)


@pytest.mark.parametrize(
    ("jobs", "holds", "seen"),
    [
        ([backup()], True, "all 1 succeeded within 26h"),
        ([backup(), backup("db-backup", 27)], False, "gitea/db-backup last succeeded 27 h ago"),
        ([backup(hours=None)], False, "gitea/gitea-backup has never succeeded"),
        ([backup("report")], False, "there is no CronJob \\*backup\\*"),
    ],
)
def test_backups_are_fresh_when_every_job_succeeded_lately(jobs, holds, seen):
    """One that is late is named; none at all is no backup either."""
    verdict = CHECKS["backups-fresh"].judge(Seen.of(snapshot_of(*jobs)), {"jobs": "*backup*", "within": "26h"})

    assert verdict.holds is holds
    assert re.fullmatch(seen, verdict.seen)


def test_manifests_that_would_not_run_are_named(tmp_path):
    """With their file and line."""
    (tmp_path / "web.yaml").write_text("apiVersion: v1\nkind: Widget\nmetadata: {name: web}\n")
    verdict = CHECKS["preflight"].judge(Seen.of(snapshot_of(*healthy_app())), {"path": str(tmp_path), "into": "shop"})

    assert not verdict.holds and "web.yaml" in verdict.seen


def test_backups_that_cannot_be_seen_are_not_fresh():
    """Not read is not backed up."""
    unread = snapshot_of(backup(), unread={"cronjobs": Missing(Why.FORBIDDEN, "no")})
    verdict = CHECKS["backups-fresh"].judge(Seen.of(unread), {"jobs": "*", "within": "26h"})

    assert not verdict.holds and verdict.seen == "the CronJobs cannot be read"


@pytest.mark.parametrize(
    ("name", "arguments", "snapshot", "holds"),
    [
        ("workload-ready", WEB, snapshot_of(*healthy_app()), True),
        ("workload-ready", {**WEB, "kind": "deployment"}, snapshot_of(*healthy_app()), True),
        ("workload-ready", {**WEB, "kind": "StatefulSet"}, snapshot_of(*healthy_app()), False),
        ("workload-ready", {**WEB, "workload": "api"}, snapshot_of(*healthy_app()), False),
        ("workload-ready", WEB, snapshot_of(*BROKEN), False),
        ("workload-ready", WEB, snapshot_of(deployment(replicas=0, ready=0)), False),
        ("workload-ready", WEB, snapshot_of(deployment(metadata={"generation": 2})), False),
        ("workload-ready", WEB, snapshot_of(deployment(status={"updatedReplicas": 0})), False),
        ("workload-ready", WEB, snapshot_of(deployment(status={"replicas": 2, "updatedReplicas": 1})), False),
        ("healthy", {}, snapshot_of(*healthy_app()), True),
        ("healthy", {}, snapshot_of(*BROKEN), False),
        ("healthy", {}, snapshot_of(*healthy_app(), unread={"pods": Missing(Why.FORBIDDEN, "no")}), False),
        ("findings-gone", {"code": "oom-killed"}, snapshot_of(*BROKEN), True),
        ("findings-gone", {"code": "workload-unavailable"}, snapshot_of(*BROKEN), False),
        ("findings-gone", {"object": "Deployment/shop/web"}, snapshot_of(*BROKEN), False),
        ("findings-gone", {"object": "Deployment/shop/api"}, snapshot_of(*BROKEN), True),
        ("alert-gone", {"alertname": "Down"}, snapshot_of(alerts=FIRING), False),
        ("alert-gone", {"alertname": "Up"}, snapshot_of(alerts=FIRING), True),
        ("alert-gone", {"alertname": "Down"}, snapshot_of(alerts=SILENT), False),
        ("alert-gone", {"alertname": "Down"}, snapshot_of(), False),
    ],
)
def test_a_check_judges_what_is_seen(name, arguments, snapshot, holds):
    """And says what that was."""
    verdict = CHECKS[name].judge(Seen.of(snapshot), arguments)

    assert verdict.holds is holds and verdict.seen


def test_a_cluster_that_does_not_answer_does_not_hold():
    """With the sentence that says why."""

    def look(namespace: str):
        raise UnknownError("no API server")

    verdict = asyncio.run(held("healthy", {}, look, patience=0.01, interval=0.001))

    assert (verdict.holds, verdict.seen) == (False, "no API server")


def test_a_check_is_given_time_to_come_to_hold():
    """It is asked again, until it holds or its patience ends."""
    seen = [snapshot_of(*BROKEN)] * 3 + [snapshot_of(*healthy_app())]

    verdict = asyncio.run(held("workload-ready", WEB, lambda _: seen.pop(0), patience=10, interval=0.001))

    assert verdict.holds and not seen


def test_a_check_must_go_on_holding():
    """As long as `for` says; one failure in between begins the time anew."""
    begun = time.monotonic()
    good, bad = snapshot_of(*healthy_app()), snapshot_of(*BROKEN)

    def look(namespace: str):
        return bad if 0.1 < time.monotonic() - begun < 0.2 else good

    verdict = asyncio.run(held("workload-ready", {**WEB, "for": "150ms"}, look, patience=10, interval=0.02))

    assert verdict.holds and time.monotonic() - begun > 0.3

"""A whole look at a cluster with a real Prometheus: its alerts and series come in, and rules judge them."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from firstmate.adapters.cluster import Cluster, Target
from firstmate.adapters.files import load, save
from firstmate.findings import Severity
from firstmate.services.diagnose import diagnose
from firstmate.services.look import Scope, look
from firstmate.services.measure import SOURCE, with_metrics
from firstmate.snapshot import Snapshot
from firstmate.snapshot.kinds import BY_KIND
from firstmate.snapshot.listing import Why
from firstmate.snapshot.queries import CALLS, QUERIES
from firstmate.snapshot.series import Metric
from tests.prometheus import scene
from tests.support import servers
from tests.support.answers import Answer, answering, kubeconfig
from tests.support.require import require
from tests.support.shown import forms

pytestmark = pytest.mark.prometheus

PROXY = "/api/v1/namespaces/monitoring/services/prometheus:9090/proxy"
EXPORTED = b"""\
kube_node_spec_unschedulable{node="node-2"} 1
kube_pod_container_status_waiting_reason{namespace="shop",pod="calm-5d8c7b9f4-abcde",reason="CrashLoopBackOff"} 0
kubelet_volume_stats_health_status_abnormal{namespace="shop",persistentvolumeclaim="data"} 1
"""
CONFIG = """\
global: {scrape_interval: 1s, evaluation_interval: 1s}
scrape_configs: [{job_name: exporter, honor_labels: true, static_configs: [{targets: ["%s"]}]}]
"""
RULES = """\
groups:
- name: kubernetes
  rules:
  - alert: KubePersistentVolumeFillingUp
    expr: kubelet_volume_stats_health_status_abnormal == 1
    labels: {severity: warning}
  - alert: KubePodCrashLooping
    expr: kube_pod_container_status_waiting_reason{reason="CrashLoopBackOff"} == 1
    labels: {severity: warning}
  - alert: Watchdog
    expr: vector(1)
"""


@dataclass(frozen=True)
class Place:
    """Where the cluster and its Prometheus are, and what one look at them has found."""

    cluster: Cluster
    prometheus: str
    snapshot: Snapshot


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A real Prometheus with a past, that scrapes an exporter every second, behind a small API server."""
    require("prometheus", servers.found("prometheus", "promtool"), "apt-get install -y prometheus")
    now = time.time()
    with ExitStack() as stack:
        exporter = stack.enter_context(answering(lambda _: Answer(EXPORTED, content_type="text/plain")))
        config = CONFIG % urlsplit(exporter).netloc
        folder = tmp_path_factory.mktemp("prometheus")
        url = stack.enter_context(servers.prometheus(folder, config, RULES, scene.history(now)))
        api = stack.enter_context(answering(lambda path: api_server(path, url)))
        cluster = Cluster(Target(str(kubeconfig(tmp_path_factory.mktemp("api"), api))))
        wait_for_alerts(url)
        yield Place(cluster, url, look(cluster, Scope(), datetime.fromtimestamp(now, UTC)))


def api_server(path: str, prometheus: str) -> Answer:
    """Its version, lists of the scene's objects, and the proxy to Prometheus."""
    if path.startswith(PROXY):
        reply = httpx.get(prometheus + path.removeprefix(PROXY), trust_env=False)
        return Answer(reply.content, reply.status_code)
    if path == "/version":
        return Answer(b'{"gitVersion": "v1.34.1"}')
    plural = urlsplit(path).path.rpartition("/")[2]
    items = [o for o in scene.objects() if BY_KIND[o["kind"]].plural == plural]
    return Answer(json.dumps({"kind": "List", "metadata": {}, "items": items}).encode())


def wait_for_alerts(prometheus: str) -> None:
    """Until the exporter has been scraped and the rules have been reckoned."""
    deadline = time.monotonic() + 20
    while b"KubePersistentVolumeFillingUp" not in httpx.get(f"{prometheus}/api/v1/alerts", trust_env=False).content:
        assert time.monotonic() < deadline, "the alert does not fire"
        time.sleep(0.1)


def told(snapshot: Snapshot) -> dict[tuple[str, str], Severity]:
    """Every finding, as cause or as consequence."""
    incidents = diagnose(snapshot).incidents
    findings = [f for i in incidents for f in (i.cause, *(c.finding for c in i.consequences))]
    return {(f.code, str(f.object)): f.severity for f in findings}


def test_every_question_is_answered(place):
    """Prometheus understands each of them, through the API server's proxy and by GET."""
    assert SOURCE not in place.snapshot.unread
    assert {series.metric for series in place.snapshot.series} == {query.metric for query in QUERIES}


def test_rules_judge_what_was_measured_and_stay_quiet_about_the_rest(place):
    """Each object that the scene made ill is told with its code, and no other."""
    assert told(place.snapshot) == {
        ("saturated-cpu", "Deployment/shop/busy"): Severity.CRITICAL,
        ("cpu-throttled", "Deployment/shop/busy"): Severity.WARNING,
        ("cpu-throttled", "Deployment/shop/held"): Severity.WARNING,
        ("memory-near-limit", "Deployment/shop/cache"): Severity.WARNING,
        ("node-disk-filling", "Node//node-1"): Severity.WARNING,
        ("claim-filling", "PersistentVolumeClaim/shop/data"): Severity.WARNING,
        ("claim-almost-full", "PersistentVolumeClaim/shop/data"): Severity.WARNING,
        ("alert-firing", "PersistentVolumeClaim/shop/data"): Severity.WARNING,
        ("claim-filling", "PersistentVolumeClaim/shop/scratch"): Severity.CRITICAL,
        ("node-drops-packets", "Node//node-2"): Severity.WARNING,
        ("error-rate-high", "Deployment/shop/api"): Severity.WARNING,
        ("error-rate-high", "Service/shop/front"): Severity.CRITICAL,
        ("slow-network-pod", "Deployment/shop/search"): Severity.CRITICAL,
    }


def test_the_alerts_are_those_that_fire(place):
    """By the rules of the mixin, on what the exporter tells."""
    names = {a.labels["alertname"] for a in place.snapshot.alerts["prometheus"].items}

    assert names == {"KubePersistentVolumeFillingUp", "Watchdog"}


def test_a_series_is_an_hour_in_steps_of_a_minute(place):
    """With what was used before, so that a rule can see the change."""
    (use,) = (s for s in place.snapshot.series if s.metric is Metric.CPU)

    assert (use.kind, use.namespace, use.subject) == ("Pod", "shop", "busy-5d8c7b9f4-abcde")
    assert len(use.values) == 61
    assert use.values[5] == pytest.approx(0.05, rel=0.1) and use.values[-1] == pytest.approx(0.48, rel=0.1)


def test_a_forecast_tells_how_long_there_is(place):
    """node-1 loses five of its hundred an hour and has twenty-five left."""
    (left,) = (s for s in place.snapshot.series if s.metric is Metric.SECONDS_TO_FULL and s.kind == "Node")

    assert (left.subject, left.part) == ("node-1", "/")
    assert left.values[0] == pytest.approx(5 * 3600, rel=0.05)


def test_who_calls_whom_comes_from_the_mesh(place):
    """So that slowness can be followed to where it starts."""
    assert place.snapshot.dependencies == {"shop/front": ("shop/api", "shop/search")}


def test_the_address_that_was_given_is_asked_as_well(place):
    """With the same answers as through the API server."""
    bare = replace(place.snapshot, series=(), dependencies={})

    asked = with_metrics(place.cluster, bare, place.prometheus).series
    values = [list(one.values) for one in place.snapshot.series]

    assert [replace(one, values=()) for one in asked] == [replace(one, values=()) for one in place.snapshot.series]
    # Prometheus adds up in another order each time: the last bit of a sum may differ.
    assert [list(one.values) for one in asked] == [pytest.approx(told, rel=1e-12) for told in values]


def test_one_namespace_is_told_of_itself_and_of_the_nodes(place):
    """Series of other namespaces stay out of a look at one."""
    narrow = replace(place.snapshot, namespace="elsewhere", series=())

    assert {s.kind for s in with_metrics(place.cluster, narrow).series} == {"Node"}


def test_a_saved_look_gives_the_same_report(place, tmp_path: Path):
    """Series, calls and what was not read included."""
    save(place.snapshot, tmp_path / "snap.json")

    assert forms(diagnose(load(tmp_path / "snap.json"))) == forms(diagnose(place.snapshot))


def test_questions_that_are_refused_are_named_and_fail_nothing(place):
    """Not examined, with the reason: neither healthy by silence, nor exit code 3."""
    with answering(lambda _: Answer(b"no", 403)) as refusing:
        snapshot = with_metrics(place.cluster, replace(place.snapshot, series=(), dependencies={}), refusing)

    missing = diagnose(snapshot).not_examined[SOURCE]
    assert missing.why is Why.FORBIDDEN and f"{len(QUERIES) + len(CALLS)} of" in missing.detail
    assert snapshot.series == () and not diagnose(snapshot).unreadable


def test_nothing_is_asked_where_prometheus_is_not(place):
    """Neither one that was not found, nor one that does not answer for its alerts."""
    with answering(lambda _: Answer(b"{}")) as nobody:
        silent = replace(place.snapshot, alerts={}, series=())

        assert with_metrics(place.cluster, silent, nobody) is silent

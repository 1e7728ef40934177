"""alert-firing: which object an alert is about, and which alerts are none."""

from __future__ import annotations

import pytest

from firstmate.analyzers.alert_firing import check
from firstmate.facts.alerts import MIXIN
from firstmate.findings import Severity
from firstmate.incidents import fold
from firstmate.services.diagnose import diagnose
from firstmate.snapshot.listing import Missing, Why
from tests.support.alerts import alert, heard, silenced
from tests.support.build import deployment, facts_of, healthy_app, node, obj, pod, replicaset, waiting_pod
from tests.support.clusters import cluster_of

EXPORTER = {"job": "kube-state-metrics", "pod": "kube-state-metrics-7d9-x2", "instance": "10.1.0.9:8080"}
APP = (*healthy_app(), node(status={"addresses": [{"type": "InternalIP", "address": "10.0.0.4"}]}))


def objects_of(*alerts, objects=APP):
    return [str(f.object) for f in check(facts_of(*objects, alerts=heard(*alerts)))]


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        ({"pod": "web-5d8c7b9f4-abcde", "namespace": "shop"}, "Deployment/shop/web"),
        ({"deployment": "web", "namespace": "shop", **EXPORTER}, "Deployment/shop/web"),
        ({"node": "node-1"}, "Node//node-1"),
        ({"instance": "10.0.0.4:9100", "job": "node-exporter", "pod": "node-exporter-q"}, "Node//node-1"),
        ({"instance": "node-1:10250"}, "Node//node-1"),
        ({"namespace": "shop"}, "Namespace//shop"),
        ({"namespace": "elsewhere"}, "Alert//Odd"),
        ({"pod": "gone", "namespace": "shop"}, "Alert//Odd"),
        ({}, "Alert//Odd"),
    ],
)
def test_an_alert_of_ones_own_is_about_what_its_labels_name(labels, expected):
    """The most telling label wins, an exporter's own labels never; what does not exist is not blamed."""
    space = obj("Namespace", "shop") if expected.startswith("Namespace") else node("node-2")

    assert objects_of(alert("Odd", **labels), objects=(*APP, space)) == [expected]


@pytest.mark.parametrize(
    ("name", "labels", "expected"),
    [
        ("KubeDeploymentReplicasMismatch", {"deployment": "web", **EXPORTER}, "Deployment/shop/web"),
        ("KubePodNotReady", {"pod": "web-5d8c7b9f4-abcde"}, "Deployment/shop/web"),
        ("KubeJobFailed", {"job_name": "backup", **EXPORTER}, "Job/shop/backup"),
        ("KubeHpaMaxedOut", {"horizontalpodautoscaler": "web"}, "HorizontalPodAutoscaler/shop/web"),
        ("KubePersistentVolumeFillingUp", {"persistentvolumeclaim": "data"}, "PersistentVolumeClaim/shop/data"),
        ("KubeQuotaFullyUsed", {"resourcequota": "limits"}, "ResourceQuota/shop/limits"),
        ("KubeNodeNotReady", {"node": "node-1", **EXPORTER}, "Node//node-1"),
        ("KubeCPUOvercommit", EXPORTER, "Alert//KubeCPUOvercommit"),
    ],
)
def test_an_alert_of_the_mixin_is_about_what_the_mixin_says(name, labels, expected):
    """Whatever other labels the exporter left on it."""
    objects = (
        *APP,
        obj("Job", "backup"),
        obj("HorizontalPodAutoscaler", "web"),
        obj("PersistentVolumeClaim", "data"),
        obj("ResourceQuota", "limits"),
    )

    assert objects_of(alert(name, **{"namespace": "shop", **labels}), objects=objects) == [expected]


def test_the_whole_mixin_is_known():
    """48 alerts at least, each with what it means, in words that complete a sentence."""
    assert len(MIXIN) >= 48
    assert all(known.meaning and known.meaning[-1] != "." for known in MIXIN.values())


def test_an_alert_of_argo_cd_is_about_its_application():
    """Its metrics call an Application `name`; a scrape may have moved its namespace aside."""
    app = obj("Application", "web", "argocd")
    told = alert("ArgoCdAppOutOfSync", name="web", namespace="monitoring", exported_namespace="argocd")

    assert objects_of(told, objects=(app,)) == ["Application/argocd/web"]


def test_an_unread_kind_does_not_hide_its_alert():
    """Who may not list Jobs still hears of the Job that failed."""
    unread = {"jobs": Missing(Why.FORBIDDEN)}
    told = heard(alert("KubeJobFailed", job_name="backup", namespace="shop"))

    assert [str(f.object) for f in check(facts_of(unread=unread, alerts=told))] == ["Job/shop/backup"]


@pytest.mark.parametrize("name", ["Watchdog", "InfoInhibitor"])
def test_alerts_that_always_fire_are_quiet(name):
    """They prove that alerting works."""
    assert objects_of(alert(name)) == []


def test_a_pending_alert_is_quiet():
    """It may yet go away."""
    assert objects_of(alert("KubePodNotReady", state="pending", pod="web-5d8c7b9f4-abcde", namespace="shop")) == []


@pytest.mark.parametrize("how", ["silencedBy", "inhibitedBy"])
def test_a_silenced_or_inhibited_alert_is_quiet(how):
    """Also when Prometheus, which knows no silences, still tells it, with fewer labels than Alertmanager has."""
    told = alert("KubePodNotReady", pod="web-5d8c7b9f4-abcde", namespace="shop")
    external = alert("KubePodNotReady", pod="web-5d8c7b9f4-abcde", namespace="shop", cluster="home")

    assert not list(check(facts_of(*APP, alerts=heard(told) | silenced(external, how=how))))


def test_alerts_of_one_object_are_one_finding_as_bad_as_the_worst():
    """Two rules of a filling disk, and a third, are one thing to look at."""
    claim = {"persistentvolumeclaim": "data", "namespace": "shop"}
    told = heard(
        alert("KubePersistentVolumeFillingUp", **claim),
        alert("KubePersistentVolumeFillingUp", severity="critical", **claim),
        alert("BackupTooOld", severity="info", **claim),
    )

    (finding,) = check(facts_of(obj("PersistentVolumeClaim", "data"), alerts=told))

    assert finding.severity is Severity.CRITICAL
    assert finding.claim == "2 alerts fire (KubePersistentVolumeFillingUp, BackupTooOld): its volume is filling up."


def test_the_same_alert_of_both_sources_is_told_once():
    """Alertmanager got it from Prometheus."""
    told = heard(alert("KubeNodeNotReady", node="node-1"))

    (finding,) = check(facts_of(node(), alerts=told | {"alertmanager": told["prometheus"]}))

    assert [e.where for e in finding.evidence] == ["prometheus alert KubeNodeNotReady"]


def test_an_alert_folds_under_the_cause_of_its_object():
    """The cause first, the alert as what it led to."""
    told = heard(alert("KubePodNotReady", severity="critical", pod="web-5d8c7b9f4-abcde", namespace="shop"))
    missing = waiting_pod("ErrImagePull", "registry.example/web:1.0: not found")

    report = diagnose(cluster_of(deployment(ready=0), replicaset(), missing, alerts=told))

    (incident,) = report.incidents
    assert incident.cause.code == "image-not-found"
    assert "alert-firing" in {c.finding.code for c in incident.consequences}


def test_an_alert_that_nothing_explains_is_an_incident_without_a_known_cause():
    """It is told, and it is said that the cause is not known."""
    facts = facts_of(*healthy_app(), node(), alerts=heard(alert("HighErrorRate", deployment="web", namespace="shop")))

    (incident,) = fold(facts, list(check(facts)))

    assert not incident.known and incident.confidence <= 0.5


def test_no_alerts_no_finding():
    """A quiet Prometheus says nothing."""
    assert objects_of() == []
    assert not list(check(facts_of(*healthy_app(), pod("api"))))

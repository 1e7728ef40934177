"""Causes first, what they explain folded under them, in whatever order things were found."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from firstmate.facts import Facts
from firstmate.findings import Finding, ObjectRef, Role, Severity
from firstmate.incidents import fold
from firstmate.services.diagnose import diagnose
from firstmate.snapshot import Snapshot
from firstmate.snapshot.listing import Listing
from tests.support.alerts import alert, heard
from tests.support.build import deployment, healthy_app, merged, node, obj, pod, replicaset, waiting_pod
from tests.support.clusters import cluster_of, web_on_a_claim
from tests.support.network import endpoints, service
from tests.support.shown import forms

WEB, NODE = ObjectRef("Deployment", "shop", "web"), ObjectRef("Node", "", "node-1")
POD, FRONT = ObjectRef("Pod", "shop", "web-5d8c7b9f4-abcde"), ObjectRef("Service", "shop", "web")
ELSEWHERE = ObjectRef("Deployment", "media", "player")
SHOP = Facts(cluster_of(*healthy_app(), service(), endpoints()))


def finding(ref, role=Role.CAUSE, severity=Severity.CRITICAL, code="odd", **more) -> Finding:
    return Finding(code, severity, role, ref, "it is odd.", **more)


def told(*findings, facts=SHOP):
    """Each incident as its cause's object and those of its consequences."""
    return [(i.cause.object, {c.finding.object for c in i.consequences}) for i in fold(facts, findings)]


@pytest.mark.parametrize("role", [Role.SYMPTOM, Role.ECHO])
def test_a_symptom_goes_to_the_cause_that_reaches_it(role):
    """Along the edges from the Deployment to the Service that selects its pods."""
    assert told(finding(FRONT, role), finding(WEB)) == [(WEB, {FRONT})]


def test_a_symptom_of_the_same_object_goes_to_its_cause():
    """No edge is needed from an object to itself."""
    assert told(finding(WEB, Role.SYMPTOM, code="a"), finding(WEB, code="b")) == [(WEB, {WEB})]


def test_an_effect_goes_to_the_symptom_of_its_object():
    """A crash loop explains that pods are missing; that pods are missing explains no crash loop."""
    looping = finding(WEB, Role.SYMPTOM, code="crash-loop")

    [incident] = fold(SHOP, [finding(WEB, Role.EFFECT, code="missing"), looping])

    assert incident.cause == looping


def test_why_a_foundation_is_broken_stands_above_it():
    """A cause on the very object of a root comes first, and takes what hangs on the root along."""
    why = finding(NODE, Role.CAUSE, code="disk-full")

    [incident] = fold(SHOP, [finding(NODE, Role.ROOT, code="down"), why, finding(WEB, Role.EFFECT)])

    assert incident.cause == why
    assert {c.finding.object for c in incident.consequences} == {NODE, WEB}


def test_two_causes_are_two_incidents():
    """Also of one object, or where one hangs on the other: who is to say which led to which."""
    assert len(told(finding(WEB, code="a"), finding(WEB, code="b"))) == 2
    assert len(told(finding(WEB), finding(FRONT))) == 2


def test_a_root_takes_the_causes_that_hang_on_it():
    """And through them their symptoms."""
    found = told(finding(NODE, Role.ROOT), finding(WEB), finding(FRONT, Role.SYMPTOM), finding(ELSEWHERE))

    assert found == [(NODE, {WEB, FRONT}), (ELSEWHERE, set())]


def test_a_symptom_without_a_cause_stands_alone_and_says_so():
    """At half confidence at most."""
    (incident,) = fold(SHOP, [finding(WEB, Role.SYMPTOM)])

    assert not incident.known and incident.confidence == 0.5


def test_a_symptom_stands_above_those_that_hang_on_it_but_not_above_worse():
    """The topmost symptom is the nearest thing to a cause."""
    assert told(finding(WEB, Role.SYMPTOM), finding(FRONT, Role.SYMPTOM)) == [(WEB, {FRONT})]
    assert len(told(finding(WEB, Role.SYMPTOM, Severity.INFO), finding(FRONT, Role.SYMPTOM))) == 2


def test_an_echo_stands_above_nothing():
    """An alert goes under the symptom of its object, however bad it calls itself."""
    (incident,) = fold(SHOP, [finding(WEB, Role.ECHO), finding(WEB, Role.SYMPTOM, Severity.WARNING)])

    assert incident.cause.role is Role.SYMPTOM
    assert incident.severity is Severity.CRITICAL
    assert len(fold(SHOP, [finding(WEB, Role.ECHO), finding(FRONT, Role.SYMPTOM)])) == 2


def test_a_rule_may_say_what_else_it_explains():
    """Where no edge shows it."""
    assert told(finding(NODE, explains=(ELSEWHERE,)), finding(ELSEWHERE, Role.SYMPTOM)) == [(NODE, {ELSEWHERE})]


def test_symptoms_in_a_circle_come_to_one_incident():
    """Two that explain each other must not explain each other away."""
    circle = (finding(WEB, Role.SYMPTOM, explains=(ELSEWHERE,)), finding(ELSEWHERE, Role.SYMPTOM, explains=(WEB,)))

    assert len(told(*circle)) == 1


def test_the_same_finding_twice_is_one():
    """Rules need not know whether another has said it."""
    assert len(told(finding(WEB), finding(WEB))) == 1


def test_every_finding_is_told_exactly_once():
    """As a cause or as a consequence, whatever was found."""
    chooser = random.Random(5)
    refs = [WEB, NODE, POD, FRONT, ELSEWHERE]
    for _ in range(200):
        made = {
            finding(chooser.choice(refs), chooser.choice(list(Role)), chooser.choice(list(Severity)), code=str(n))
            for n in range(8)
        }
        incidents = fold(SHOP, made)
        parts = [i.cause for i in incidents] + [c.finding for i in incidents for c in i.consequences]
        assert sorted(f.code for f in parts) == sorted(f.code for f in made)


def test_a_node_that_is_down_takes_its_pods_along():
    """Two applications on it fall with it; the one on the other node does not."""
    down = node(status={"conditions": [{"type": "Ready", "status": "Unknown", "reason": "NodeStatusUnknown"}]})
    lost = {"status": {"conditions": [{"type": "Ready", "status": "False"}]}}
    fallen = [
        part
        for name in ("web", "api")
        for part in (deployment(name, ready=0), replicaset(name), merged(pod(name, ready=False), lost))
    ]
    well = merged(pod("db"), {"spec": {"nodeName": "node-2"}})

    report = diagnose(cluster_of(down, node("node-2"), *fallen, deployment("db"), replicaset("db"), well))

    (incident,) = report.incidents
    assert incident.cause.object == NODE
    assert {"shop/web", "shop/api"} <= {
        f"{c.finding.object.namespace}/{c.finding.object.name}" for c in incident.consequences
    }


def broken_chain() -> Snapshot:
    """A claim without a class ⟹ pod ⟹ Deployment ⟹ Service ⟹ Ingress ⟹ alert."""
    told = heard(alert("Ingress5xx", severity="critical", ingress="web", namespace="shop", summary="503s"))
    return cluster_of(deployment(ready=0), replicaset(), *web_on_a_claim(), alerts=told)


def test_a_claim_leads_to_the_alert_of_the_ingress_in_one_chain():
    """Claim, Deployment, Service, Ingress: the cause first and nothing else beside it."""
    report = diagnose(broken_chain())

    (incident,) = report.incidents
    assert incident.cause.object == ObjectRef("PersistentVolumeClaim", "shop", "data")
    ways = {c.finding.code: [str(s.object) for s in c.way] for c in incident.consequences}
    assert ways["alert-firing"] == ["Deployment/shop/web", "Service/shop/web", "Ingress/shop/web"]
    assert incident.severity is Severity.CRITICAL


def test_two_independent_faults_are_two_incidents():
    """The missing image of one application says nothing of the other's claim."""
    image = waiting_pod("ErrImagePull", "registry.example/api:9: not found", "api")
    chain = broken_chain()
    second = cluster_of(deployment("api", ready=0), replicaset("api"), image)
    both = {
        plural: Listing.of([*listing, *(o for o in second.listing(plural) if not listing.get(*_key(o)))])
        for plural, listing in chain.listings.items()
    }

    report = diagnose(replace(chain, listings=both))

    assert {str(i.cause.object) for i in report.incidents} == {"PersistentVolumeClaim/shop/data", "Deployment/shop/api"}


def _key(one):
    return one.metadata.namespace, one.metadata.name


def test_the_order_of_objects_does_not_matter():
    """The same cluster gives the same bytes in every form."""
    chain = broken_chain()
    expected = forms(diagnose(chain))
    for seed in range(20):
        shuffled = {plural: list(listing) for plural, listing in chain.listings.items()}
        for items in shuffled.values():
            random.Random(seed).shuffle(items)
        mixed = replace(chain, listings={plural: Listing.of(items) for plural, items in shuffled.items()})
        assert forms(diagnose(mixed)) == expected


def test_the_order_of_findings_does_not_matter():
    """Not even of findings that differ in nothing but their evidence."""
    chooser = random.Random(3)
    refs = [WEB, NODE, POD, FRONT, ELSEWHERE]
    made = [finding(ref, role, code=code) for ref in refs for role in Role for code in ("a", "b")]
    expected = fold(SHOP, made)

    for _ in range(20):
        chooser.shuffle(made)
        assert fold(SHOP, made) == expected


def test_an_idle_object_is_no_incident():
    """Nothing found, nothing told."""
    assert fold(SHOP, []) == ()
    assert diagnose(cluster_of(*healthy_app(), obj("ConfigMap", "settings"))).incidents == ()

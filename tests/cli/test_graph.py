"""The picture of the incidents: well-formed, every object in it, and no text of the cluster taken for markup."""

from __future__ import annotations

from xml.etree import ElementTree

from firstmate.entrypoints.show.graph import html, svg
from firstmate.services.diagnose import diagnose
from tests.support.build import deployment, merged, node, obj, pod, replicaset, snapshot_of, waiting_pod

TEXT = "{http://www.w3.org/2000/svg}text"
MISSING = waiting_pod("ErrImagePull", "registry.example/web:1.0: not found")
SERVICE = obj("Service", "web", spec={"selector": {"app": "web"}, "ports": [{"port": 80}], "clusterIP": "10.0.0.1"})
BROKEN = (node(), deployment(ready=0), replicaset(), MISSING, SERVICE)


def words(*objects):
    """Every text of the picture, parsed as XML."""
    return [t.text for t in ElementTree.fromstring(svg(diagnose(snapshot_of(*objects)))).iter(TEXT)]


def test_the_cause_and_what_hangs_on_it_are_drawn():
    """A box for the Deployment, one for the Service, and how they hang together."""
    told = words(*BROKEN)

    assert {"image-not-found", "Deployment in shop", "Service in shop", "selects its pods"} <= set(told)


def test_a_healthy_cluster_is_a_picture_too():
    """With its one sentence."""
    assert any("Healthy" in text for text in words(node(), pod(), deployment(), replicaset()))


def test_text_of_the_cluster_is_no_markup():
    """Neither in the boxes nor in the tooltips, in SVG and in HTML."""
    evil = merged(MISSING, {"spec": {"containers": [{"name": "web", "image": "<script>alert(1)</script>&\x1b[31m"}]}})
    report = diagnose(snapshot_of(node(), deployment(ready=0), replicaset(), evil))

    ElementTree.fromstring(svg(report))
    assert "<script>" not in html(report)
    assert "\x1b" not in html(report)


def test_many_consequences_are_counted_not_drawn():
    """A node that is down with a hundred workloads stays a picture that people can read."""
    many = [
        o for i in range(100) for o in (deployment(f"w{i}", ready=0), replicaset(f"w{i}"), pod(f"w{i}", ready=False))
    ]
    told = words(node(ready=False), *many)

    assert len(told) < 150
    assert any(text and " more" in text for text in told)

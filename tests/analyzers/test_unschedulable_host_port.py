"""unschedulable-host-port: a port of the node that another pod holds."""

from __future__ import annotations

from firstmate.analyzers.unschedulable_host_port import check
from tests.support.build import facts_of, healthy_app, merged, node, pod
from tests.support.scheduling import waiting

WORDS = "0/1 nodes are available: 1 node(s) didn't have free ports for the requested pod ports. preemption: none."
PORTS = {"containers": [{"name": "web", "ports": [{"containerPort": 8080, "hostPort": 80}]}]}


def test_the_holder_of_the_port_is_named():
    """Who holds it on that node is the evidence."""
    holder = merged(pod("proxy", owned=False), {"spec": PORTS})
    (finding,) = check(facts_of(node(), holder, *waiting(WORDS, **PORTS)))

    assert "host port 80" in finding.claim
    assert "shop/proxy-5d8c7b9f4-abcde holds 80" in [e.value for e in finding.evidence]


def test_host_network_makes_every_port_a_host_port():
    """A pod on the host's network needs its container ports free there."""
    spec = {"hostNetwork": True, "containers": [{"name": "web", "ports": [{"containerPort": 9100}]}]}

    assert ["9100" in f.claim for f in check(facts_of(node(), *waiting(WORDS, **spec)))] == [True]


def test_other_reasons_are_other_rules():
    """A host port alone is no trouble."""
    assert not list(check(facts_of(node(), *waiting("0/1 nodes are available: 1 Insufficient cpu.", **PORTS))))


def test_a_running_pod_with_a_host_port_is_quiet():
    """An ingress controller on every node is how homelabs work."""
    deployment, replicaset, running = healthy_app()

    assert not list(check(facts_of(node(), deployment, replicaset, merged(running, {"spec": PORTS}))))

"""Probes that Istio's agent relays: judged by what was written, not by what the sidecar injector made of it."""

from __future__ import annotations

import json

from firstmate.facts.probes import Fault, failing_probes
from tests.support.build import Plain, facts_of
from tests.support.running import probed

RELAYED = {"httpGet": {"path": "/app-health/web/livez", "port": 15020}}
SILENT = "HTTP probe failed with statuscode: 500"


def relayed(written: Plain, message: str, **timing: int) -> tuple[Plain, ...]:
    """A pod whose liveness probe was rewritten, with a sidecar that remembers how it was written."""
    objects = probed("liveness", RELAYED | timing, message, killed=137)
    remembers = {"name": "ISTIO_KUBE_APP_PROBERS", "value": json.dumps({"/app-health/web/livez": written})}
    objects[2]["spec"]["containers"].append({"name": "istio-proxy", "env": [remembers]})
    return objects


def test_the_port_that_was_written_is_judged():
    """The agent gets no answer on a port that nobody declares."""
    (found,) = failing_probes(facts_of(*relayed({"httpGet": {"path": "/", "port": 8081}}, SILENT)), *Fault)

    assert (found.fault, found.how) == (Fault.PORT, "HTTP GET :8081/")


def test_the_patience_is_the_kubelets():
    """The port is right, and one second was allowed for the start."""
    objects = relayed({"tcpSocket": {"port": 8080}}, SILENT, initialDelaySeconds=1, periodSeconds=1, failureThreshold=1)

    assert [p.fault for p in failing_probes(facts_of(*objects), *Fault)] == [Fault.IMPATIENT]


def test_an_agent_that_is_not_there_says_nothing_of_the_probe():
    """The kubelet does not even reach the agent."""
    message = 'Get "http://10.1.0.7:15020/app-health/web/livez": dial tcp 10.1.0.7:15020: connect: connection refused'
    objects = relayed({"httpGet": {"path": "/", "port": 8081}}, message)

    assert [p.fault for p in failing_probes(facts_of(*objects), *Fault)] == [Fault.APPLICATION]


def test_without_the_written_probe_nothing_is_guessed():
    """A saved snapshot leaves such values out."""
    objects = relayed({}, SILENT)
    objects[2]["spec"]["containers"][1]["env"][0]["value"] = "(redacted)"

    assert [p.fault for p in failing_probes(facts_of(*objects), *Fault)] == [Fault.APPLICATION]

"""A dry run on the real API server: its audit log shows that nothing was written."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.support.kube import Cluster

pytestmark = pytest.mark.kube
WEB = {"kind": "deployment", "namespace": "default", "name": "web"}
LABELS = {"app": "web"}
TEMPLATE = {
    "metadata": {"labels": LABELS},
    "spec": {"containers": [{"name": "web", "image": "registry.invalid/web:1"}]},
}
DEPLOYMENT = {
    "apiVersion": "apps/v1",
    "kind": "Deployment",
    "metadata": {"name": "web", "namespace": "default"},
    "spec": {"replicas": 1, "selector": {"matchLabels": LABELS}, "template": TEMPLATE},
}
STEPS = [
    {"id": "look", "action": "status.diagnose"},
    {"id": "up", "action": "kubectl.scale", "with": {**WEB, "replicas": 3}},
    {"id": "again", "action": "kubectl.restart", "with": WEB},
    {"id": "image", "action": "kubectl.set-image", "with": {**WEB, "image": "registry.invalid/web:2"}},
    {"id": "old", "action": "kubectl.clear-jobs", "with": {"namespace": "default"}},
    {"id": "gone", "run": "kubectl delete namespace kube-public"},
    {"id": "pods", "run": "kubectl get pods"},
    {"id": "proof", "check": "workload-ready", "with": {"namespace": "default", "workload": "web"}},
]


def writes(cluster: Cluster) -> list[dict[str, Any]]:
    """Requests that would change something, but for those of the controllers and the scheduler."""
    events = [json.loads(line) for line in (cluster.folder / "audit.log").read_text().splitlines()]
    mutating = [event for event in events if event["verb"] not in ("get", "list", "watch")]
    return [event for event in mutating if not event["userAgent"].startswith("kube-")]


def test_a_dry_run_writes_nothing(cluster: Cluster, home: Path) -> None:
    """It lists every command with its tier; what the audit log has of writes is the test's own."""
    cluster.create(DEPLOYMENT)
    time.sleep(1)
    before = writes(cluster)
    assert any(event["objectRef"]["resource"] == "deployments" for event in before)
    file = home / "all.yaml"
    file.write_text(json.dumps({"schema": 1, "name": "all", "description": "Every action.", "steps": STEPS}))
    command = [sys.executable, "-m", "firstmate", "run", str(file), "--dry-run", "--json"]
    env = {"HOME": str(home), "PATH": "/usr/bin:/bin", "KUBECONFIG": str(cluster.kubeconfig)}
    done = subprocess.run(command, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    told = {step["id"]: step for step in json.loads(done.stdout)["steps"]}
    tiers = {name: [one["tier"] for one in step["commands"]] for name, step in told.items() if step["commands"]}
    assert tiers["up"] == ["safe"] and tiers["gone"] == ["forbidden"] and tiers["pods"] == ["read"]
    assert {"again", "image"} <= set(tiers)
    after = [(event["verb"], event["requestURI"], event["userAgent"]) for event in writes(cluster)[len(before) :]]
    assert after == []

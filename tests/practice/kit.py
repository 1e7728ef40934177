"""What the practice tests share: a cluster in this process, calls to it, and time that passes when a test says so."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import uvicorn

from firstmate.practice import api
from firstmate.practice.control import KUBECONFIG
from firstmate.practice.request import Reply, Request
from firstmate.practice.scenarios import find
from firstmate.practice.server import Application
from firstmate.practice.simulation import Simulation

NOW = datetime(2026, 3, 1, 20, 0, tzinfo=UTC)
Plain = dict[str, Any]


@cache
def _dumped(name: str) -> str:
    return json.dumps(Simulation.start(find(name), NOW).dump())


@dataclass
class Kit:
    """A practice cluster that only moves when it is told to."""

    simulation: Simulation

    @classmethod
    def of(cls, scenario: str = "healthy") -> Kit:
        """The scenario as it is when it has been started; played once for all tests."""
        return cls(Simulation.load(json.loads(_dumped(scenario))))

    def call(self, method: str, path: str, body: Any = None, **more: Any) -> tuple[int, Any]:
        """One call to the API: status and decoded reply. `content_type`, `accept` and query parameters are named."""
        headers = {"content-type": more.pop("content_type", "application/json")}
        if "accept" in more:
            headers["accept"] = more.pop("accept")
        raw = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        reply = api.handle(self.simulation.world, Request(method, path, more, headers, raw))
        assert isinstance(reply, Reply), "a watch is not a call"
        is_json = reply.content_type == "application/json"
        return reply.status, json.loads(reply.body) if is_json else reply.body.decode()

    def get(self, path: str, **query: Any) -> Any:
        """The reply of a GET that must succeed."""
        status, reply = self.call("GET", path, **query)
        assert status == 200, reply
        return reply

    def patch(self, path: str, body: Plain, kind: str = "strategic-merge-patch") -> Any:
        """The reply of a patch that must succeed."""
        status, reply = self.call("PATCH", path, body, content_type=f"application/{kind}+json")
        assert status == 200, reply
        return reply

    def pass_time(self, seconds: int, step: int = 2) -> None:
        """Let the cluster live on for so long."""
        for _ in range(max(seconds // step, 1)):
            self.simulation.advance(self.simulation.world.now + timedelta(seconds=step))

    def pods(self, namespace: str, prefix: str = "") -> list[Plain]:
        items: list[Plain] = self.get(f"/api/v1/namespaces/{namespace}/pods")["items"]
        return [pod for pod in items if pod["metadata"]["name"].startswith(prefix)]

    def words(self, namespace: str, reason: str) -> list[str]:
        """The messages of the events of that reason, oldest first."""
        items = self.get(f"/api/v1/namespaces/{namespace}/events", fieldSelector=f"reason={reason}")["items"]
        return [item["message"] for item in sorted(items, key=lambda e: str(e["firstTimestamp"]))]

    def firing(self) -> set[str]:
        """The names of the firing alerts, as Prometheus tells them through the service proxy."""
        path = "/api/v1/namespaces/monitoring/services/http:prometheus:9090/proxy/api/v1/alerts"
        alerts = self.get(path)["data"]["alerts"]
        return {alert["labels"]["alertname"] for alert in alerts if alert["state"] == "firing"}

    def unwell(self) -> list[str]:
        """Pods that are neither ready nor done."""
        return [
            f"{pod['metadata']['namespace']}/{pod['metadata']['name']}"
            for pod in self.get("/api/v1/pods")["items"]
            if pod["status"]["phase"] != "Succeeded"
            and not any(c["type"] == "Ready" and c["status"] == "True" for c in pod["status"].get("conditions", []))
        ]


@contextmanager
def served(simulation: Simulation, folder: Path) -> Iterator[Path]:
    """The simulation over HTTP, without a clock of its own. Gives the path of its kubeconfig."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(Application(simulation, "test"), log_level="warning", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        kubeconfig = folder / "kubeconfig"
        kubeconfig.write_text(KUBECONFIG.format(host="127.0.0.1", port=listening.getsockname()[1]))
        try:
            yield kubeconfig
        finally:
            server.should_exit = True
            thread.join()


def shell(command: str, kubeconfig: Path) -> subprocess.CompletedProcess[str]:
    """Run a command line as a user would, on that cluster."""
    environment = {**os.environ, "KUBECONFIG": str(kubeconfig)}
    return subprocess.run(
        ["sh", "-c", command], env=environment, capture_output=True, text=True, stdin=subprocess.DEVNULL
    )

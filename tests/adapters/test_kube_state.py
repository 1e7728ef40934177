"""One quick look: on a real control plane, and on servers that hang, lie or ask for more."""

from __future__ import annotations

import base64
import json
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from firstmate.adapters import kube_facts, kube_state
from firstmate.guard.decide import settle
from firstmate.guard.values import Decision, Known, Question, ToolCall
from tests.support.fake_api import Answer, as_json, fake_api, kubeconfig, refused
from tests.support.kube import Cluster
from tests.support.world import World, claim, deployment, eventually, mounting, named

SUBJECT = json.dumps({"kubeconfig": "", "context": "here", "kind": "pod", "namespace": "shop", "names": ["a"]})
POD = as_json({"kind": "Pod", "metadata": {"name": "a"}})


def decided(cluster: Cluster, command: str) -> Decision:
    """The decision about a kubectl command, with the real cluster as the user's own."""
    path = str(cluster.kubeconfig)

    def answer(question: Question) -> Any:
        if question.ask == "kubeconfig":
            return kube_facts.answer(question.subject, str(cluster.folder / "state" / "kubeconfigs.json"))
        return kube_state.answer(question.subject, path, 5) if question.ask == "object" else None

    known = Known(env={"KUBECONFIG": path})
    return settle(ToolCall("Bash", {"command": f"kubectl -n shop {command}"}), known, answer)


@pytest.fixture
def world(cluster: Cluster) -> World:
    """A namespace on the real control plane."""
    made = World(cluster)
    made.begin()
    return made


@pytest.mark.kube
def test_pods_of_a_real_cluster(world: World):
    """One of two ready ones is safe, so is one that is not there; the last one and a bare one are asked about."""
    world.cluster.create(deployment("web", replicas=2), deployment("one"))
    world.cluster.create(named("v1", "Pod", "bare", spec={"containers": [{"name": "x", "image": "x"}]}))
    world.run("web")
    world.run("one")
    web, one = (world.pods(app)[0]["metadata"]["name"] for app in ("web", "one"))

    assert decided(world.cluster, f"delete pod {web}").tier == "safe"
    assert decided(world.cluster, "delete pod not-there").tier == "safe"
    assert "is the last ready replica of ReplicaSet one-" in decided(world.cluster, f"delete pod {one}").reasons[0]
    assert "bare is a bare pod: nothing makes it again" in decided(world.cluster, f"delete pod {web} bare").reasons[0]


@pytest.mark.kube
def test_a_budget_of_a_real_cluster(world: World):
    """Its controller has counted that none may go."""
    budget = named(
        "policy/v1beta1",
        "PodDisruptionBudget",
        "all",
        spec={"minAvailable": 2, "selector": {"matchLabels": {"app": "web"}}},
    )
    world.cluster.create(deployment("web", replicas=2), budget)
    world.run("web")
    pod = world.pods("web")[0]["metadata"]["name"]

    assert "PodDisruptionBudget all allows no disruption" in decided(world.cluster, f"delete pod {pod}").reasons[0]


@pytest.mark.kube
def test_jobs_of_a_real_cluster(world: World):
    """A running one is asked about, a finished one is cleared away."""
    template = {"spec": {"restartPolicy": "Never", "containers": [{"name": "x", "image": "x"}]}}
    world.cluster.create(named("batch/v1", "Job", "migrate", spec={"template": template, "backoffLimit": 0}))
    pods = eventually(lambda: world.items("pods", labelSelector="job-name=migrate"))
    pod = pods[0]["metadata"]["name"]

    assert "job migrate is still running" in decided(world.cluster, "delete job migrate").reasons[0]
    assert "Job migrate is still running" in decided(world.cluster, f"delete pod {pod}").reasons[0]

    world.patch(f"/api/v1/namespaces/shop/pods/{pod}/status", status={"phase": "Succeeded"})
    path = "/apis/batch/v1/namespaces/shop/jobs/migrate"
    eventually(lambda: world.cluster.call("GET", path).get("status", {}).get("conditions"))

    assert decided(world.cluster, "delete job migrate").tier == "safe"


@pytest.mark.kube
def test_scaling_on_a_real_cluster(world: World):
    """What a scaler, a Deployment or data hold is asked about."""
    target = {"apiVersion": "apps/v1", "kind": "Deployment", "name": "scaled"}
    scaler = named(
        "autoscaling/v1", "HorizontalPodAutoscaler", "auto", spec={"maxReplicas": 3, "scaleTargetRef": target}
    )
    labels = {"app": "db"}
    template = {"metadata": {"labels": labels}, "spec": {"containers": [{"name": "x", "image": "x"}]}}
    data = {**claim("data"), "metadata": {"name": "data"}}
    spec = {
        "serviceName": "db",
        "selector": {"matchLabels": labels},
        "template": template,
        "volumeClaimTemplates": [data],
    }
    world.cluster.create(
        deployment("web"), deployment("scaled"), scaler, named("apps/v1", "StatefulSet", "db", spec=spec)
    )
    sets = eventually(lambda: world.items("replicasets", "/apis/apps/v1", labelSelector="app=web"))
    eventually(lambda: world.items("persistentvolumeclaims"))

    assert decided(world.cluster, "scale deploy web --replicas=3").tier == "safe"
    assert "HorizontalPodAutoscaler auto" in decided(world.cluster, "scale deploy scaled --replicas=3").reasons[0]
    assert (
        "Deployment web sets"
        in decided(world.cluster, f"scale rs {sets[0]['metadata']['name']} --replicas=3").reasons[0]
    )
    assert "data of its own" in decided(world.cluster, "scale sts db --replicas=3").reasons[0]
    assert "StatefulSet db keeps its data there" in decided(world.cluster, "delete pvc data-db-0").reasons[0]


@pytest.mark.kube
def test_what_git_owns_on_a_real_cluster(world: World):
    """The decision says which application, and points at Git."""
    world.cluster.create(claim("data"), deployment("web", pod=mounting("data")))
    tracking = {"argocd.argoproj.io/tracking-id": "storefront:apps/Deployment:shop/web"}
    world.patch("/apis/apps/v1/namespaces/shop/deployments/web", metadata={"annotations": tracking})

    for command in (
        "scale deploy web --replicas=3",
        "set image deploy/web web=x",
        "delete deploy web",
        "edit deploy web",
    ):
        decision = decided(world.cluster, command)
        assert decision.tier == "risky"
        assert "owned by Argo CD application storefront: change it in Git" in decision.reasons[0]


@pytest.mark.kube
def test_who_may_not_read_does_not_know(world: World):
    """Forbidden is not the same as not there."""
    facts = kube_facts.answer(str(world.cluster.reader_kubeconfig), "/proc/nowhere/x")
    assert facts is not None
    subject = json.dumps({**json.loads(SUBJECT), "context": facts["current"]})

    assert kube_state.answer(subject, str(world.cluster.reader_kubeconfig), 5) is None


def test_a_plain_answer_is_read(tmp_path: Path):
    """So that the rest of these tests means something."""
    with fake_api(lambda path, query: POD) as server:
        found = kube_state.answer(SUBJECT, str(kubeconfig(tmp_path, server)), 5)

    assert found is not None and found["a"]["controller"] == ""


@pytest.mark.parametrize(
    "answer",
    [
        Answer(hang=True),
        Answer(b" " * 1000, drip=True),
        Answer(endless_headers=True),
        Answer(b"[" * 200_000),
        Answer(b'{"metadata":{"labels":{"x":"' + b"x" * 300_000 + b'"}}}'),
        Answer(b"<html>"),
        Answer(b"[]"),
        Answer(b"\xff\xfe"),
        Answer(status=302, headers={"Location": "/api/v1/namespaces/shop/pods/b"}),
        Answer(b"{}", length=1000),
        refused(401, "Unauthorized"),
        refused(403, "Forbidden"),
        refused(500, "InternalError"),
        Answer(b"<html>not found", status=404),
        as_json({"kind": "Pod", "metadata": {"name": "b"}}),
    ],
    ids=[
        "hang",
        "drip",
        "headers",
        "deep",
        "large",
        "html",
        "list",
        "bytes",
        "redirect",
        "short",
        "401",
        "403",
        "500",
        "404",
        "other",
    ],
)
def test_a_server_that_misbehaves_is_not_known_in_time(tmp_path: Path, answer: Answer):
    """300 ms, and a little for the machine."""
    with fake_api(lambda path, query: answer) as server:
        path = str(kubeconfig(tmp_path, server))
        began = time.monotonic()

        assert kube_state.answer(SUBJECT, path) is None
        assert time.monotonic() - began < 0.6


def test_all_looks_of_a_decision_share_their_time(tmp_path: Path):
    """Ten objects of a server that hangs take as long as one."""
    with fake_api(lambda path, query: Answer(hang=True)) as server:
        looks = kube_state.Looks(str(kubeconfig(tmp_path, server)))
        began = time.monotonic()

        assert [looks.answer(SUBJECT) for _ in range(10)] == [None] * 10
        assert time.monotonic() - began < 0.6


def test_a_server_that_is_down_is_not_known(tmp_path: Path):
    """Nobody listens."""
    assert kube_state.answer(SUBJECT, str(kubeconfig(tmp_path, "http://127.0.0.1:1"))) is None


@pytest.mark.parametrize(
    "server", ["ftp://127.0.0.1", "https://", "https://a:b@127.0.0.1:1", "https://127.0.0.1:port", "x"]
)
def test_an_address_that_is_none_is_not_known(tmp_path: Path, server: str):
    """Nor one with a password in it."""
    assert kube_state.answer(SUBJECT, str(kubeconfig(tmp_path, server))) is None


@pytest.mark.parametrize(
    "user",
    [
        {"exec": {"command": "/bin/sh", "args": ["-c", "touch ran"]}},
        {"tokenFile": "not-there"},
        {"client-certificate-data": "!!", "client-key-data": "!!"},
        {"token": "a\nb"},
    ],
)
def test_a_user_that_cannot_be_used_plainly_is_not_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, user: Any):
    """And no program runs."""
    monkeypatch.chdir(tmp_path)
    server = "https://127.0.0.1:1" if "client-key-data" in user else ""
    with fake_api(lambda path, query: POD) as url:
        path = kubeconfig(tmp_path, server or url)
        content = json.loads(path.read_text())
        content["users"][0]["user"] = user
        path.write_text(json.dumps(content))

        assert kube_state.answer(SUBJECT, str(path), 5) is None
    assert not (tmp_path / "ran").exists()


@pytest.fixture
def tls_server(tmp_path: Path) -> Iterator[str]:
    """It wants a client certificate of its own authority, and then answers that there is no such pod."""
    _openssl("req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.crt -subj /CN=127.0.0.1 -days 2", tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "ca.crt", tmp_path / "ca.key")
    context.load_verify_locations(tmp_path / "ca.crt")
    context.verify_mode = ssl.CERT_REQUIRED
    server = ThreadingHTTPServer(("127.0.0.1", 0), _NotFound)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield f"https://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


class _NotFound(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = b'{"kind": "Status", "code": 404}'
        self.send_response(404)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nobody wants to read it."""


def _openssl(arguments: str, folder: Path) -> None:
    extra = ["-addext", "subjectAltName=IP:127.0.0.1"]
    subprocess.run(["openssl", *arguments.split(), *extra], cwd=folder, check=True, capture_output=True)


@pytest.mark.parametrize("inline", [True, False])
def test_a_client_certificate_is_shown(tmp_path: Path, tls_server: str, inline: bool):
    """From a file beside the kubeconfig or out of the kubeconfig; the server is checked against its authority."""
    _write_tls(tmp_path, tls_server, "ca.crt", inline)

    assert kube_state.answer(SUBJECT, str(tmp_path / "kubeconfig"), 5) == {"a": None}


def test_a_server_of_another_authority_is_not_trusted(tmp_path: Path, tls_server: str):
    """The token stays here."""
    other = tmp_path / "other"
    other.mkdir()
    _openssl("req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.crt -subj /CN=127.0.0.1 -days 2", other)
    _write_tls(tmp_path, tls_server, "other/ca.crt", False)

    assert kube_state.answer(SUBJECT, str(tmp_path / "kubeconfig"), 5) is None


def _write_tls(folder: Path, server: str, authority: str, inline: bool) -> None:
    """A kubeconfig in YAML that names files from its own folder, or holds them."""
    path = kubeconfig(folder, server)
    content = json.loads(path.read_text())
    files = {"client-certificate": "ca.crt", "client-key": "ca.key"}
    held = {f"{name}-data": _base64(folder / file) for name, file in files.items()}
    content["users"][0]["user"] = held if inline else files
    content["clusters"][0]["cluster"] |= (
        {"certificate-authority-data": _base64(folder / authority)} if inline else {"certificate-authority": authority}
    )
    path.write_text(json.dumps(content))


def _base64(path: Path) -> str:
    return base64.b64encode(path.read_bytes()).decode()

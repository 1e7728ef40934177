"""A real Kubernetes control plane on loopback, and the few calls that tests make to prepare it."""

from __future__ import annotations

import fcntl
import os
import ssl
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import httpx

from tests.support.ports import free_ports

Plain = dict[str, Any]
KEPT_NAMESPACES = {"default", "kube-system", "kube-public", "kube-node-lease"}
KEPT_KINDS = {"flowschemas", "prioritylevelconfigurations"}
KEPT_NAMES = {"default", "kubernetes", "kube-root-ca.crt", "extension-apiserver-authentication"}
KEPT_LABELS = {"kubernetes.io/bootstrapping", "kube-aggregator.kubernetes.io/automanaged"}
KEPT_PRIORITIES = {"system-node-critical", "system-cluster-critical"}
LAST = ["pods", "events"]
AUDIT = "apiVersion: audit.k8s.io/v1\nkind: Policy\nomitStages: [RequestReceived]\nrules: [{level: Metadata}]\n"
CONTROLLERS = ("kube-controller-manager", "kube-scheduler")


@contextmanager
def control_plane(script: Path, folder: Path, cache: Path, *flags: str) -> Iterator[Cluster]:
    """Run `script start` on free ports, state in `folder`, binaries in `cache`; `flags` are the API server's.

    What it is asked is written to `audit.log` there.
    """
    cache.mkdir(parents=True, exist_ok=True)
    environment = {key: value for key, value in os.environ.items() if key != "HTTPS_PROXY"}
    audit = (f"--audit-policy-file={folder / 'audit.yaml'}", f"--audit-log-path={folder / 'audit.log'}")
    environment["KUBE_APISERVER_ARGS"] = " ".join((*audit, *flags))
    with (cache / "firstmate-control-plane.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # workers unpack into one cache and look for ports at the same time
        environment["KUBEBUILDER_ASSETS"] = str(_assets(script, folder / "bin", cache))
        (folder / "audit.yaml").write_text(AUDIT)
        port = free_ports(3)
        _run([script, "start", folder, str(port)], environment)
    cluster = Cluster(folder, f"https://127.0.0.1:{port}")
    try:
        yield cluster
    finally:
        cluster.http.close()
        _run([script, "stop", folder], environment)


def _assets(script: Path, folder: Path, cache: Path) -> Path:
    """The binaries, the controllers without their own servers: those listen on fixed ports, once on a machine."""
    given = os.environ.get("KUBEBUILDER_ASSETS")
    binaries = Path(given) if given else _unpacked(script, cache)
    folder.mkdir(parents=True)
    for binary in binaries.iterdir():
        if binary.name in CONTROLLERS:
            known = subprocess.run([binary, "--help"], stdin=subprocess.DEVNULL, capture_output=True, text=True).stdout
            closed = " ".join(f"{flag}=0" for flag in ("--port", "--secure-port") if f"{flag} int" in known)
            (folder / binary.name).write_text(f'#!/bin/sh\nexec "{binary}" {closed} "$@"\n')
            (folder / binary.name).chmod(0o755)
        else:
            (folder / binary.name).symlink_to(binary)
    return folder


def _unpacked(script: Path, cache: Path) -> Path:
    archive = next(script.parent.glob("kube-*.tar.xz"))
    folder = cache / archive.name.removesuffix("-linux-amd64.tar.xz")
    if not (folder / "kube-scheduler").exists():
        with tempfile.TemporaryDirectory(dir=cache) as part, tarfile.open(archive) as packed:
            packed.extractall(part, filter="tar")
            Path(part).rename(folder)
            Path(part).mkdir()
    return folder


def _run(command: list[str | Path], environment: dict[str, str]) -> None:
    done = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    assert done.returncode == 0, f"{command} failed: {done.stdout}{done.stderr}"


@dataclass(frozen=True)
class Cluster:
    """A running control plane: its kubeconfigs for firstmate and kubectl, and raw calls to prepare it."""

    folder: Path
    server: str

    @property
    def kubeconfig(self) -> Path:
        """Of the user who may do everything."""
        return self.folder / "kubeconfig"

    @property
    def reader_kubeconfig(self) -> Path:
        """Of user `reader`, who may do nothing until a test binds a role."""
        return self.folder / "reader.kubeconfig"

    @cached_property
    def http(self) -> httpx.Client:
        """Raw calls as the user who may do everything."""
        trust = ssl.create_default_context(cafile=self.folder / "certs" / "apiserver.crt")
        headers = {"Authorization": "Bearer admin-token"}
        return httpx.Client(base_url=self.server, verify=trust, headers=headers, trust_env=False, timeout=60)

    def call(self, method: str, path: str, body: Plain | None = None, **query: str) -> Plain:
        """One API call that must succeed; gives the reply."""
        reply = self._request(method, path, body, **query)
        assert reply.is_success, f"{method} {path}: {reply.status_code} {reply.text[:500]}"
        result: Plain = reply.json()
        return result

    def _request(self, method: str, path: str, body: Plain | None = None, **query: str) -> httpx.Response:
        content_type = "application/merge-patch+json" if method == "PATCH" else "application/json"
        return self.http.request(method, path, json=body, params=query, headers={"Content-Type": content_type})

    def create(self, *objects: Plain) -> None:
        """Create each object, then give it the status it carries, as its controller or kubelet would."""
        for obj in objects:
            metadata = obj["metadata"]
            collection = self._collection(obj["apiVersion"], obj["kind"], metadata.get("namespace"))
            self.call("POST", collection, obj)
            if "status" in obj:
                self.call("PATCH", f"{collection}/{metadata['name']}/status", {"status": obj["status"]})

    def delete(self, obj: Plain) -> None:
        """Delete at once, without a grace period."""
        collection = self._collection(obj["apiVersion"], obj["kind"], obj["metadata"].get("namespace"))
        self.call("DELETE", f"{collection}/{obj['metadata']['name']}", gracePeriodSeconds="0")

    def wipe(self) -> None:
        """Delete everything that the server did not make by itself, and what its controllers make meanwhile."""
        kinds = self._deletable()
        while sum(self._empty(root, resource) for root, resource in kinds):
            pass
        for item in self.call("GET", "/api/v1/namespaces")["items"]:
            if item["metadata"]["name"] not in KEPT_NAMESPACES:
                self._delete_namespace(item["metadata"]["name"])

    def _empty(self, root: str, resource: Plain) -> int:
        """Delete all of one kind at once, without grace or finalizers; tells how many there were."""
        reply = self._request("GET", f"{root}/{resource['name']}")
        if reply.status_code == 404:
            return 0  # a custom kind whose definition went with this very wipe
        items = reply.raise_for_status().json()["items"]
        unwanted = [item["metadata"] for item in items if not _is_the_servers(item)]
        for metadata in unwanted:
            space = f"namespaces/{metadata['namespace']}/" if resource["namespaced"] else ""
            path = f"{root}/{space}{resource['name']}/{metadata['name']}"
            if metadata.get("finalizers"):
                self._request("PATCH", path, {"metadata": {"finalizers": None}})
            self._request("DELETE", path, gracePeriodSeconds="0", propagationPolicy="Background")
        return len(unwanted)

    def _delete_namespace(self, name: str) -> None:
        """Delete an emptied namespace now, and not when its controller comes round to it."""
        self._request("DELETE", f"/api/v1/namespaces/{name}")
        body = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}, "spec": {"finalizers": []}}
        self._request("PUT", f"/api/v1/namespaces/{name}/finalize", body)

    def _collection(self, api_version: str, kind: str, namespace: str | None) -> str:
        root, resource = next(
            (root, resource) for root, resource in self._resources(api_version) if resource["kind"] == kind
        )
        space = f"/namespaces/{namespace or 'default'}" if resource["namespaced"] else ""
        return f"{root}{space}/{resource['name']}"

    def _deletable(self) -> list[tuple[str, Plain]]:
        """Every kind that can be listed and deleted; pods and then events last, since the others bring them forth."""
        groups = [g for g in self.call("GET", "/apis")["groups"] if g["name"] != "events.k8s.io"]
        found = [("core", entry) for entry in self._resources("v1")]
        found += [(g["name"], e) for g in groups for v in g["versions"] for e in self._resources(v["groupVersion"])]
        # Not every version of a group has every kind: each is taken in the first that has it.
        first = {(group, kind["name"]): (root, kind) for group, (root, kind) in reversed(found)}
        usable = [(root, kind) for root, kind in first.values() if {"list", "delete"} <= set(kind["verbs"])]
        wanted = [(root, kind) for root, kind in usable if kind["name"] not in KEPT_KINDS | {"namespaces"}]
        return sorted(wanted, key=lambda entry: LAST.index(entry[1]["name"]) if entry[1]["name"] in LAST else -1)

    def _resources(self, api_version: str) -> list[tuple[str, Plain]]:
        root = "/api/v1" if api_version == "v1" else f"/apis/{api_version}"
        return [(root, r) for r in self.call("GET", root)["resources"] if "/" not in r["name"]]


def _is_the_servers(item: Plain) -> bool:
    """Objects that exist in a cluster nobody has touched."""
    metadata = item["metadata"]
    return (
        metadata["name"] in KEPT_NAMES | KEPT_PRIORITIES
        or not KEPT_LABELS.isdisjoint(metadata.get("labels", {}))
        or item.get("type") == "kubernetes.io/service-account-token"
    )

"""Drafts of manifests on the real API server: it takes them, and every field of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from firstmate.adapters import site_file
from firstmate.errors import UsageError
from firstmate.services.drafts import draft
from tests.support.kube import Cluster

pytestmark = pytest.mark.kube
SITES = Path(__file__).parents[2] / "knowledge" / "sites"
RICH = """
schema: 1
clusters: [{name: home}]
services:
  - {name: a, cluster: home, workload: StatefulSet/a, image: "redis:7.4", port: 6379, memory_gb: 0.5, secrets: [TOKEN]}
  - {name: b, cluster: home, workload: DaemonSet/b, ports: [53, 53/udp], probe: {kind: http, path: /healthz}}
"""


def drafted(path: Path) -> list[dict[str, Any]]:
    """What the drafts of a site deploy, all in one namespace; the Applications are Argo CD's to judge."""
    site, found = site_file.load(path).site, []
    for service in site.services:
        try:
            files = draft(site, service.name).files
        except UsageError:
            continue
        found += [content for name, content in files.items() if "/manifests/" in name]
    for each in found:
        each["metadata"]["namespace"] = "default"
    return found


def missing(wanted: Any, got: Any, where: str = "") -> list[str]:
    """What of the one the other does not have."""
    if isinstance(wanted, dict):
        lost = [f"{where}.{key}" for key in wanted if key not in got]
        return lost + [way for key in wanted if key in got for way in missing(wanted[key], got[key], f"{where}.{key}")]
    if isinstance(wanted, list):
        pairs = enumerate(zip(wanted, got, strict=True))
        return [way for number, (one, other) in pairs for way in missing(one, other, f"{where}[{number}]")]
    return [] if wanted == got else [f"{where}: {wanted!r} is {got!r}"]


def test_the_api_server_takes_what_is_drafted(cluster: Cluster, tmp_path: Path) -> None:
    """Of every example site, and of one with all that a draft can hold."""
    (tmp_path / "rich.yaml").write_text(RICH)
    taken = 0
    for path in (*SITES.glob("*.yaml"), tmp_path / "rich.yaml"):
        for number, manifest in enumerate(drafted(path)):
            manifest["metadata"]["name"] = f"{path.stem}-{number}"
            got = cluster.call("POST", _collection(manifest), manifest)
            assert missing(manifest, got) == [], f"{path.stem}: {manifest['metadata']['name']}"
            taken += 1
    assert taken > 10


def _collection(manifest: dict[str, Any]) -> str:
    version, kind = manifest["apiVersion"], manifest["kind"].lower()
    return f"/{'apis' if '/' in version else 'api'}/{version}/namespaces/default/{kind}s"

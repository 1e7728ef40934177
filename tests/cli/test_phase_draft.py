"""`firstmate phase draft`: what would deploy a service, written for review and never run."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from firstmate.adapters import draft_files, site_file
from firstmate.errors import UsageError
from firstmate.services.drafts import draft
from tests.support.require import require
from tests.support.ssh import script

SITES = Path(__file__).parents[2] / "knowledge" / "sites"
COMPOSE = f"""#!{sys.executable}
# A fake: it takes what a compose file says unless that is called `refused`.
import sys
refused = "refused" in " ".join(sys.argv)
print("services.refused: no" if refused else "", file=sys.stderr)
sys.exit(1 if refused else 0)
"""


@pytest.fixture
def drafts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where drafts go, on a machine where `docker` is not what it is elsewhere."""
    script(tmp_path / "bin" / "docker", "#!/bin/sh\nexit 127\n")
    monkeypatch.setenv("PATH", f"{tmp_path}/bin:/usr/bin:/bin")
    monkeypatch.setenv("FIRSTMATE_SITE", str(SITES / "hydra.yaml"))
    monkeypatch.chdir(tmp_path)
    return tmp_path / "drafts"


def test_a_service_of_a_node_gets_a_compose_file(firstmate, drafts):
    """Image, ports, data, secrets by reference and a health check; what to check stands above."""
    ran = firstmate("phase", "draft", "postgres")
    text = (drafts / "postgres.compose.yaml").read_text()
    content = yaml.safe_load(text)
    one = content["services"]["postgres"]
    assert ran.code == 0 and ran.out.startswith("wrote drafts/postgres.compose.yaml\nnot validated: ")
    assert (one["image"], one["ports"], one["restart"]) == ("postgres:16", ["5432:5432/tcp"], "unless-stopped")
    assert one["volumes"] == ["/mnt/user/appdata/hydra-stack/postgres:/var/lib/postgresql/data"]
    assert one["environment"] == {"POSTGRES_PASSWORD_FILE": "/run/secrets/POSTGRES_PASSWORD"}
    assert content["secrets"] == {"POSTGRES_PASSWORD": {"file": "/run/agenix/postgres-password"}}
    assert one["healthcheck"]["test"] == ["CMD", "pg_isready", "-U", "hydra"]
    assert text.startswith("# A draft for postgres, by `firstmate phase draft postgres`, for review.")


def test_what_is_not_known_cannot_be_deployed_by_mistake(firstmate, drafts):
    """An image that no registry has, and a line that says so."""
    ran = firstmate("phase", "draft", "crewai", "--json")
    told = json.loads(ran.out)
    one = yaml.safe_load((drafts / "crewai.compose.yaml").read_text())["services"]["crewai"]
    assert one["image"] == "FILL-IN/crewai:VERSION"
    assert told["check"][0] == "the image: the site file does not name one (`image`)"


def test_nothing_is_written_over(firstmate, drafts):
    """Not even an earlier draft."""
    firstmate("phase", "draft", "redis")
    (drafts / "redis.compose.yaml").write_text("mine")
    ran = firstmate("phase", "draft", "redis")
    assert ran.code == 2 and "redis.compose.yaml is there already, and stays as it is" in ran.err
    assert (drafts / "redis.compose.yaml").read_text() == "mine"


@pytest.mark.parametrize(
    ("into", "code", "told"), [("d", 0, "Compose accepts it"), ("refused", 1, "Compose refuses it")]
)
def test_compose_is_asked_where_there_is_one(firstmate, drafts, tmp_path, into, code, told):
    """What it has against the file is said."""
    script(tmp_path / "bin" / "docker", COMPOSE)
    ran = firstmate("phase", "draft", "redis", "--into", into)
    assert ran.code == code and told in ran.out


@pytest.mark.parametrize(
    ("name", "told"), [("grafan", "did you mean `grafana`?"), ("sonos", "does not say where sonos runs")]
)
def test_what_cannot_be_drafted_is_said(firstmate, drafts, name, told):
    """One sentence, and no file."""
    ran = firstmate("phase", "draft", name)
    assert ran.code == 2 and told in ran.err and not drafts.exists()


def test_a_service_of_a_cluster_gets_an_application_and_its_manifests(tmp_path):
    """Without auto-sync, and with its secrets by the name of a Secret."""
    file = tmp_path / "site.yaml"
    file.write_text(
        "schema: 1\nclusters: [{name: home, forge: 'https://git.example.lan'}]\n"
        "services: [{name: web, cluster: home, namespace: shop, workload: StatefulSet/web-app, image: 'redis:7.4',"
        " port: 6379, memory_gb: 0.5, secrets: [TOKEN], probe: {kind: http, path: /healthz}}]\n"
    )
    files = draft(site_file.load(file).site, "web").files
    assert list(files) == ["web/application.yaml", "web/manifests/statefulset.yaml", "web/manifests/service.yaml"]
    assert files["web/application.yaml"]["spec"]["source"]["repoURL"] == "https://git.example.lan/FILL-IN.git"
    assert "automated" not in files["web/application.yaml"]["spec"]["syncPolicy"]
    pod = files["web/manifests/statefulset.yaml"]["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    assert container["env"][0]["valueFrom"] == {"secretKeyRef": {"name": "web-app-secrets", "key": "TOKEN"}}
    assert container["readinessProbe"] == {"httpGet": {"path": "/healthz", "port": 6379}}
    assert container["resources"]["limits"] == {"memory": "512Mi"}


def test_a_dollar_stays_one(tmp_path):
    """Compose would take what follows it for a variable."""
    file = tmp_path / "site.yaml"
    file.write_text(
        "schema: 1\nnodes: [{name: nas}]\n"
        "services: [{name: web, node: nas, image: 'a:1', port: 80, probe: {kind: http, path: '/$HOME'}}]\n"
    )
    content: Any = draft(site_file.load(file).site, "web").files["web.compose.yaml"]
    assert content["services"]["web"]["healthcheck"]["test"][-1] == "http://127.0.0.1:80/$$HOME"


def test_a_real_compose_accepts_every_draft_of_the_examples(tmp_path):
    """Debian's, of the version before the plugin: it reads the same format."""
    require("docker-compose", shutil.which("docker-compose") is not None, "apt-get install -y docker-compose")
    asked = 0
    for path in SITES.glob("*.yaml"):
        site = site_file.load(path).site
        for service in site.services:
            try:
                made = draft(site, service.name)
            except UsageError:
                continue
            files = {tmp_path / path.stem / name: content for name, content in made.files.items()}
            for file in draft_files.write(files, made.heading):
                if file.name.endswith(".compose.yaml"):
                    asked += 1
                    command = ["docker-compose", "--file", str(file), "config", "--quiet"]
                    subprocess.run(command, check=True, capture_output=True)
    assert asked > 40

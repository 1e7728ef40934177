"""What people do with kubectl works on a practice cluster that runs by itself: waiting, watching, draining, jobs."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from firstmate.practice.control import Practice
from tests.practice.kit import shell
from tests.support.require import require_kubectl

pytestmark = pytest.mark.kubectl
BUDGET = "kubectl -n dev create poddisruptionbudget web --selector=app.kubernetes.io/name=web"


@pytest.fixture(scope="module")
def kubeconfig(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The healthy scenario, in a process of its own."""
    require_kubectl()
    practice = Practice.at(tmp_path_factory.mktemp("practice"))
    practice.start("healthy", 0)
    yield practice.folder.kubeconfig
    practice.stop()


def told(command: str, kubeconfig: Path) -> str:
    """What a command that must succeed prints."""
    done = shell(command, kubeconfig)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_a_rollout_is_waited_for(kubeconfig: Path) -> None:
    """Set an image as a dry run, then in earnest, wait until it is rolled out, and go back."""
    image = "kubectl -n dev get deployment web -o jsonpath='{.spec.template.spec.containers[0].image}'"
    before = told(image, kubeconfig)
    change = "kubectl -n dev set image deployment/web web=docker.io/library/nginx:1.27.3-alpine"
    assert told(f"{change} --dry-run=server", kubeconfig) == "deployment.apps/web image updated (server dry run)"
    assert told(image, kubeconfig) == before
    told(change, kubeconfig)
    done = told("kubectl -n dev rollout status deployment/web --timeout=60s", kubeconfig)
    assert done.endswith('deployment "web" successfully rolled out')
    told("kubectl -n dev rollout undo deployment/web", kubeconfig)
    told("kubectl -n dev rollout status deployment/web --timeout=60s", kubeconfig)
    assert told(image, kubeconfig) == before


def test_a_condition_is_waited_for(kubeconfig: Path) -> None:
    """Scaled up, the Deployment becomes available again."""
    told("kubectl -n dev scale deployment/web --replicas=2", kubeconfig)
    wait = "kubectl -n dev wait deployment/web --for=jsonpath='{.status.availableReplicas}'=2 --timeout=60s"
    assert told(wait, kubeconfig) == "deployment.apps/web condition met"
    assert told("kubectl -n dev wait deployment/web --for=condition=Available --timeout=60s", kubeconfig)


def test_a_watch_shows_what_happens(kubeconfig: Path) -> None:
    """`kubectl get -w` prints what is there, and a line for each change."""
    told("kubectl -n dev create configmap watched --from-literal=a=1", kubeconfig)
    command = ["kubectl", "-n", "dev", "get", "configmap", "watched", "-w", "--output-watch-events", "--no-headers"]
    environment = {**os.environ, "KUBECONFIG": str(kubeconfig)}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as watch:
        assert watch.stdout is not None
        assert watch.stdout.readline().split()[:2] == ["ADDED", "watched"]
        told("kubectl -n dev label configmap watched team=a", kubeconfig)
        assert watch.stdout.readline().split()[:2] == ["MODIFIED", "watched"]
        told("kubectl -n dev delete configmap watched", kubeconfig)
        assert watch.stdout.readline().split()[:2] == ["DELETED", "watched"]
        watch.kill()


def test_a_job_from_a_cron_job(kubeconfig: Path) -> None:
    """It runs as the next one would."""
    create = "kubectl -n gitea create job now --from=cronjob/gitea-backup"
    assert told(f"{create} --dry-run=server", kubeconfig) == "job.batch/now created (server dry run)"
    assert told(create, kubeconfig) == "job.batch/now created"
    assert told("kubectl -n gitea wait job/now --for=jsonpath='{.status.active}'=1 --timeout=60s", kubeconfig)


def test_a_drain_moves_the_pods_of_a_node(kubeconfig: Path) -> None:
    """Those that a controller makes again and nothing holds; the budget is kept to, and the node is given back."""
    told(f"{BUDGET} --max-unavailable=1", kubeconfig)
    where = "-l app.kubernetes.io/name=web --field-selector=status.phase=Running"
    node = told(f"kubectl -n dev get pods {where} -o jsonpath='{{.items[0].spec.nodeName}}'", kubeconfig)
    drained = told(f"kubectl drain {node} --pod-selector=app.kubernetes.io/name=web --timeout=60s", kubeconfig)
    assert f"node/{node} cordoned" in drained
    assert drained.endswith(f"node/{node} drained")
    left = f"kubectl -n dev get pods {where} --field-selector=spec.nodeName={node} -o name"
    assert told(left, kubeconfig) == ""
    assert told(f"kubectl uncordon {node}", kubeconfig) == f"node/{node} uncordoned"


def test_who_is_late_is_told(kubeconfig: Path) -> None:
    """A version that is no longer the present one is a conflict, for labels, annotations and replicas."""
    for change in (
        "kubectl -n dev label deployment web team=a --resource-version=1",
        "kubectl -n dev annotate deployment web team=a --resource-version=1",
        "kubectl -n dev scale deployment web --replicas=1 --resource-version=1",
    ):
        done = shell(change, kubeconfig)
        assert done.returncode == 1
        assert "onflict" in done.stderr or "modified" in done.stderr or "resource version" in done.stderr


def test_apply_takes_over_what_was_applied_by_the_client(kubeconfig: Path) -> None:
    """kubectl moves the owners of the fields; afterwards a field that is left out is gone."""
    manifest = "apiVersion: v1\\nkind: ConfigMap\\nmetadata: {name: moved, namespace: dev}\\ndata: {DATA}\\n"
    apply = "printf '" + manifest + "' | kubectl apply -f - "
    told(apply.replace("DATA", 'a: "1", b: "1"'), kubeconfig)
    told(apply.replace("DATA", 'a: "2", b: "1"') + "--server-side", kubeconfig)
    told(apply.replace("DATA", 'a: "2"') + "--server-side", kubeconfig)
    assert told("kubectl -n dev get configmap moved -o jsonpath='{.data}'", kubeconfig) == '{"a":"2"}'

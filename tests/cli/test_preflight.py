"""`firstmate preflight`: manifests, applications and snapshots in, a verdict out; wrong usage is one sentence."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from firstmate.adapters.files import save
from firstmate.services.preflight import judge
from firstmate.snapshot.listing import Missing, Why
from tests.preflight.cases import APIS, app
from tests.support.build import deployment, node, obj, pod, snapshot_of
from tests.support.gitops import application, resource

CLUSTER = (obj("Namespace", "shop"), obj("Namespace", "default"), obj("IngressClass", "nginx"), node())
INGRESS = """\
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: web
spec:
  ingressClassName: traefik
"""


@pytest.fixture
def manifests(tmp_path: Path) -> Path:
    """A file with an Ingress of a class that is not there."""
    file = tmp_path / "web.yaml"
    file.write_text(INGRESS)
    return file


def saved(tmp_path: Path, *objects, **more) -> Path:
    """A snapshot of the cluster with these objects."""
    file = tmp_path / "snapshot.json"
    save(snapshot_of(*CLUSTER, *objects, apis=APIS, **more), file)
    return file


def test_a_blocker_is_one_line_with_its_place_and_the_nearest_thing(firstmate, tmp_path, manifests):
    """And the exit code is 1."""
    ran = firstmate("preflight", "-f", manifests, "--from", saved(tmp_path))

    assert ran.out == (
        f"{manifests}:6 blocker ingress-class Ingress default/web: there is no IngressClass traefik (there is nginx)\n"
        "1 object, 1 blocker, 0 warnings: it would not run here.\n"
    )
    assert (ran.code, ran.err) == (1, "")


def test_json_holds_the_same(firstmate, tmp_path, manifests):
    """With the object, the place and what could not be checked."""
    ran = firstmate("preflight", "-f", manifests, "-n", "shop", "--from", saved(tmp_path), "--json")

    told = json.loads(ran.out)
    assert (ran.code, told["fit"], told["objects"], told["notChecked"]) == (1, False, 1, [])
    assert told["misses"][0] == {
        "code": "ingress-class",
        "weight": "blocker",
        "object": {"kind": "Ingress", "namespace": "shop", "name": "web"},
        "place": f"{manifests}:6",
        "text": "there is no IngressClass traefik",
        "nearest": "there is nginx",
    }


def test_what_could_not_be_read_beats_what_is_missing(firstmate, tmp_path, manifests):
    """Exit code 3, and it says so."""
    forbidden = {"ingressclasses": Missing(Why.FORBIDDEN, "no")}

    ran = firstmate("preflight", "-f", manifests, "--from", saved(tmp_path, unread=forbidden))

    assert ran.code == 3
    assert "not checked: IngressClass traefik, which Ingress web names: forbidden: no\n" in ran.out
    assert "it is not known to run here" in ran.out


def test_standard_input_is_read_as_a_stream(firstmate, tmp_path, monkeypatch):
    """As `kubectl kustomize` and `helm template` write it."""
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(INGRESS.encode())))

    ran = firstmate("preflight", "-f", "-", "--from", saved(tmp_path, obj("IngressClass", "traefik")))

    assert (ran.code, ran.out) == (0, "1 object, 0 blockers, 0 warnings: nothing stands against it.\n")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((), "Say what to judge"),
        (("shop", "-f", "x.yaml"), "Say what to judge"),
        (("-f", "none.yaml"), "none.yaml cannot be read"),
        (("nobody",), "There is no Argo CD Application 'nobody'"),
    ],
)
def test_wrong_usage_is_one_sentence(firstmate, tmp_path, arguments, sentence):
    """And exit code 2."""
    ran = firstmate("preflight", *arguments, "--from", saved(tmp_path))

    assert (ran.code, ran.out) == (2, "") and sentence in ran.err


def test_an_application_is_judged_by_what_it_has_in_the_cluster(firstmate, tmp_path):
    """Its own objects are nobody else's; what a snapshot does not hold is not known."""
    owned = {"metadata": {"annotations": {"argocd.argoproj.io/tracking-id": "shop:apps/Deployment:shop/web"}}}
    web = deployment(spec={"template": {"spec": {"serviceAccountName": "gone"}}}, **owned)
    service, monitor = resource("Deployment", "web") | {"group": "apps"}, resource("ServiceMonitor", "web")
    told = {"group": "monitoring.coreos.com"}

    ran = firstmate("preflight", "shop", "--from", saved(tmp_path, web, pod(), application(service, monitor | told)))

    assert ran.code == 3
    assert "Deployment/shop/web blocker service-account Deployment shop/web: there is no ServiceAccount gone" in ran.out
    assert "not checked: ServiceMonitor shop/web of the application: a snapshot does not hold it" in ran.out


def test_an_application_that_has_nothing_yet_is_judged_by_its_manifests(firstmate, tmp_path):
    """The sentence says how."""
    ran = firstmate("preflight", "shop", "--from", saved(tmp_path, application()))

    assert ran.code == 2 and "firstmate preflight -f -" in ran.err


def test_a_workflow_gets_whether_it_holds_and_what_was_seen(tmp_path, manifests):
    """For a check of that name."""
    snapshot = snapshot_of(*CLUSTER, apis=APIS)
    fits = tmp_path / "fits.yaml"
    fits.write_text(json.dumps(app()))

    assert judge(snapshot, str(manifests)) == (False, f"{manifests}:6: there is no IngressClass traefik")
    assert judge(snapshot, str(fits)) == (True, "nothing stands against 1 object")


def test_the_api_server_cannot_be_asked_through_a_snapshot(firstmate, tmp_path, manifests):
    """Nor about what is there already."""
    for arguments in (("-f", manifests, "--from", saved(tmp_path)), ("shop",)):
        ran = firstmate("preflight", *arguments, "--dry-run-server")

        assert ran.code == 2 and "it goes with -f only" in ran.err

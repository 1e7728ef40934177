"""Each check: what it finds, and as many cases in which it is silent."""

from __future__ import annotations

from pathlib import Path

import pytest

from firstmate.preflight.checks import ALL
from firstmate.snapshot.custom import CustomObject, CustomStatus
from firstmate.snapshot.listing import Missing, Why
from firstmate.snapshot.objects import Condition, Meta
from tests.preflight.cases import answer, app, bare, codes, written
from tests.support.build import node, obj, pod

BIG = {"resources": {"requests": {"memory": "6Gi"}}}
ENV = {"env": [{"name": "T", "valueFrom": {"secretKeyRef": {"name": "token", "key": "t"}}}]}
SECRET = obj("Secret", "token", data={"t": "x"})
DEFAULT = {"metadata": {"annotations": {"ingressclass.kubernetes.io/is-default-class": "true"}}}
CNPG = written("Cluster", "db", "postgresql.cnpg.io/v1", spec={"instances": 1})
CNPG_CRD = written(
    "CustomResourceDefinition", "clusters.postgresql.cnpg.io", "apiextensions.k8s.io/v1",
    spec={"group": "postgresql.cnpg.io", "names": {"kind": "Cluster", "plural": "clusters"}, "scope": "Namespaced",
          "versions": [{"name": "v1", "served": True}]},
)  # fmt: skip
TAINTED = node(spec={"taints": [{"key": "role", "value": "light", "effect": "NoSchedule"}]})


def ingress(**spec):
    return written("Ingress", api_version="networking.k8s.io/v1", spec=spec)


def only(kind, where):
    """Pods that need a node of a label."""
    return {"nodeSelector": {kind: where}}


MOUNT = {"volumes": [{"name": "d", "persistentVolumeClaim": {"claimName": "data"}}]}
LOCAL = {"provisioner": "rancher.io/local-path"}
BY_DEFAULT = {**LOCAL, "metadata": {"annotations": {"storageclass.kubernetes.io/is-default-class": "true"}}}
ISSUER = written("Issuer", "le", "cert-manager.io/v1", spec={"acme": {
    "privateKeySecretRef": {"name": "le-key"},
    "solvers": [{"dns01": {"cloudflare": {"apiTokenSecretRef": {"name": "cloudflare", "key": "token"}}}}],
}})  # fmt: skip


def claim(size="5Gi", modes=("ReadWriteOnce",), **spec):
    asks = {"accessModes": list(modes), "resources": {"requests": {"storage": size}}, **spec}
    return written("PersistentVolumeClaim", "data", spec=asks)


def volume(size="5Gi", modes=("ReadWriteOnce",), **spec):
    return obj("PersistentVolume", "disk", spec={"capacity": {"storage": size}, "accessModes": list(modes), **spec})


def certificate(issuer):
    return written("Certificate", api_version="cert-manager.io/v1", spec={"secretName": "x", "issuerRef": issuer})


# code, manifests, objects beside the cluster, the nearest thing that is told
FOUND = [
    ("crd-missing", CNPG, (), "nothing else defines"),
    ("api-version", written("Ingress", api_version="extensions/v1beta1"), (), "networking.k8s.io/v1"),
    ("api-version", written("Certificate", api_version="cert-manager.io/v1alpha2"), (), "cert-manager.io/v1"),
    ("kind-unknown", written("Deploymnt", api_version="apps/v1"), (), "there are Deployment"),
    ("kind-unknown", written("Deployment"), (), "Deployment is of apps/v1"),
    ("namespace-missing", written("Service", metadata={"namespace": "shpo"}), (), "there is shop"),
    ("ingress-class", ingress(ingressClassName="traefik"), (obj("IngressClass", "nginx"),), "there is nginx"),
    ("ingress-class", ingress(), (obj("IngressClass", "nginx"),), "there is nginx"),
    ("gateway-class", written("Gateway", api_version="gateway.networking.k8s.io/v1", spec={"gatewayClassName": "x"}),
     (), "there is none"),
    ("reference-missing", app(**ENV), (obj("Secret", "tokens"),), "there is tokens"),
    ("reference-missing", app(envFrom=[{"configMapRef": {"name": "env"}}]), (), "there is none"),
    ("reference-missing", app(pod={"volumes": [{"name": "v", "secret": {"secretName": "token"}}]}), (), "none"),
    ("key-missing", app(**ENV), (obj("Secret", "token", data={"tt": "x"}),), "there is tt"),
    ("service-account", app(pod={"serviceAccountName": "web"}), (obj("ServiceAccount", "wep"),), "there is wep"),
    ("priority-class", app(pod={"priorityClassName": "high"}), (obj("PriorityClass", "higher"),), "there is higher"),
    ("provider-secret", ISSUER, (obj("Secret", "cloudfare"),), "there is cloudfare"),
    ("provider", certificate({"name": "le"}), (), "there is none"),
    ("storage-class", claim(storageClassName="fast"), (obj("StorageClass", "local-path", **LOCAL),), "local-path"),
    ("storage-class", claim(), (obj("StorageClass", "local-path", **LOCAL),), "there is local-path"),
    ("storage-class", app(kind="StatefulSet", spec={"volumeClaimTemplates": [{"metadata": {"name": "data"},
     "spec": {"storageClassName": "fast"}}]}), (), "there is none"),
    ("claim-missing", app(pod=MOUNT), (), "there is none"),
    ("claim-volume", claim(storageClassName=""), (), "there is no volume at all"),
    ("claim-volume", claim(storageClassName=""), (obj("PersistentVolumeClaim", "data", status={"phase": "Pending"}),),
     "there is no volume at all"),
    ("claim-volume", claim("9Gi", storageClassName=""), (volume(),), "the nearest is disk: too small"),
    ("claim-volume", claim(modes=["ReadWriteMany"], storageClassName="nas"), (volume(storageClassName="nas"),),
     "the nearest is disk: other access modes"),
    ("node-selection", app(pod=only("disk", "ssd")), (), "there is none"),
    ("node-selection", app(pod=only("kubernetes.io/arch", "amd64")), (), "kubernetes.io/arch=arm64"),
    ("node-room", app(resources={"requests": {"memory": "16Gi"}}), (), "the most is 8Gi on node-1"),
    ("node-room", app(resources={"limits": {"cpu": "8"}}), (), "the most is 4 on node-1"),
    ("node-room", app(resources={"requests": {"nvidia.com/gpu": 1}}), (), "the most is 0 on node-1"),
    ("node-room", app(**BIG), (pod("db", spec={"containers": [{"name": "db", **BIG}]}),), "the most is 2Gi"),
]  # fmt: skip

# manifests, and objects beside the cluster that make them fit
QUIET = [
    ([CNPG, CNPG_CRD], ()),
    (written("Certificate", api_version="cert-manager.io/v1"), ()),
    ([written("Namespace", "new"), written("Service", metadata={"namespace": "new"})], ()),
    (ingress(ingressClassName="nginx"), (obj("IngressClass", "nginx"),)),
    (ingress(), (obj("IngressClass", "nginx", **DEFAULT),)),
    ([ingress(ingressClassName="x"), written("IngressClass", "x", "networking.k8s.io/v1")], ()),
    (app(**ENV), (SECRET,)),
    ([app(**ENV), written("Secret", "token", stringData={"t": "x"})], ()),
    ([app(**ENV), written("ExternalSecret", "token", "external-secrets.io/v1")], ()),
    (app(env=[{"name": "T", "valueFrom": {"secretKeyRef": {"name": "x", "key": "t", "optional": True}}}]), ()),
    (app(pod={"serviceAccountName": "default"}), ()),
    (app(pod={"priorityClassName": "high"}), (obj("PriorityClass", "high"),)),
    (ISSUER, (obj("Secret", "cloudflare"),)),
    ([ISSUER, written("SealedSecret", "cloudflare", "bitnami.com/v1alpha1")], ()),
    ([certificate({"name": "le"}), ISSUER], (obj("Secret", "cloudflare"),)),
    (claim(), (obj("StorageClass", "local-path", **BY_DEFAULT),)),
    (claim(storageClassName="fast"), (obj("StorageClass", "fast", **LOCAL),)),
    (claim(storageClassName=""), (volume("10Gi"),)),
    (claim(storageClassName="nas"), (volume(storageClassName="nas"),)),
    (claim(storageClassName="gone"), (obj("PersistentVolumeClaim", "data", status={"phase": "Bound"}),)),
    ([app(pod=MOUNT), claim()], (obj("StorageClass", "local-path", **BY_DEFAULT),)),
    (app(pod=only("kubernetes.io/arch", "arm64")), ()),
    (app(**BIG), ()),
    (app(**BIG), (pod(spec={"containers": [{"name": "web", **BIG}]}, metadata={"ownerReferences": [
        {"kind": "Deployment", "name": "web", "controller": True}]}),)),
]  # fmt: skip


@pytest.mark.parametrize(("code", "manifests", "objects", "nearest"), FOUND)
def test_a_blocker_is_found_with_the_nearest_thing_that_there_is(code, manifests, objects, nearest):
    """Exactly that one, with a place in the manifests."""
    said = answer(manifests, *objects)

    blockers = [miss for miss in said.misses if miss.code == code]
    assert [miss.weight for miss in blockers] == ["blocker"], said
    assert nearest in blockers[0].nearest and blockers[0].place.startswith("app.yaml:")


@pytest.mark.parametrize(("manifests", "objects"), QUIET)
def test_what_would_run_is_left_alone(manifests, objects):
    """No miss, nothing unknown."""
    said = answer(manifests, *objects)

    assert (codes(said), said.unknown, said.exit_code) == ([], (), 0)


def test_without_what_the_api_tells_of_itself_definitions_and_listings_are_asked():
    """As in a folder of kubectl's lists; what neither tells is not known, and so nothing is called fit."""
    crd = obj("CustomResourceDefinition", "clusters.postgresql.cnpg.io", spec=CNPG_CRD["spec"])

    assert codes(answer(CNPG, apis=())) == [("crd-missing", "blocker")]
    assert codes(answer([CNPG, app()], crd, apis=())) == []
    unknown = answer(written("ClusterRole", api_version="rbac.authorization.k8s.io/v1"), apis=())
    assert [gap.what for gap in unknown.unknown] == ["whether ClusterRole of rbac.authorization.k8s.io/v1 is served"]
    assert unknown.exit_code == 3


@pytest.mark.parametrize(
    ("manifests", "plural", "what"),
    [
        (CNPG, "customresourcedefinitions", "whether Cluster"),
        (app(**ENV), "secrets", "Secret token"),
        (ingress(ingressClassName="x"), "ingressclasses", "IngressClass x"),
        (ingress(), "ingressclasses", "a default ingress class"),
        (written("Service", metadata={"namespace": "media"}), "namespaces", "Namespace media"),
        (app(), "nodes", "which node"),
        (app(), "pods", "what is free"),
    ],
)
def test_what_cannot_be_read_is_not_called_missing_nor_there(manifests, plural, what):
    """It is not known, which is told with the reason, and beats every blocker."""
    said = answer(manifests, unread={plural: Missing(Why.FORBIDDEN, "no")}, apis=())

    assert [gap.reason for gap in said.unknown if gap.what.startswith(what)] == ["forbidden: no"]
    assert said.exit_code == 3


@pytest.mark.parametrize(
    ("nodes", "told"),
    [
        ((TAINTED,), "node-1 has the taint role=light:NoSchedule"),
        ((node(spec={"unschedulable": True}),), "node-1 is cordoned"),
        ((node(ready=False),), "node-1 is not ready"),
        ((TAINTED, node("node-2", ready=False)), "node-1 has the taint role=light:NoSchedule, node-2 is not ready"),
    ],
)
def test_pods_that_no_node_takes_are_told_why_of_each(nodes, told):
    """Taints, cordons and nodes that are not ready."""
    said = bare(app(), obj("Namespace", "shop"), *nodes)

    (blocker,) = (miss for miss in said.blockers if miss.code == "node-closed")
    assert told in blocker.text


def test_a_cluster_without_nodes_runs_nothing():
    """Whatever the pods ask for."""
    assert codes(bare(app(pod=only("disk", "ssd")), obj("Namespace", "shop"))) == [("node-closed", "blocker")]


def test_a_taint_that_pods_tolerate_is_none_for_them():
    """As on a small node that is kept for light workloads."""
    tolerant = app(pod={"tolerations": [{"key": "role", "operator": "Exists"}]})

    assert codes(bare(tolerant, obj("Namespace", "shop"), TAINTED)) == []


def test_storage_on_one_node_cannot_be_shared():
    """A warning: some provisioners can be set up for it."""
    said = answer(claim(modes=["ReadWriteMany"], storageClassName="fast"), obj("StorageClass", "fast", **LOCAL))

    assert codes(said) == [("claim-access", "warning")] and said.exit_code == 0


def test_an_issuer_that_says_itself_that_it_is_not_ready_is_no_issuer():
    """With its own words."""
    meta = Meta(name="le", namespace="shop")
    conditions = (Condition(type="Ready", status="False", message='secrets "cloudflare" not found'),)
    issuer = CustomObject(metadata=meta, kind="Issuer", status=CustomStatus(conditions=conditions))

    (miss,) = answer(certificate({"name": "le"}), custom=(issuer,)).misses

    assert (miss.code, miss.text) == ("provider", 'Issuer le is not ready: secrets "cloudflare" not found')


def test_a_kind_that_nobody_knows_lives_where_its_name_says():
    """A ClusterIssuer without its definition is one miss, and those that name it have it."""
    issuer = written("ClusterIssuer", "le", "cert-manager.io/v2")
    del issuer["metadata"]["namespace"]

    said = answer([issuer, certificate({"name": "le", "kind": "ClusterIssuer"})])

    assert [(m.code, str(m.object)) for m in said.misses] == [("api-version", "ClusterIssuer//le")]


def test_every_check_is_on_the_page():
    """With its code, what it weighs and what it means, in the order in which they are made."""
    page = (Path(__file__).parents[2] / "docs" / "preflight.md").read_text()

    rows = [f"| `{a.check.code}` | {a.check.weight} | {a.check.means} |" for a in ALL]
    assert [row for row in page.splitlines() if row.startswith("| `")] == rows

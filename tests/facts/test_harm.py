"""Who suffers when an object is broken."""

from __future__ import annotations

import pytest

from firstmate.facts import Facts
from firstmate.facts.harm import FARTHEST, harmed_by, reach
from firstmate.findings import ObjectRef
from tests.support.build import Plain, deployment, facts_of, healthy_app, merged, node, obj, pod, pod_spec, replicaset
from tests.support.network import caller, service

WEB = ObjectRef("Deployment", "shop", "web")


def of(kind: str, name: str, namespace: str = "shop") -> ObjectRef:
    return ObjectRef(kind, namespace, name)


def harmed(ref: ObjectRef, *objects: Plain) -> set[str]:
    return {str(step.object) for step in harmed_by(facts_of(*objects), ref)}


def mounting(**volume: object) -> Plain:
    spec = {**pod_spec(), "volumes": [{"name": "v", **volume}]}
    return deployment(spec={"template": {"spec": spec}})


def test_a_node_harms_its_pods_and_their_workloads():
    """And only its own."""
    other = merged(pod("api", owned=False), {"spec": {"nodeName": "node-2"}})

    assert harmed(of("Node", "node-1", ""), *healthy_app(), other, node()) == {
        "Pod/shop/web-5d8c7b9f4-abcde",
        "Deployment/shop/web",
    }


def test_a_workload_harms_what_selects_scales_protects_and_deploys_it():
    """Service, autoscaler, disruption budget and Application."""
    found = harmed(
        WEB,
        *healthy_app(),
        service(),
        service("api"),
        obj("HorizontalPodAutoscaler", "web", spec={"scaleTargetRef": {"kind": "Deployment", "name": "web"}}),
        obj("PodDisruptionBudget", "web", spec={"selector": {"matchLabels": {"app": "web"}}}),
        obj(
            "Application",
            "shop",
            "argocd",
            status={"resources": [{"kind": "Deployment", "namespace": "shop", "name": "web"}]},
        ),
    )

    assert found == {
        "Pod/shop/web-5d8c7b9f4-abcde",
        "Service/shop/web",
        "HorizontalPodAutoscaler/shop/web",
        "PodDisruptionBudget/shop/web",
        "Application/argocd/shop",
    }


@pytest.mark.parametrize(
    "backend", [{"service": {"name": "web", "port": {"number": 80}}}, {"serviceName": "web", "servicePort": 80}]
)
def test_a_service_harms_the_ingresses_that_send_to_it(backend):
    """In both versions of the API, by a path or by default."""
    by_path = obj("Ingress", "a", spec={"rules": [{"http": {"paths": [{"path": "/", "backend": backend}]}}]})
    by_default = obj("Ingress", "b", spec={"defaultBackend": backend})

    assert harmed(of("Service", "web"), by_path, by_default, service()) == {"Ingress/shop/a", "Ingress/shop/b"}


def test_a_service_harms_those_that_are_told_its_address():
    """By an environment variable."""
    assert harmed(of("Service", "web"), service(), caller({"WEB_URL": "http://web:80"})) == {"Deployment/shop/front"}


@pytest.mark.parametrize(
    ("ref", "volume"),
    [
        (of("ConfigMap", "settings"), {"configMap": {"name": "settings"}}),
        (of("Secret", "keys"), {"secret": {"secretName": "keys"}}),
        (of("Secret", "keys"), {"projected": {"sources": [{"secret": {"name": "keys"}}]}}),
    ],
)
def test_settings_harm_the_workloads_that_mount_them(ref, volume):
    """Whichever kind of volume it is."""
    assert harmed(ref, mounting(**volume)) == {"Deployment/shop/web"}


def test_a_service_account_harms_those_who_run_as_it():
    """And nobody of another namespace."""
    elsewhere = merged(deployment("api"), {"metadata": {"namespace": "media"}})

    assert harmed(of("ServiceAccount", "default"), deployment(), elsewhere) == {"Deployment/shop/web"}


def test_a_claim_harms_those_who_mount_it_and_the_set_that_asked_for_it():
    """A StatefulSet's claims carry its name and ordinal."""
    mounts = [{"name": "data", "persistentVolumeClaim": {"claimName": "data-db-0"}}]
    mounted = merged(pod(owned=False), {"spec": {"volumes": mounts}})
    templates = [{"metadata": {"name": "data"}}]
    database = obj("StatefulSet", "db", spec={"replicas": 1, "volumeClaimTemplates": templates})

    assert harmed(of("PersistentVolumeClaim", "data-db-0"), mounted, database) == {
        "Pod/shop/web-5d8c7b9f4-abcde",
        "StatefulSet/shop/db",
    }


def test_volumes_classes_and_quotas_harm_what_hangs_on_them():
    """A volume its claim, a class the claims that still wait, a quota those whose pods were never made."""
    bound = obj(
        "PersistentVolumeClaim", "a", spec={"volumeName": "disk", "storageClassName": "fast"}, status={"phase": "Bound"}
    )
    waiting = obj("PersistentVolumeClaim", "b", spec={"storageClassName": "fast"}, status={"phase": "Pending"})
    unwell = (deployment("api", ready=0), replicaset("api"), pod("api", ready=False))
    objects = (bound, waiting, deployment(ready=0), *unwell)

    assert harmed(of("PersistentVolume", "disk", ""), *objects) == {"PersistentVolumeClaim/shop/a"}
    assert harmed(of("StorageClass", "fast", ""), *objects) == {"PersistentVolumeClaim/shop/b"}
    assert harmed(of("ResourceQuota", "limits"), *objects) == {"Deployment/shop/web"}


def test_the_way_is_the_shortest():
    """From the node straight to the workload, not through its pod."""
    found = reach(facts_of(*healthy_app(), service(), node()), of("Node", "node-1", ""))

    assert [step.relation for step in found.ways[WEB]] == ["has pods there"]
    assert [str(s.object) for s in found.ways[of("Service", "web")]][-1] == "Service/shop/web"


def test_a_walk_ends():
    """In a circle of callers, after six steps."""
    circle = [
        part
        for n in range(9)
        for part in (service(f"s{n}"), caller({"NEXT_URL": f"http://s{(n + 1) % 9}:80"}, f"s{n}"))
    ]

    assert max(len(way) for way in reach(facts_of(*circle), of("Service", "s1")).ways.values()) == FARTHEST


def test_nothing_hangs_on_what_nobody_knows():
    """An unknown kind or an object that is not there reaches itself alone."""
    for ref in (of("Odd", "x"), of("Pod", "gone"), of("Service", "gone")):
        assert list(reach(Facts(facts_of().snapshot), ref).ways) == [ref]


def test_owners_that_own_each_other_do_not_go_on_for_ever():
    """Anybody may write such references; the pod still has some owner."""
    first = obj("ReplicaSet", "web-5d8c7b9f4", metadata={"ownerReferences": [_controller("Deployment", "web")]})
    second = deployment(metadata={"ownerReferences": [_controller("ReplicaSet", "web-5d8c7b9f4")]})
    facts = facts_of(first, second, pod())

    assert facts.owner(facts.snapshot.pods.items[0]).kind in ("ReplicaSet", "Deployment")


def _controller(kind: str, name: str) -> Plain:
    return {"kind": kind, "name": name, "controller": True}

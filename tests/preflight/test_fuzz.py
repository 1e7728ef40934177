"""Whatever is written in a manifest, preflight answers: it never ends in a traceback."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.preflight.cases import answer, app, written
from tests.preflight.test_attic_cache import broken
from tests.support.build import Plain

SPOILS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.text(max_size=5), st.just([]), st.just({}), st.just([{}])
)
CLAIM = {"accessModes": ["ReadWriteMany"], "resources": {"requests": {"storage": "1Gi"}}}
WHOLE: list[Plain] = [
    app(
        kind="StatefulSet",
        spec={"replicas": 2, "volumeClaimTemplates": [{"metadata": {"name": "data"}, "spec": CLAIM}]},
        pod={
            "nodeSelector": {"a": "b"},
            "tolerations": [{"key": "a", "operator": "Exists"}],
            "imagePullSecrets": [{"name": "pull"}],
            "volumes": [
                {"name": "a", "configMap": {"name": "a", "items": [{"key": "k"}]}},
                {"name": "b", "hostPath": {"path": "/mnt"}},
                {"name": "c", "projected": {"sources": [{"secret": {"name": "s"}}]}},
                {"name": "d", "persistentVolumeClaim": {"claimName": "c"}},
                {"name": "e", "ephemeral": {"volumeClaimTemplate": {"spec": CLAIM}}},
            ],
        },
        ports=[{"containerPort": 80, "hostPort": 80}],
        env=[{"name": "A", "valueFrom": {"secretKeyRef": {"name": "s", "key": "k"}}}],
        envFrom=[{"configMapRef": {"name": "c"}}],
        resources={"requests": {"cpu": "1", "memory": "1Gi"}, "limits": {"memory": "2Gi"}},
    ),
    written("Service", spec={"type": "NodePort", "selector": {"a": "b"}, "ports": [{"port": 1, "nodePort": 30000}]}),
    written("PersistentVolumeClaim", spec=CLAIM),
    written(
        "Ingress",
        api_version="networking.k8s.io/v1",
        spec={
            "ingressClassName": "x",
            "tls": [{"secretName": "t"}],
            "rules": [{"http": {"paths": [{"path": "/", "backend": {"service": {"name": "a"}}}]}}],
        },
    ),
    written("HTTPRoute", api_version="gateway.networking.k8s.io/v1", spec={"parentRefs": [{"name": "g"}]}),
    written(
        "Issuer", api_version="cert-manager.io/v1", spec={"acme": {"solvers": [{"tokenSecretRef": {"name": "t"}}]}}
    ),
    written(
        "CustomResourceDefinition",
        api_version="apiextensions.k8s.io/v1",
        spec={"group": "g.io", "names": {"kind": "K"}, "versions": [{"name": "v1"}]},
    ),
]


def ways(value: Any, way: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """The way to every part below the metadata's own level."""
    inner = list(value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ())
    found = [(*way, key) for key, _ in inner if (*way, key) not in (("kind",), ("apiVersion",), ("metadata",))]
    return found + [deeper for key, part in inner for deeper in ways(part, (*way, key))]


def spoilt(value: Any, way: tuple[str | int, ...], spoil: Any) -> Any:
    """A copy with something else at the end of the way."""
    if not way:
        return spoil
    if isinstance(value, list):
        return [spoilt(part, way[1:], spoil) if index == way[0] else part for index, part in enumerate(value)]
    return {key: spoilt(part, way[1:], spoil) if key == way[0] else part for key, part in value.items()}


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_a_spoilt_manifest_is_judged_all_the_same(data: st.DataObject):
    """Any field of any kind replaced by something else, in a cluster in trouble."""
    which = data.draw(st.integers(0, len(WHOLE) - 1))
    way = data.draw(st.sampled_from(ways(WHOLE[which])))
    manifests = [spoilt(m, way, data.draw(SPOILS)) if n == which else m for n, m in enumerate(WHOLE)]

    assert answer(manifests, *broken()).objects == len(WHOLE)

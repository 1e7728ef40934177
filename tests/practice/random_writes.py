"""Writes of several managers to two objects, at random but the same for the same seed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from random import Random
from typing import Any

from tests.practice.differential import Raw

SPACE = "random"
DEPLOYMENT = f"/apis/apps/v1/namespaces/{SPACE}/deployments/web"
CONFIG_MAP = f"/api/v1/namespaces/{SPACE}/configmaps/settings"
APPLY, MERGE = "application/apply-patch+yaml", "application/merge-patch+json"
Plain = dict[str, Any]


class Writer:
    """Makes manifests that say now this and now that."""

    def __init__(self, seed: int) -> None:
        self.chance = Random(seed)

    def writes(self, count: int) -> Iterator[Raw]:
        """Most of them apply, with or without force; the others patch as people do."""
        for number in range(count):
            path = self.chance.choice([DEPLOYMENT, CONFIG_MAP])
            manager, force = self.chance.choice("xyz"), self.chance.choice(["true", "false"])
            if not number or self.chance.random() < 0.7:
                body = self._deployment() if path == DEPLOYMENT else self._config_map()
                asked = f"{path}?fieldManager={manager}&force={force}"
                yield Raw(f"write {number}", "PATCH", asked, json.dumps(body), APPLY)
            else:
                asked = f"{path}?fieldManager={self.chance.choice('uv')}"
                yield Raw(f"write {number}", "PATCH", asked, self._patch(path), MERGE)

    def _patch(self, path: str) -> Plain:
        value = self.chance.choice("79")
        if path == DEPLOYMENT:
            return {"spec": {"replicas": int(value)}}
        return {"data": {self.chance.choice("abc"): self.chance.choice([value, None])}}

    def _some(self, values: Plain) -> Plain:
        return {key: value for key, value in values.items() if self.chance.random() < 0.5}

    def _config_map(self) -> Plain:
        data = {"d": "1", **self._some({"a": self.chance.choice("12"), "b": self.chance.choice("12")})}
        return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": self._metadata("settings"), "data": data}

    def _metadata(self, name: str) -> Plain:
        labels = {"z": "1", **self._some({"a": "1", "b": self.chance.choice("12")})}
        finalizers = ["example.com/c", *self._some({"example.com/a": 1, "example.com/b": 1})]
        more = {"labels": labels, "annotations": {"n": self.chance.choice("12")}, "finalizers": finalizers}
        return {"name": name, **self._some(more)}

    def _deployment(self) -> Plain:
        labels = {"app": "web", **self._some({"x": "1", "y": self.chance.choice("12")})}
        pod: Plain = {"schedulerName": "nobody", "containers": [self._container(name) for name in self._names()]}
        pod |= self._some({"tolerations": [{"key": self.chance.choice("kl")}], "volumes": self._volumes()})
        spec: Plain = {"selector": {"matchLabels": {"app": "web"}}}
        spec |= self._some({"replicas": self.chance.choice([0, 1]), "minReadySeconds": 5})
        spec["template"] = {"metadata": {"labels": labels}, "spec": pod}
        return {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": self._metadata("web"), "spec": spec}

    def _names(self) -> list[str]:
        return ["main", *self._some({"side": 1})]

    def _volumes(self) -> list[Plain]:
        return [{"name": name, "emptyDir": {"medium": "Memory"}} for name in ("u", *self._some({"v": 1, "w": 1}))]

    def _container(self, name: str) -> Plain:
        value = self.chance.choice("12")
        variables = [{"name": key, "value": value} for key in (*self._some({"A": 1, "B": 1}), "Z")]
        ports = [{"containerPort": port, "protocol": self.chance.choice(["TCP", "UDP"])} for port in (80, 81)]
        more = {
            "env": variables,
            "ports": ports,
            "args": [value],
            "resources": {"limits": {"memory": "1Gi"}},
            "readinessProbe": {"httpGet": {"path": f"/{value}", "port": 80}},
        }
        return {"name": name, "image": f"a:{value}", **self._some(more)}

"""Ingresses and their classes."""

from __future__ import annotations

from typing import Any

from tests.support.build import Plain, merged, obj


def ingress(paths: dict[str, str] | None = None, *, cls: str = "nginx", **parts: Any) -> Plain:
    """An Ingress of one host; `paths` gives `SERVICE:PORT` by path."""
    made = []
    for path, backend in (paths or {"/": "web:80"}).items():
        name, _, port = backend.partition(":")
        told = {"number": int(port)} if port.isdigit() else {"name": port}
        made.append({"path": path, "pathType": "Prefix", "backend": {"service": {"name": name, "port": told}}})
    spec: Plain = {"rules": [{"host": "shop.example", "http": {"paths": made}}]}
    if cls:
        spec["ingressClassName"] = cls
    return merged(obj("Ingress", "shop", spec=spec), parts)


def ingress_class(name: str = "nginx", *, default: bool = False) -> Plain:
    """An IngressClass, the default one or not."""
    annotations = {"ingressclass.kubernetes.io/is-default-class": "true"} if default else {}
    return obj("IngressClass", name, metadata={"annotations": annotations})


SERVED = {"loadBalancer": {"ingress": [{"ip": "192.0.2.10"}]}}

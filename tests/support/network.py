"""Services, their endpoints, and workloads that are told addresses."""

from __future__ import annotations

from typing import Any

from tests.support.build import Plain, deployment, merged, obj, pod_spec


def service(name: str = "web", *, port: int = 80, target: int | str = 8080, **parts: Any) -> Plain:
    """A ClusterIP Service that selects `app: NAME`."""
    base = obj(
        "Service",
        name,
        spec={
            "type": "ClusterIP",
            "clusterIP": "10.96.1.1",
            "selector": {"app": name},
            "ports": [{"name": "http", "port": port, "targetPort": target, "protocol": "TCP"}],
        },
    )
    return merged(base, parts)


def endpoints(name: str = "web", *, ready: int = 1, not_ready: int = 0) -> Plain:
    """An EndpointSlice of a Service."""
    made = [{"addresses": [f"10.1.0.{n}"], "conditions": {"ready": n < ready}} for n in range(ready + not_ready)]
    labels = {"kubernetes.io/service-name": name}
    return obj("EndpointSlice", f"{name}-x7x2z", metadata={"labels": labels}, endpoints=made)


def caller(env: dict[str, str], name: str = "front", *, ready: int = 1, pod: Plain | None = None, **spec: Any) -> Plain:
    """A Deployment that is told addresses in its environment; `pod` is merged into its pods' spec."""
    listed = [{"name": key, "value": value} for key, value in env.items()]
    told = {"containers": pod_spec(name, env=listed)["containers"], **(pod or {})}
    return deployment(name, ready=ready, spec={"template": {"spec": told}, **spec})


def with_container(name: str = "web", *, ready: int = 1, **container: Any) -> Plain:
    """A Deployment whose container has these fields."""
    template = {"spec": {"containers": pod_spec(name, **container)["containers"]}}
    return deployment(name, ready=ready, spec={"template": template})

"""A draft of a compose file for a service of a node."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from typing import Any

from firstmate.services.drafts.images import Known, known
from firstmate.services.drafts.values import Draft, image_checks, image_of
from firstmate.sites.values import ProbeSpec, SecretRef, Service, Site

ELSEWHERE = "/srv"
HEALTH = {"interval": "30s", "timeout": "5s", "retries": 5, "start_period": "30s"}
Content = dict[str, Any]


def draft(site: Site, service: Service) -> Draft:
    """One service: its image, ports, data, secrets by reference, and its probe as a health check."""
    image, folder = known(service.image), _folder(site, service)
    inside = image.port if image and image.port and len(service.ports) == 1 else 0
    health = _health(service, inside)
    one: Content = {"image": image_of(service), "restart": "unless-stopped"}
    if service.ports:
        one["ports"] = [f"{each.number}:{inside or each.number}/{each.protocol}" for each in service.ports]
    if image:
        one["volumes"] = [f"{folder}/{service.name}:{image.data}"]
    if service.secrets:
        one["environment"] = {f"{name}_FILE": f"/run/secrets/{name}" for name in service.secrets}
        one["secrets"] = list(service.secrets)
    if service.memory_gb:
        one["mem_limit"] = f"{round(service.memory_gb * 1024)}m"
    if health:
        one["healthcheck"] = {"test": health, **HEALTH}
    content: Content = {"services": {_called(service): one}}
    if service.secrets:
        content["secrets"] = {name: _secret(name, site.secrets) for name in service.secrets}
    checks = (*image_checks(service), *_checks(service, image, inside, bool(health)))
    return Draft(service, {f"{service.name}.compose.yaml": _escaped(content)}, checks, tuple(_then(service, folder)))


def _called(service: Service) -> str:
    """In its compose file."""
    return (service.deploy.service if service.deploy else "") or service.name


def _folder(site: Site, service: Service) -> str:
    """Where the compose files of its node are."""
    beside = [each for each in site.services if each.node == service.node and each.deploy and each.deploy.compose]
    own = service.deploy.compose if service.deploy else ""
    files = [own, *(each.deploy.compose for each in beside if each.deploy)]
    return next((posixpath.dirname(file) for file in files if file), ELSEWHERE)


def _secret(name: str, places: Mapping[str, SecretRef]) -> Content:
    """Where Compose reads it: the file of the site, else a variable of that name. The value is in no file of ours."""
    place = places.get(name)
    return {"file": place.file} if place and place.file else {"environment": (place and place.env) or name}


def _health(service: Service, inside: int) -> list[str]:
    """The first probe that can be asked from inside of the container; [] where none can."""
    first = service.ports[0].number if service.ports else 0
    for probe in service.probes:
        port = inside or int(probe.get("port", first))
        match probe["kind"]:
            case "postgres":
                return ["CMD", "pg_isready", "-U", str(probe.get("user", "postgres"))]
            case "redis":
                return ["CMD", "redis-cli", "ping"]
            case "http" if port and "url" not in probe:
                return _web(probe, port)
    return []


def _web(probe: ProbeSpec, port: int) -> list[str]:
    return ["CMD", "wget", "-q", "-O", "/dev/null", f"http://127.0.0.1:{port}{probe.get('path', '/')}"]


def _checks(service: Service, image: Known | None, inside: int, has_health: bool) -> Iterator[str]:
    if service.ports and not inside:
        yield "the ports: it is taken for granted that it listens on the same ones inside of its container"
    if not image:
        yield "its data: where the image keeps them is not known here; without a volume they go with the container"
    if service.secrets:
        yield "its secrets: whether the image reads NAME_FILE, or another variable; they are mounted below /run/secrets"
    if has_health:
        yield "its health check: whether the image has the program that it calls"
    else:
        yield "its health check: none of its probes can be asked from inside of the container"
    if service.needs:
        yield f"what it needs to know of {', '.join(service.needs)}: addresses, databases, users"


def _then(service: Service, folder: str) -> Iterator[str]:
    file = (service.deploy.compose if service.deploy else "") or f"{folder}/{service.name}.compose.yaml"
    yield f"put it on {service.node} as {file}, or into the `services:` of what is there"
    yield f"name it in the site file: `deploy: {{compose: {file}, service: {_called(service)}}}`"
    yield "`firstmate phase up --dry-run`"


def _escaped(content: Any) -> Any:
    """Compose computes what follows a `$`."""
    if isinstance(content, dict):
        return {key: _escaped(part) for key, part in content.items()}
    if isinstance(content, list):
        return [_escaped(part) for part in content]
    return content.replace("$", "$$") if isinstance(content, str) else content

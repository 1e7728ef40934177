"""From the content of a site file, whose shape is right, to a Site."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date
from typing import Any, TypeVar

from firstmate.problems import Where
from firstmate.sites.values import (
    Budgets,
    Cluster,
    Constraint,
    Deploy,
    Forge,
    Gate,
    Gpu,
    Node,
    Owner,
    Phase,
    Port,
    Power,
    SecretRef,
    Service,
    Site,
    Suppression,
)

T = TypeVar("T")
Content = Mapping[str, Any]
TOKEN = "FIRSTMATE_FORGE_TOKEN"  # noqa: S105 - the name of a variable
FORGES = {"gitea": "gitea", "forgejo": "gitea", "github": "github"}


def site(content: Content) -> Site:
    """The site that the content describes. Its shape has been checked before."""
    power, budgets = content.get("power"), content.get("budgets", {})
    return Site(
        name=content.get("name", ""),
        phase=content.get("phase"),
        nodes=tuple(_made(Node, each, gpus=_many(Gpu, each, "gpus")) for each in content.get("nodes", ())),
        power=_made(Power, power) if power else None,
        clusters=_many(Cluster, content, "clusters"),
        services=tuple(_service(each) for each in content.get("services", ())),
        phases=tuple(_phase(each) for each in content.get("phases", ())),
        constraints=_many(Constraint, content, "constraints"),
        owners=_many(Owner, content, "owners"),
        secrets={name: SecretRef(**where) for name, where in content.get("secrets", {}).items()},
        knowledge=tuple(content.get("knowledge", ())),
        claude_md=content.get("claude_md", ""),
        budgets=_made(Budgets, budgets),
        suppressions=tuple(_suppression(each) for each in content.get("suppressions", ())),
        forges=tuple(_forge(each) for each in content.get("forges", ())),
    )


def _made(kind: type[T], content: Content, **instead: Any) -> T:
    """A value whose fields are keys of the content; lists become tuples."""
    known = {each.name for each in fields(kind)}  # type: ignore[arg-type]  # all of these are dataclasses
    plain = {key: tuple(part) if isinstance(part, list) else part for key, part in content.items() if key in known}
    return kind(**{**plain, **instead})


def _many(kind: type[T], content: Content, key: str) -> tuple[T, ...]:
    return tuple(_made(kind, each) for each in content.get(key, ()))


def _service(content: Content) -> Service:
    deploy = content.get("deploy")
    return _made(
        Service,
        content,
        ports=tuple(_port(each) for each in _one_or_more(content, "port", "ports")),
        probes=tuple(_one_or_more(content, "probe", "probes")),
        deploy=Deploy(**deploy) if deploy else None,
    )


def _one_or_more(content: Content, one: str, more: str) -> Sequence[Any]:
    return [*([content[one]] if one in content else []), *content.get(more, ())]


def written(content: Content, where: Where) -> Where:
    """Where an entry of a service's `ports` or `probes` stands: the first may be alone, under `port` or `probe`."""
    match where:
        case ("services", int(i), ("ports" | "probes") as more, int(j), *inside):
            if (one := more.removesuffix("s")) in content["services"][i]:
                return ("services", i, more, j - 1, *inside) if j else ("services", i, one, *inside)
    return where


def _port(written: int | str) -> Port:
    """8080, or 53/udp."""
    number, _, protocol = str(written).partition("/")
    return Port(int(number), protocol or "tcp")


def _phase(content: Content) -> Phase:
    gates = tuple(_made(Gate, each) for each in content.get("gate", ()))
    return _made(Phase, content, gates=gates)


def _suppression(content: Content) -> Suppression:
    return _made(Suppression, content, until=date.fromisoformat(content["until"]))


def _forge(content: Content) -> Forge:
    return Forge(
        FORGES[content["kind"]],
        content["url"].rstrip("/"),
        content.get("token", TOKEN),
        tuple(other.rstrip("/") for other in content.get("known_as", ())),
    )

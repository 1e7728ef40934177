"""The addresses that applications are told in their environment and arguments, and the Services they mean.

Only what is written out in a manifest is seen: values that come from ConfigMaps and Secrets are not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from firstmate.facts import WORKLOAD_KINDS, Facts, WorkloadFacts
from firstmate.facts.cures import change
from firstmate.facts.pods import all_containers
from firstmate.findings import ObjectRef, Remedy
from firstmate.snapshot.objects import Container

LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
HOST = rf"{LABEL}(?:\.{LABEL})*\.?"
URL = re.compile(rf"\b[a-z][a-z0-9+]*://(?:[^@/\s]*@)?(?P<host>{HOST})(?::(?P<port>\d{{1,5}}))?(?=[/?,;\s\"']|$)")
PLAIN = re.compile(rf"(?P<host>{HOST})(?::(?P<port>\d{{1,5}}))?")
NAMED = re.compile(r"(ADDR|ADDRESS|HOST|URL|URI|ENDPOINT|SERVER|BROKER|UPSTREAM|BACKEND|SERVICE|DSN)(E?S)?$")
"""Names of variables and flags whose value `host:port` is an address without a scheme."""
HOST_NAMED = re.compile(r"(ADDR|ADDRESS|HOST|ENDPOINT|UPSTREAM)(E?S)?$")
"""Names of those whose value may be a host alone."""
LONGEST = 4000
"""Longer values are configuration, not addresses: only their beginning is read."""
HERE = ("localhost", "host", "kubernetes", "true", "false", "none", "null", "default", "auto", "all")


@dataclass(frozen=True)
class Address:
    """One address that a workload is told: where it stands, and the Service that it means ("": none)."""

    workload: ObjectRef
    where: str
    variable: str
    text: str
    namespace: str
    service: str
    port: int  # 0 when none is told
    qualified: bool
    """Written with its namespace or more, so that it can mean nothing but a Service."""

    @property
    def ref(self) -> ObjectRef:
        return ObjectRef("Service", self.namespace, self.service)


def addresses(facts: Facts) -> tuple[Address, ...]:
    """Every address that looks like a Service's, of every workload that should run."""
    return tuple(address for address in facts.once(_told) if address.service)


def strangers(facts: Facts) -> tuple[Address, ...]:
    """The other addresses: loopback, numbers, hosts outside. Their service is empty."""
    return tuple(address for address in facts.once(_told) if not address.service)


def _told(facts: Facts) -> tuple[Address, ...]:
    spaces = frozenset(n.metadata.name for n in facts.snapshot.namespaces)
    return tuple(
        address
        for workload in facts.workloads.values()
        if workload.wanted
        for container in all_containers(workload.template.spec)
        for address in _of_container(workload, container, spaces)
    )


def absent(facts: Facts) -> dict[ObjectRef, tuple[Address, ...]]:
    """Services that applications name and that are known not to exist, with the addresses that name them.

    A bare name may be a host of the local network, which the node's own search domain resolves: it only counts when
    something else says that a Service was meant.
    """
    groups: dict[ObjectRef, list[Address]] = {}
    for address in addresses(facts):
        if facts.snapshot.services.lacks(address.namespace, address.service) and _means_service(facts, address):
            groups.setdefault(address.ref, []).append(address)
    return {ref: tuple(found) for ref, found in sorted(groups.items())}


def _means_service(facts: Facts, address: Address) -> bool:
    return (
        address.qualified
        or bool(near(facts, address))
        or _named_like(facts, address) is not None
        or _failed_lookup(facts, address.service)
    )


def _failed_lookup(facts: Facts, host: str) -> bool:
    """Whether a log tells that this very name did not resolve, in the words of Go, glibc, Java, Node.js, psql."""
    name = re.escape(host)
    words = rf"lookup {name}\b|UnknownHostException: {name}\b|ENOTFOUND {name}\b|host name \"{name}\" to address"
    return any(re.search(words, log.text) for log in facts.snapshot.logs)


def misspelt(facts: Facts, address: Address) -> str:
    """The existing Service that an absent one is a misspelling of; "" when the Service itself is what is missing."""
    return "" if _named_like(facts, address) else near(facts, address)


def _named_like(facts: Facts, address: Address) -> WorkloadFacts | None:
    """The workload that an absent Service would be named after."""
    refs = (ObjectRef(kind, address.namespace, address.service) for kind in WORKLOAD_KINDS)
    return next((facts.workloads[ref] for ref in refs if ref in facts.workloads), None)


def near(facts: Facts, address: Address) -> str:
    """The Service of that namespace that was probably meant: the variable's own name, or a name much like it."""
    names = [s.metadata.name for s in facts.snapshot.services.by_namespace.get(address.namespace, ())]
    asked = squeezed(meaning_of(address.variable))
    by_variable = [name for name in names if squeezed(name) == asked]
    return next(iter(by_variable + get_close_matches(address.service, names, n=1, cutoff=0.8)), "")


def meaning_of(variable: str) -> str:
    """What a variable is the address of: `PRODUCT_CATALOG_SERVICE_ADDR` → `PRODUCT_CATALOG_SERVICE`."""
    return re.sub(r"[_-]?(ADDR|ADDRESS|HOST|HOSTNAME|URL|URI|ENDPOINT|SERVER|PORT|DSN)S?$", "", variable.upper())


def squeezed(name: str) -> str:
    """A name without its case and separators, for comparing variables with Services."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _of_container(workload: WorkloadFacts, container: Container, spaces: frozenset[str]) -> Iterator[Address]:
    ports = {e.name: int(e.value) for e in container.env if e.name.endswith("_PORT") and e.value.isdecimal()}
    told = [(f"env[{e.name}]", e.name, e.value, ports.get(f"{meaning_of(e.name)}_PORT", 0)) for e in container.env]
    for arg in (*container.command, *container.args):
        flag, _, value = arg.partition("=")
        if flag.startswith("-") and value:
            told.append((f"args[{flag}]", flag.lstrip("-").replace("-", "_"), value, 0))
    for where, variable, text, beside in told:
        for match in _hosts(variable, text):
            namespace, service, qualified = _service(match["host"].rstrip("."), workload.ref.namespace, spaces)
            place, port = f"{where} of container {container.name}", int(match["port"] or beside)
            yield Address(workload.ref, place, variable, match[0], namespace, service, port, qualified)


def _hosts(variable: str, text: str) -> Iterator[re.Match[str]]:
    """The hosts in a value: of every URL, else of a list of `host:port` where the name says that it is one."""
    bounded = text[:LONGEST]
    urls = list(URL.finditer(bounded))
    yield from urls
    if not urls and NAMED.search(variable.upper()):
        for part in bounded.split(","):
            match = PLAIN.fullmatch(part.strip())
            if match and (match["port"] or HOST_NAMED.search(variable.upper())):
                yield match


def _service(host: str, namespace: str, spaces: frozenset[str]) -> tuple[str, str, bool]:
    """Namespace and name of the Service ("" for a host that is none's), and whether both were spelled out.

    `web`, `web.shop`, `web.shop.svc`, `web.shop.svc.cluster.local`, and `web-0.web.shop.svc…` of a StatefulSet's pod.
    """
    parts = host.split(".")
    if len(parts) == 1:
        return namespace, "" if host in HERE or host.isdigit() else host, False
    if len(parts) == 2 and parts[1] in spaces:
        return parts[1], parts[0], True
    place = parts.index("svc") if "svc" in parts else 0
    return (parts[place - 1], parts[place - 2], True) if place in (2, 3) else (namespace, "", False)


def address_remedy(address: Address, text: str) -> Remedy:
    """What a wrong address needs."""
    return change(address.workload, f"{text} in {address.where}")

"""A Secret that an operator's object names for its provider, such as the token of a DNS account, and that is not there.

https://cert-manager.io/docs/configuration/acme/dns01/
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from firstmate.findings import ObjectRef
from firstmate.preflight.bundle import Item
from firstmate.preflight.case import Case, Said
from firstmate.preflight.references import will_be_made
from firstmate.preflight.served import is_custom
from firstmate.preflight.values import Check, Weight, Where

CHECK = Check(
    __name__,
    title="The tokens of providers are there",
    weight=Weight.BLOCKER,
    means="An operator's object (an issuer, a secret store, a provider's configuration) names a Secret that does not "
    "exist: its provider does not start without it, even when nothing uses it.",
)
NAMES_A_SECRET = re.compile(r"secret", re.IGNORECASE)
# Where an operator writes what it makes, and references to other things than Secrets.
MADE = ("privateKeySecretRef", "writeConnectionSecretToRef", "managedSecretReference", "secretStoreRef")
ISSUER_HOME = "cert-manager"
"""Where cert-manager looks for the Secrets of a ClusterIssuer, unless it is told otherwise."""


def check(case: Case) -> Iterator[Said]:
    """One miss a Secret that an object names."""
    for item in case.bundle.items:
        if is_custom(item.manifest.group):
            for ref, where in _named(item, item.manifest.content.get("spec"), ("spec",)):
                if not will_be_made(case.bundle, ref):
                    yield from case.wants(CHECK, ref, item, where)


def _named(item: Item, value: Any, where: Where) -> Iterator[tuple[ObjectRef, Where]]:
    """Every `…secret…: {name: NAME}` below a value, with the way to its name."""
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in parts:
        if isinstance(key, str) and key in MADE:
            continue
        if isinstance(key, str) and NAMES_A_SECRET.search(key) and _is_reference(part):
            yield _ref(item, part), (*where, key, "name")
        else:
            yield from _named(item, part, (*where, key))


def _is_reference(part: Any) -> bool:
    return (
        isinstance(part, dict)
        and isinstance(part.get("name"), str)
        and part.get("kind", "Secret") == "Secret"
        and not part.get("optional")
    )


def _ref(item: Item, part: dict[str, Any]) -> ObjectRef:
    home = ISSUER_HOME if item.ref.kind == "ClusterIssuer" else item.ref.namespace
    return ObjectRef("Secret", str(part.get("namespace") or home), part["name"])

"""The checks of a preflight: each module is one, from manifests and cluster to misses. They do not know each other.

A module holds `CHECK` (its description; the code is the module's name) and `check(case)`, which yields what it says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from firstmate.preflight.case import Case, Said
from firstmate.preflight.checks import (
    api_version,
    claim_access,
    claim_missing,
    claim_volume,
    control_plane,
    crd_missing,
    gateway_class,
    ingress_class,
    key_missing,
    kind_unknown,
    namespace_missing,
    node_closed,
    node_disk,
    node_images,
    node_room,
    node_selection,
    node_unwell,
    priority_class,
    provider,
    provider_secret,
    pull_secret,
    reference_missing,
    service_account,
    storage_class,
    tls_secret,
    webhook_silent,
)
from firstmate.preflight.values import Check


@dataclass(frozen=True)
class Applied:
    """A check's description and the function that applies it."""

    check: Check
    run: Callable[[Case], Iterator[Said]]


# In the order of docs/preflight.md.
MODULES = (
    crd_missing,
    api_version,
    kind_unknown,
    namespace_missing,
    ingress_class,
    gateway_class,
    reference_missing,
    key_missing,
    pull_secret,
    tls_secret,
    provider_secret,
    provider,
    service_account,
    priority_class,
    storage_class,
    claim_missing,
    claim_volume,
    claim_access,
    node_selection,
    node_closed,
    node_room,
    webhook_silent,
    control_plane,
    node_unwell,
    node_disk,
    node_images,
)
ALL = tuple(Applied(module.CHECK, module.check) for module in MODULES)

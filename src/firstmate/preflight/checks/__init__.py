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
    cluster_room,
    control_plane,
    crd_missing,
    field_type,
    gateway_class,
    host_path,
    host_port,
    image_architecture,
    immutable_field,
    ingress_backend,
    ingress_class,
    ingress_host,
    key_missing,
    kind_unknown,
    limit_range,
    load_balancer,
    namespace_missing,
    node_closed,
    node_disk,
    node_images,
    node_port,
    node_room,
    node_selection,
    node_spread,
    node_unwell,
    owned_elsewhere,
    pod_security,
    priority_class,
    provider,
    provider_secret,
    pull_secret,
    quota,
    quota_unset,
    reference_missing,
    service_account,
    service_port,
    service_selector,
    storage_class,
    tls_secret,
    twice,
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
    field_type,
    namespace_missing,
    ingress_class,
    ingress_backend,
    ingress_host,
    gateway_class,
    service_selector,
    service_port,
    node_port,
    load_balancer,
    reference_missing,
    key_missing,
    pull_secret,
    tls_secret,
    provider_secret,
    provider,
    service_account,
    pod_security,
    priority_class,
    storage_class,
    claim_missing,
    claim_volume,
    claim_access,
    node_selection,
    node_closed,
    node_spread,
    node_room,
    cluster_room,
    image_architecture,
    host_port,
    host_path,
    quota,
    quota_unset,
    limit_range,
    immutable_field,
    owned_elsewhere,
    twice,
    webhook_silent,
    control_plane,
    node_unwell,
    node_disk,
    node_images,
)
ALL = tuple(Applied(module.CHECK, module.check) for module in MODULES)

"""Objects of kinds that no rule knows: what nearly all of them share, read forgivingly.

https://github.com/kubernetes/community/blob/master/contributors/devel/sig-architecture/api-conventions.md#typical-status-properties
"""

from __future__ import annotations

from firstmate.snapshot.objects import Condition, Fields, Object


class CustomSpec(Fields, frozen=True):
    suspend: bool = False
    suspended: bool = False
    paused: bool = False


class CustomStatus(Fields, frozen=True):
    conditions: tuple[Condition, ...] = ()
    phase: str = ""
    state: str = ""
    health: str = ""
    observed_generation: int | None = None


class CustomObject(Object, frozen=True):
    """Any object; a field of another shape than usual is left out while decoding."""

    api_version: str = ""
    kind: str = ""
    spec: CustomSpec = CustomSpec()
    status: CustomStatus = CustomStatus()

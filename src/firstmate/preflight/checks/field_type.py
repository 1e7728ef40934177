"""A field of another type than the API takes: a number where text belongs, as `value: 5432` in an environment.

https://kubernetes.io/docs/reference/kubernetes-api/
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from firstmate.preflight.case import Case, Said, miss
from firstmate.preflight.values import Check, Weight
from firstmate.snapshot.decode import path_of, without_nulls
from firstmate.snapshot.kinds import BY_KIND
from firstmate.snapshot.objects import Keyed

CHECK = Check(
    __name__,
    title="Fields have the types of the API",
    weight=Weight.BLOCKER,
    means="A field that is looked at here has another type than the API takes: the API server refuses the object.",
)


def check(case: Case) -> Iterator[Said]:
    """One miss an object, at its first such field; only fields that some rule reads are known."""
    for item in case.bundle.items:
        known = BY_KIND.get(item.ref.kind)
        group = item.manifest.group
        if known is None or known.struct is Keyed or group not in {v.rpartition("/")[0] for v in known.versions}:
            continue
        try:
            msgspec.convert(without_nulls(item.manifest.content), known.struct)
        except msgspec.ValidationError as error:
            where = tuple(path_of(str(error)))
            text = f"{'.'.join(map(str, where))}: {str(error).partition(' - at')[0].replace('`', '')}"
            yield miss(CHECK, item, where, text)

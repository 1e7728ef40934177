"""Whatever a cluster gives: a report in every form, and never "healthy" where something that matters was not read."""

from __future__ import annotations

import random
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from firstmate.errors import ExitCode
from firstmate.services.diagnose import diagnose
from firstmate.snapshot import Snapshot
from firstmate.snapshot.kinds import BY_PLURAL, KINDS, MATTERS, Kind
from firstmate.snapshot.listing import Why
from tests.support.shown import forms
from tests.support.spoil import grown, spoiled


def hold(snapshot: Snapshot, unread: frozenset[str]) -> None:
    """What has to be true of every report."""
    report = diagnose(snapshot)
    shown = forms(report)
    matters = {plural for plural in unread if BY_PLURAL[plural].source in MATTERS}
    reasons = {plural: missing.why for plural in matters if (missing := snapshot.listing(plural).missing)}
    blind = {plural for plural, why in reasons.items() if why.is_failure}
    assert (report.exit_code == ExitCode.UNKNOWN) >= bool(blind)
    if blind or Why.NOT_READ in reasons.values():
        assert '"healthy":false' in shown["json"]
        assert not any("Healthy" in form for form in shown.values())
    assert len(shown["markdown"].encode()) <= 3600 and "\x1b" not in "".join(shown.values())


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.large_base_example])
@given(st.integers(0, 2**32))
def test_a_spoiled_cluster_gets_an_honest_report(seed: int) -> None:
    """Kinds withheld, fields removed, garbage in fields, objects grown at random."""
    hold(*spoiled(random.Random(seed)))


@pytest.mark.parametrize("kind", KINDS, ids=[kind.plural for kind in KINDS])
def test_objects_grow_in_the_shape_of_their_kind(kind: Kind) -> None:
    """So that the test above tests rules and not only the decoder."""
    for seed in range(5):
        msgspec.convert(_without_nulls(grown(kind, random.Random(seed))), kind.struct)


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _without_nulls(v) for k, v in value.items() if v is not None}
    return [_without_nulls(v) for v in value] if isinstance(value, list) else value

"""Sharing equal parts changes what a snapshot weighs and nothing else."""

from __future__ import annotations

from firstmate.snapshot.decode import decode_items
from firstmate.snapshot.kinds import BY_PLURAL
from firstmate.snapshot.sharing import Shared
from tests.support.build import merged, pod

PODS = BY_PLURAL["pods"]


def decoded(*plain):
    return decode_items(PODS, plain).items


def test_equal_parts_become_one_object():
    """Two pods of one template share their container's parts and labels."""
    one, two = decoded(pod(), merged(pod(), {"metadata": {"name": "web-2"}}))

    Shared().share([one, two])

    assert one.spec.containers[0].resources is two.spec.containers[0].resources
    assert one.metadata.labels is two.metadata.labels


def test_nothing_reads_differently():
    """Every field says what it said before."""
    plain = pod(spec={"tolerations": [{"key": "a", "operator": "Exists"}], "nodeName": "node-1"})
    one, untouched = decoded(plain, plain)

    Shared().share([one])

    assert one == untouched


def test_parts_that_differ_stay_apart():
    """Also parts of the same value in another field."""
    one, two = decoded(pod("a"), pod("b"))

    Shared().share([one, two])

    assert (one.spec.containers[0].name, two.spec.containers[0].name) == ("a", "b")

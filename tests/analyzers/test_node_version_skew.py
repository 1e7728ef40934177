"""node-version-skew: the skew policy of Kubernetes."""

from __future__ import annotations

import pytest

from firstmate.analyzers.node_version_skew import check
from firstmate.snapshot import Identity
from tests.support.build import facts_of, node


def found(kubelet, server):
    """The findings for a kubelet beside an API server."""
    machine = node(status={"nodeInfo": {"kubeletVersion": kubelet}})
    return list(check(facts_of(machine, identity=Identity(version=server))))


@pytest.mark.parametrize(
    ("kubelet", "server"), [("v1.34.1", "v1.33.4"), ("v1.29.0", "v1.33.4+k3s1"), ("v1.24.0", "v1.27.3")]
)
def test_too_far_apart_is_told(kubelet, server):
    """Newer than the server, four behind, and three behind before 1.28."""
    assert len(found(kubelet, server)) == 1


@pytest.mark.parametrize(
    ("kubelet", "server"),
    [("v1.33.9", "v1.33.1"), ("v1.30.0", "v1.33.4"), ("v1.34.1+k0s", "v1.34.1+k0s"), ("v1.34.1", ""), ("", "v1.30.0")],
)
def test_what_is_supported_or_not_known_is_quiet(kubelet, server):
    """Three behind is allowed, and patch versions do not matter."""
    assert found(kubelet, server) == []

"""argocd: what it says of its applications, beyond the rows of test_tools.py."""

from __future__ import annotations

from tests.guard.support import decided


def test_a_sync_names_its_application():
    """So that its state can be asked for."""
    (act,) = decided("argocd app sync media/web").acts

    assert (act.kind, act.namespace, act.names) == ("application", "media", ("web",))


def test_another_argocd_is_told():
    """The place is not the configured one."""
    (act,) = decided("ARGOCD_SERVER=a.example.net argocd app list").acts

    assert act.place.server == "a.example.net"

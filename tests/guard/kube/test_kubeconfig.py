"""Kubeconfigs as plain data."""

from __future__ import annotations

from typing import Any

import pytest

from firstmate.guard.kube.kubeconfig import connection_of, facts_of, merged_facts


def config(context: str = "home", server: str = "https://a", *, user: Any = None, **cluster: Any) -> dict[str, Any]:
    return {
        "current-context": context,
        "contexts": [{"name": context, "context": {"cluster": context, "user": context, "namespace": "shop"}}],
        "clusters": [{"name": context, "cluster": {"server": server, **cluster}}],
        "users": [{"name": context, "user": {"token": "t"} if user is None else user}],
    }


def test_facts_hold_places_and_no_credentials():
    """Neither tokens nor a password in the address."""
    facts = facts_of(config(server="https://me:secret@a:6443/x"))

    assert facts["clusters"] == {"home": "https://a:6443/x"}
    assert "t" not in str(facts).split("'") and "secret" not in str(facts)


def test_the_first_of_several_files_counts():
    """For the current context and for every name, as kubectl merges them."""
    merged = merged_facts(map(facts_of, [config("home", "https://a"), config("home", "https://b"), config("work")]))

    assert merged["current"] == "home"
    assert {name: each["server"] for name, each in merged["contexts"].items()} == {
        "home": "https://a",
        "work": "https://a",
    }


def test_a_context_may_lead_to_a_cluster_of_another_file():
    """Names are shared between files."""
    first, second = config("home"), config("home", "https://b")
    first["clusters"] = []

    connection = connection_of([first, second], "home")

    assert connection is not None and connection.server == "https://b"


@pytest.mark.parametrize(
    "document",
    [None, "text", [], {}, {"contexts": "x"}, {"contexts": [None, {"name": 3}, {"name": "home", "context": []}]}],
)
def test_what_has_another_shape_says_nothing(document: Any):
    """It is somebody's file."""
    assert connection_of([document], "home") is None
    assert merged_facts([facts_of(document)])["current"] == ""


@pytest.mark.parametrize(
    "document",
    [
        config(user={"exec": {"command": "/tmp/x"}}),
        config(user={"auth-provider": {"name": "gcp"}}),
        config(user={"token": "t", "as": "admin"}),
        config(**{"proxy-url": "http://x"}),
        config(**{"tls-server-name": "x"}),
        config(server=""),
        config("other"),
    ],
)
def test_a_cluster_behind_a_program_or_a_proxy_is_not_looked_at(document: dict[str, Any]):
    """Nor one that is not there."""
    assert connection_of([document], "home") is None

"""Where an act takes place, and what that makes of it."""

from __future__ import annotations

from typing import Any

import pytest

from firstmate.command_tiers import CommandTier
from firstmate.guard.targets import config_of, is_own, placed
from firstmate.guard.values import UNKNOWN, Act, Known, Place, Question

HOME = {"server": "https://10.0.0.1:6443", "namespace": "shop", "user": "me"}
WORK = {"server": "https://10.0.0.2:6443", "namespace": "", "user": "me"}
CONFIG = {"current": "home", "contexts": {"home": HOME, "work": WORK}}
PATHS = ("/root/.kube/config", "/a:/b", "/cwd/rel", "/root/.local/state/firstmate/practice/kubeconfig", "/root/.kube/x")
KNOWN = Known(answers={Question("kubeconfig", path): CONFIG for path in PATHS})
BLIND = Known(answers={Question("kubeconfig", path): None for path in PATHS})


def act(tier: CommandTier = CommandTier.SAFE, kind: str = "pod", tool: str = "kubectl", **place: str) -> Act:
    namespace = place.pop("namespace", "")
    return Act(tier, "kubectl.x", "does x", tool=tool, kind=kind, namespace=namespace, place=Place(**place))


def where(found: Act) -> tuple[str, str]:
    return found.place.context, found.namespace


def test_context_and_namespace_come_from_the_kubeconfig():
    """As kubectl would take them."""
    assert where(placed(act(), KNOWN)) == ("home", "shop")


def test_what_the_command_names_goes_before():
    """A context, and its namespace; or a namespace."""
    assert where(placed(act(context="work"), KNOWN)) == ("work", "default")
    assert where(placed(act(namespace="mail"), KNOWN)) == ("home", "mail")


def test_what_is_in_no_namespace_gets_none():
    """Nodes and namespaces are the cluster's; some acts have no object."""
    assert where(placed(act(kind="node"), KNOWN)) == ("home", "")
    assert where(placed(act(kind=""), KNOWN)) == ("home", "")


def test_without_a_kubeconfig_nothing_changes():
    """There is no cluster to be wrong about."""
    assert placed(act(), BLIND) == act()


@pytest.mark.parametrize(
    ("env", "path"),
    [({}, "/root/.kube/config"), ({"KUBECONFIG": "/a:/b"}, "/a:/b"), ({"KUBECONFIG": "rel"}, "/cwd/rel")],
)
def test_the_environment_names_the_kubeconfig(env: dict[str, str], path: str):
    """Several files are one; relative ones are seen from the folder of the call."""
    asked = Known(cwd="/cwd", env=env, answers={Question("kubeconfig", path): CONFIG})

    assert config_of(Place(), asked) is CONFIG


@pytest.mark.parametrize(
    ("place", "reason"),
    [
        ({"context": "prod"}, "context prod is not in the kubeconfig"),
        ({"context": UNKNOWN}, "which context is only known when it runs"),
        ({"server": "https://evil"}, "the credentials would be sent to https://evil"),
        ({"kubeconfig": "/tmp/x"}, "kubeconfig /tmp/x may lead anywhere and run any program"),
        ({"kubeconfig": f"/tmp/{UNKNOWN}"}, "kubeconfig /tmp/… may lead anywhere and run any program"),
        ({"kubeconfig": "/root/.kube/x"}, "another kubeconfig than usual"),
        ({"host": "ssh nas"}, "which cluster that is on ssh nas"),
        ({"namespace": "kube-system"}, "everything else depends on namespace kube-system"),
        ({"namespace": UNKNOWN}, "in which namespace"),
    ],
)
def test_a_place_that_is_not_known_or_protected_raises(place: dict[str, str], reason: str):
    """What is safe elsewhere is asked about there, and the reason comes first."""
    answers = {**KNOWN.answers, Question("kubeconfig", "/tmp/x"): None}
    found = placed(act(**place), KNOWN._replace(answers=answers))

    assert found.tier is CommandTier.RISKY
    assert found.reason.startswith(reason) and found.reason.endswith("; does x")


@pytest.mark.parametrize(
    ("place", "tier"),
    [
        ({"namespace": "kube-system"}, "read"),
        ({"namespace": UNKNOWN}, "read"),
        ({"host": "ssh nas"}, "read"),
        ({"context": "work"}, "read"),
        ({"context": "prod"}, "safe"),
        ({"kubeconfig": "/root/.kube/x"}, "safe"),
        ({"kubeconfig": "/root/.kube/config"}, "read"),
        ({"kubeconfig": "/root/.local/state/firstmate/practice/kubeconfig"}, "read"),
        ({"server": "https://evil"}, "risky"),
    ],
)
def test_reads_are_raised_by_an_unknown_place_only(place: dict[str, str], tier: str):
    """Looking at a protected namespace is looking."""
    assert placed(act(CommandTier.READ, **place), KNOWN).tier == tier


def test_forbidden_stays_forbidden():
    """No place makes it less."""
    assert placed(act(CommandTier.FORBIDDEN, server="https://x"), KNOWN).tier is CommandTier.FORBIDDEN


def test_other_programs_have_no_kubeconfig():
    """Docker does not act on a cluster."""
    other = act(tool="docker", namespace="kube-system")

    assert placed(other, Known()) is other


@pytest.mark.parametrize(
    ("place", "own"),
    [
        ({"context": "home"}, True),
        ({"context": "prod"}, False),
        ({"context": "home", "kubeconfig": "/root/.kube/config"}, True),
        ({"context": "home", "kubeconfig": "/root/.kube/x"}, False),
        ({"context": "home", "server": "https://x"}, False),
        ({"context": "home", "host": "ssh nas"}, False),
        ({"context": UNKNOWN}, False),
    ],
)
def test_only_the_users_own_clusters_are_asked(place: dict[str, Any], own: bool):
    """A kubeconfig that a command names may run programs."""
    assert is_own(Place(**place), KNOWN) is own

"""What was approved is what runs: the call is rewritten to copies, or nobody says that it can be."""

from __future__ import annotations

import shlex

import pytest

from firstmate.command_tiers import CommandTier
from firstmate.guard.pinned import files_of, is_clear, quoted, rewritten
from firstmate.guard.values import UNKNOWN, Act

COPIES = {"/srv/web.yaml": "/state/pinned/1/web.yaml"}
COPY = COPIES["/srv/web.yaml"]


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("kubectl apply -f web.yaml", f"kubectl apply -f {COPY}"),
        ("kubectl apply -f ./web.yaml -n shop", f"kubectl apply -f {COPY} -n shop"),
        ("kubectl apply -f ../srv/web.yaml", f"kubectl apply -f {COPY}"),
        ("kubectl apply --filename=/srv/web.yaml", f"kubectl apply --filename={COPY}"),
        ("kubectl apply -fweb.yaml", f"kubectl apply -f{COPY}"),
        ("kubectl apply -f=web.yaml", f"kubectl apply -f={COPY}"),
        ("kubectl apply -f 'web.yaml' -l 'a in (b)'", f"kubectl apply -f {COPY} -l 'a in (b)'"),
        ("sudo kubectl apply -f web.yaml -f /srv/web.yaml", f"sudo kubectl apply -f {COPY} -f {COPY}"),
        ("helm upgrade web ./chart -f web.yaml", f"helm upgrade web ./chart -f {COPY}"),
        ("sh web.yaml", f"sh {COPY}"),
    ],
)
def test_files_become_their_copies(script, expected):
    """However the command names them."""
    assert rewritten(script, "/srv", COPIES) == expected


@pytest.mark.parametrize(
    "script",
    [
        "kubectl apply -f other.yaml",
        "kubectl apply -f web.yaml,other.yaml",
        "kubectl apply -f - < web.yaml",
        "cat web.yaml | kubectl apply -f -",
        "cd /tmp && kubectl apply -f web.yaml",
        "kubectl apply -f web.yaml; ls",
        "kubectl apply -f $(echo web.yaml)",
        "kubectl apply -f web.y*",
        "KUBECONFIG=x kubectl apply -f web.yaml",
        "if true; then kubectl apply -f web.yaml; fi",
        "make web.yamls",
        "",
    ],
)
def test_what_cannot_be_pinned_is_not_said_to_be(script):
    """More than one plain command, or a file that does not stand in it as a word."""
    assert rewritten(script, "/srv", COPIES) is None


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("kubectl delete pvc a", "kubectl --kubeconfig=/k --context=home delete pvc a"),
        ("sudo /usr/bin/kubectl delete pvc a", "sudo /usr/bin/kubectl --kubeconfig=/k --context=home delete pvc a"),
        ("kubectl delete pvc a --context work", "kubectl --kubeconfig=/k delete pvc a --context work"),
        ("kubectl --context=work delete pvc a", "kubectl --kubeconfig=/k --context=work delete pvc a"),
        ("helm uninstall a", "helm --kubeconfig=/k --kube-context=home uninstall a"),
        ("git push", "git push"),
    ],
)
def test_the_place_is_named(script, expected):
    """So that nobody changes the current context between the decision and the run."""
    assert rewritten(script, "/srv", {}, "/k", "home") == expected


@pytest.mark.parametrize("word", ["a", "a b", "it's", "$(x)", "*", "-f=a;b", "a=b", "=a", "~", "", "ä", 'a"b', "a\nb"])
def test_a_word_is_quoted_so_that_it_stays_one(word):
    """As a shell reads it."""
    assert shlex.split(quoted(word)) == [word]


def test_the_files_of_all_acts_count():
    """Each once; a path that only the run tells cannot be pinned."""
    acts = [Act(CommandTier.RISKY, "a.b", "because", files=files) for files in (("/a", "/b"), ("/a",))]

    assert files_of(acts) == ("/a", "/b")
    assert is_clear(("/a",)) and not is_clear((f"/{UNKNOWN}",)) and not is_clear(("a",))

"""Which repository, branch and folder an Application is deployed from, and which forge a repository is on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from firstmate.adapters.git import GitError
from firstmate.services.actions.sources import Source, opened
from firstmate.services.actions.values import ActionError, Repositories, Tools
from firstmate.sites.values import Forge
from tests.services.actions.git_kit import NoCluster
from tests.services.actions.kit import no_command

LAN = Forge("gitea", "https://git.lan", "LAN", ("http://gitea.git.svc:3000",))
HUB = Forge("github", "https://github.com", "HUB")
HOME = "https://git.lan/ops/home"


def tools(folder: Path, spec: dict[str, Any], *forges: Forge) -> Tools:
    """With one Application, `web`."""
    cluster: Any = NoCluster({"web": {"destination": {"namespace": "dev"}, **spec}})
    places = Repositories(folder, forges or (LAN, HUB), lambda name: "")
    return Tools(lambda: cluster, no_command, no_command, float, no_command, lambda: places)  # type: ignore[arg-type]


def source_of(folder: Path, spec: dict[str, Any]) -> Source:
    return opened(tools(folder, spec), {"app": "web"}).source


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        (
            {"source": {"repoURL": HOME, "path": "./"}},
            Source(HOME, "", "", "web", "dev"),
        ),
        (
            {"source": {"repoURL": HOME, "path": "apps/web", "targetRevision": "refs/heads/live"}},
            Source(HOME, "live", "apps/web", "web", "dev"),
        ),
        (
            {"source": {"repoURL": HOME, "path": "apps", "directory": {"recurse": True}}},
            Source(HOME, "", "apps", "web", "dev", recurse=True),
        ),
        (
            {"source": {"repoURL": HOME, "path": "chart", "helm": {"valueFiles": ["a.yaml", "../b.yaml", "/c.yaml"]}}},
            Source(HOME, "", "chart", "web", "dev", ("chart/a.yaml", "b.yaml", "c.yaml")),
        ),
        (
            {
                "sources": [
                    {"repoURL": "https://charts.example", "chart": "web", "helm": {"valueFiles": ["$mine/web/v.yaml"]}},
                    {"repoURL": HOME, "ref": "mine", "targetRevision": "main"},
                ]
            },
            Source(HOME, "main", "", "web", "dev", ("web/v.yaml",)),
        ),
        (
            {
                "source": {
                    "repoURL": HOME,
                    "path": "chart",
                    "helm": {"parameters": [{"name": "a.b", "value": "1"}], "valuesObject": {"c": {"d": 1}, "e": 2}},
                    "kustomize": {"images": ["nginx:1"], "replicas": [{"name": "web", "count": 2}]},
                }
            },
            Source(
                HOME, "", "chart", "web", "dev", sets=frozenset({"a.b", "c.d", "e", "image", "replicas of web"})
            ),
        ),
    ],
)  # fmt: skip
def test_an_application_tells_where_its_manifests_are(tmp_path: Path, spec: dict[str, Any], expected: Source) -> None:
    """One source or several, a folder or a chart with values of ours."""
    assert source_of(tmp_path, spec) == expected


@pytest.mark.parametrize(
    ("repo", "kind", "name", "address"),
    [
        (HOME, "gitea", "ops/home", f"{HOME}.git"),
        (f"{HOME}.git", "gitea", "ops/home", f"{HOME}.git"),
        ("http://gitea.git.svc:3000/ops/home.git", "gitea", "ops/home", f"{HOME}.git"),
        ("git@git.lan:ops/home.git", "gitea", "ops/home", "git@git.lan:ops/home.git"),
        ("ssh://git@git.lan:2222/ops/home.git", "gitea", "ops/home", "ssh://git@git.lan:2222/ops/home.git"),
        ("https://github.com/ops/home", "github", "ops/home", "https://github.com/ops/home.git"),
    ],
)
def test_a_repository_is_known_by_the_address_of_its_forge(
    tmp_path: Path, repo: str, kind: str, name: str, address: str
) -> None:
    """By https, by ssh, and as the cluster calls it."""
    found = opened(tools(tmp_path, {}), {"repo": repo})

    assert (found.forge.place.kind, found.forge.name, found.clone.url) == (kind, name, address)


@pytest.mark.parametrize(
    ("repo", "why"),
    [
        ("https://git.lan.evil.example/ops/home", "no forge is known for"),
        ("https://git.lan@evil.example/ops/home", "not the address of a repository"),
        ("https://me:pass@git.lan/ops/home", "not the address of a repository"),
        ("git@evil.example:ops/home", "no forge is known for"),
        ("https://git.lan/ops/../admin", "is not a repository of a forge"),
        ("https://git.lan/../api", "is not a repository of a forge"),
        ("https://git.lan/ops/home/deeper", "is not a repository of a forge"),
        ("ops/home", "could be on any forge"),
        ("/etc/x/y", "not the address of a repository"),
        ("ssh://-oProxyCommand=x/ops/home", "not the address of a repository"),
        ("-oProxyCommand=x@git.lan:ops/home", "not the address of a repository"),
        ("-x@git.lan:ops/home", "not the address of a repository"),
    ],
)
def test_no_other_address_gets_what_is_for_a_forge(tmp_path: Path, repo: str, why: str) -> None:
    """A host that only looks like it, a path that leads elsewhere, an option."""
    with pytest.raises((ActionError, GitError), match=why) as caught:
        _ = opened(tools(tmp_path, {}), {"repo": repo}).forge
    assert "pass" not in str(caught.value) or "password" in str(caught.value)


def test_there_has_to_be_the_application(tmp_path: Path) -> None:
    """One sentence names it."""
    with pytest.raises(ActionError, match="there is no application argocd/api"):
        opened(tools(tmp_path, {}), {"app": "api"})

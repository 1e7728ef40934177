"""Which repository is meant, by its address or by the Application that is deployed from it; its clone, its forge."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from firstmate.adapters.forge import KINDS, ForgeError, Gitea
from firstmate.adapters.git import Clone, GitError
from firstmate.adapters.yaml_edit import EditError
from firstmate.services.actions.applications import NAMESPACE
from firstmate.services.actions.kubernetes import Which, read
from firstmate.services.actions.values import NAME, TEXT, ActionError, Arguments, Repositories, Tools, UncertainError
from firstmate.sites.values import Forge

WHICH: Mapping[str, Mapping[str, Any]] = {"repo": TEXT, "app": NAME, "namespace": NAME}
"""Arguments that say which repository is meant; `namespace` is the Application's own."""
NAMED = re.compile(r"[A-Za-z0-9._-]+/[A-Za-z0-9._-]+")
FORGE_HINT = "name it in site.yaml: `forges: [{kind: gitea, url: https://HOST}]`"


@dataclass(frozen=True)
class Source:
    """Where manifests are: the repository, the branch ("": its default one), the folder.

    Of an Application: the files of Helm values by which it is deployed, and what it sets itself, over all files.
    """

    url: str
    branch: str = ""
    path: str = ""
    app: str = ""
    namespace: str = ""
    values: tuple[str, ...] = ()
    recurse: bool = False
    sets: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Repository:
    """A source that is at hand: its clone, its branch, and the forge that takes pull requests."""

    source: Source
    clone: Clone
    _forge: Gitea | None = field(repr=False)

    @cached_property
    def base(self) -> str:
        return self.source.branch or self.clone.default_branch()

    @property
    def forge(self) -> Gitea:
        if self._forge is None:
            raise ActionError(f"no forge is known for {self.source.url}: {FORGE_HINT}")
        return self._forge


@contextmanager
def as_action_errors() -> Iterator[None]:
    """What git, a forge or an edit says no with, as an action does."""
    try:
        yield
    except EditError as error:
        raise ActionError(str(error)) from error
    except (GitError, ForgeError) as error:
        raise (UncertainError if error.uncertain else ActionError)(str(error)) from error


def opened(tools: Tools, arguments: Arguments) -> Repository:
    """The repository that `repo` or `app` means, its branch `base` or the one that is deployed. Raises ActionError."""
    places = tools.repositories()
    source = _meant(tools, arguments, places)
    forge = _forge_of(source.url, places)
    url, name, place = forge or (source.url, "", None)
    token = (place.url, place.token) if place else None
    clone = Clone(places.folder / sha256(url.encode()).hexdigest()[:16], url, tools.run, token)
    talks = KINDS[place.kind](place, name, places.variable(place.token)) if place else None
    return Repository(replace(source, branch=str(arguments.get("base") or source.branch)), clone, talks)


def _meant(tools: Tools, arguments: Arguments, places: Repositories) -> Source:
    repo, app = str(arguments.get("repo", "")), str(arguments.get("app", ""))
    if bool(repo) == bool(app):
        raise ActionError("give either `repo` or `app`")
    if app:
        which = Which("application", app, str(arguments.get("namespace", NAMESPACE)))
        return _of_application(read(tools.cluster(), which).spec, app)
    if "://" not in repo and repo.count("/") == 1 and ":" not in repo:
        if len(places.forges) != 1:
            raise ActionError(f"`{repo}` could be on any forge: give its whole address, or {FORGE_HINT}")
        repo = f"{places.forges[0].url}/{repo}"
    return Source(repo, path=str(arguments.get("path", "")).strip("/"))


# ---- forges --------------------------------------------------------------------------------------------------------


def _forge_of(url: str, places: Repositories) -> tuple[str, str, Forge] | None:
    """The address to go to, OWNER/NAME, and the forge; None where the site has none for it."""
    for forge in places.forges:
        for known in (forge.url, *forge.known_as):
            if url.startswith(f"{known}/"):
                name = _name(url[len(known) :])
                return f"{forge.url}/{name}.git", name, forge
        host, _, path = _over_ssh(url)
        if host and host == urlsplit(forge.url).hostname:
            return url, _name(path), forge
    return None


def _over_ssh(url: str) -> tuple[str, str, str]:
    if url.startswith("ssh://"):
        parts = urlsplit(url)
        return parts.hostname or "", "/", parts.path
    if "://" in url:
        return "", "", ""
    return url.partition("@")[2].partition(":")


def _name(path: str) -> str:
    name = path.strip("/").removesuffix(".git")
    if not NAMED.fullmatch(name) or set(name.split("/")) & {".", ".."}:
        raise ActionError(f"`{path}` is not a repository of a forge: OWNER/NAME is")
    return name


# ---- Argo CD -------------------------------------------------------------------------------------------------------


def _of_application(spec: Mapping[str, Any], app: str) -> Source:
    sources = spec.get("sources") or ([spec["source"]] if spec.get("source") else [])
    chart: Mapping[str, Any] = next((source for source in sources if source.get("chart")), {})
    values = (chart.get("helm") or {}).get("valueFiles") or []
    refs = {f"${source['ref']}": source for source in sources if source.get("ref")}
    found = next((source for source in sources if source.get("path")), None)
    if chart and values:
        found = next((source for ref, source in refs.items() if any(v.startswith(f"{ref}/") for v in values)), found)
    if found is None:
        raise ActionError(
            f"Application {app} is deployed from no folder of a repository: change the Application itself"
        )
    helm = {**(found.get("helm") or {}), **(chart.get("helm") or {})}
    path = str(found.get("path") or "").strip("/")
    return Source(
        url=str(found.get("repoURL", "")),
        branch=_branch(str(found.get("targetRevision") or ""), app),
        path="" if path == "." else path,
        app=app,
        namespace=str((spec.get("destination") or {}).get("namespace") or ""),
        values=tuple(_values_file(str(file), path) for file in helm.get("valueFiles") or ()),
        recurse=bool((found.get("directory") or {}).get("recurse")),
        sets=frozenset(_set_there(found, helm)),
    )


def _branch(revision: str, app: str) -> str:
    """A commit or a version does not move: what is merged would not be deployed."""
    if revision in ("", "HEAD"):
        return ""
    is_fixed = len(revision) in (40, 64) and all(letter in "0123456789abcdef" for letter in revision)
    if is_fixed or revision[0] in "~^<>=*" or revision.startswith("refs/tags/"):
        raise ActionError(
            f"Application {app} stays at {revision}: point it to a branch, or change the Application itself"
        )
    return revision.removeprefix("refs/heads/")


def _values_file(file: str, path: str) -> str:
    """As a path from the root of the repository: `$ref/…` and `/…` begin there, others in the chart's folder."""
    if file.startswith("$"):
        return posixpath.normpath(file.partition("/")[2])
    return posixpath.normpath(file.lstrip("/") if file.startswith("/") else posixpath.join(path, file))


def _set_there(source: Mapping[str, Any], helm: Mapping[str, Any]) -> Iterator[str]:
    yield from (str(parameter.get("name")) for parameter in helm.get("parameters") or ())
    yield from _keys(helm.get("valuesObject") or {})
    kustomize = source.get("kustomize") or {}
    yield from ("image" for _ in kustomize.get("images") or ())
    yield from (f"replicas of {entry.get('name')}" for entry in kustomize.get("replicas") or ())


def _keys(values: Mapping[str, Any], before: str = "") -> Iterator[str]:
    for key, value in values.items():
        if isinstance(value, dict):
            yield from _keys(value, f"{before}{key}.")
        else:
            yield f"{before}{key}"

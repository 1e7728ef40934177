"""The Kubernetes API: kubeconfig, authentication and transport by the official client, objects by our own decoder.

Every failure comes back as a `Missing` with its reason; nothing is retried and nothing is decided here.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import TypeVar
from urllib.parse import quote, urlencode

import msgspec
import urllib3
import yaml
from kubernetes import config
from kubernetes.client import ApiClient
from urllib3 import exceptions as http_errors

from firstmate.deadline import within
from firstmate.errors import UnknownError, UsageError
from firstmate.snapshot import ApiKind, ApiVersion
from firstmate.snapshot.decode import Decoded, decode_page, decoder
from firstmate.snapshot.kinds import Kind
from firstmate.snapshot.listing import Listing, Missing, Why
from firstmate.snapshot.objects import Meta, Object
from firstmate.snapshot.sharing import Shared

PAGE = 250
AT_ONCE = ",".join(
    (*(f"application/json;g=apidiscovery.k8s.io;v={v};as=APIGroupDiscoveryList" for v in ("v2", "v2beta1")),
     "application/json")
)  # fmt: skip
METADATA_ONLY = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1"
MOST_PAGES = 8000
"""Two million objects of a kind: a server that goes on beyond that goes round in circles."""
NO_LIST = "the answer is not a JSON list (a proxy or login page in between?)"
CONNECT_SECONDS = 5.0
STATUS_REASONS = {401: Why.UNAUTHORIZED, 403: Why.FORBIDDEN, 404: Why.NOT_SERVED, 504: Why.TIMEOUT}


S = TypeVar("S", bound=msgspec.Struct)


class Version(msgspec.Struct, rename="camel"):
    """The answer of /version; without its one field it is no Kubernetes API server that answers."""

    git_version: str


class CoreVersions(msgspec.Struct):
    versions: tuple[str, ...]


class GroupVersion(msgspec.Struct, rename="camel"):
    group_version: str


class Group(msgspec.Struct):
    versions: tuple[GroupVersion, ...]


class Groups(msgspec.Struct):
    groups: tuple[Group, ...]


class Resource(msgspec.Struct):
    name: str
    kind: str = ""
    namespaced: bool = False


class Resources(msgspec.Struct):
    resources: tuple[Resource, ...]


class ResponseKind(msgspec.Struct, frozen=True):
    kind: str = ""


class DiscoveredResource(msgspec.Struct, rename="camel"):
    resource: str
    response_kind: ResponseKind = ResponseKind()
    scope: str = ""


class DiscoveredVersion(msgspec.Struct):
    version: str
    resources: tuple[DiscoveredResource, ...] = ()
    freshness: str = "Current"


class DiscoveredGroup(msgspec.Struct):
    metadata: Meta = Meta()
    versions: tuple[DiscoveredVersion, ...] = ()


class Discovery(msgspec.Struct):
    """All groups at once, as servers tell them since 1.26; the answer of older ones has no `items`."""

    items: tuple[DiscoveredGroup, ...]


class ReadError(Exception):
    """One request came to nothing; `missing` says why, `body` is what came back, if anything did.

    `status` is that of HTTP; 0: there was no answer, and what was sent may have had its effect.
    """

    def __init__(self, missing: Missing, body: bytes = b"", status: int = 0) -> None:
        super().__init__(missing.detail)
        self.missing = missing
        self.body = body
        self.status = status


@dataclass(frozen=True)
class Target:
    """Which cluster: a kubeconfig file ("" for the in-cluster account) and a context ("" for its current one)."""

    kubeconfig: str
    context: str = ""

    def __str__(self) -> str:
        return f"context {self.context!r} of {self.kubeconfig}" if self.context else self.kubeconfig or "this cluster"


class Cluster:
    """One API server. `timeout` is the deadline of a single request in seconds, body included."""

    def __init__(self, target: Target, timeout: float = 10.0) -> None:
        self.target = target
        self.timeout = timeout
        self._client = _client(target)
        self._pool: urllib3.PoolManager = self._client.rest_client.pool_manager

    @property
    def host(self) -> str:
        return str(self._client.configuration.host)

    def get(self, path: str, params: Mapping[str, str] | None = None, accept: str = "application/json") -> bytes:
        """The body of a GET. Raises ReadError."""
        return self._request("GET", f"{path}{'?' + urlencode(params) if params else ''}", {"Accept": accept})

    def send(self, method: str, path: str, body: object, content_type: str = "application/json") -> bytes:
        """Change something: POST, PATCH or DELETE, with a body of plain data. The answer's body. Raises ReadError."""
        headers = {"Accept": "application/json", "Content-Type": content_type}
        return self._request(method, path, headers, msgspec.json.encode(body))

    def _request(self, method: str, path: str, headers: Mapping[str, str], body: bytes | None = None) -> bytes:
        limit = urllib3.Timeout(connect=min(CONNECT_SECONDS, self.timeout), read=self.timeout)
        url, headers = f"{self.host}{path}", {**self._headers(), **headers}

        def ask() -> urllib3.BaseHTTPResponse:
            return self._pool.request(
                method, url, body=body, headers=headers, timeout=limit, retries=False, redirect=False
            )

        try:
            response = within(self.timeout, ask)
        except (http_errors.HTTPError, TimeoutError) as error:
            raise ReadError(_failure(error, self.timeout)) from error
        if response.status >= 300:
            raise ReadError(_refusal(response.status, response.data), response.data, response.status)
        return response.data

    def get_as(self, path: str, shape: type[S]) -> S:
        """The body of a GET in the shape that is expected. Raises ReadError, also when it has another."""
        body = self.get(path)
        try:
            return decoder(shape).decode(body)  # type: ignore[no-any-return]  # of that shape
        except msgspec.DecodeError as error:
            raise ReadError(_garbled(body)) from error

    def _headers(self) -> dict[str, str]:
        configuration = self._client.configuration
        headers = {"User-Agent": "firstmate"}
        token = configuration.get_api_key_with_prefix("BearerToken", alias="authorization")
        basic = configuration.get_basic_auth_token() if configuration.username else ""
        if token or basic:
            headers["Authorization"] = token or basic
        return headers

    # ---- what there is ---------------------------------------------------------------------------------------------

    def version(self) -> str:
        """The version that the API server tells. Raises UnknownError when there is no API to talk to."""
        try:
            return self.get_as("/version", Version).git_version
        except ReadError as error:
            if error.missing.why is Why.FORBIDDEN:
                return ""
            raise self._unreachable(error.missing) from error

    def _unreachable(self, missing: Missing) -> UnknownError:
        problem = {
            Why.UNAUTHORIZED: "does not accept the credentials (an expired token, or a certificate it does not know)",
            Why.TIMEOUT: f"did not answer within {self.timeout:g} s",
            Why.TLS: f"cannot be trusted: {missing.detail}",
            Why.UNREACHABLE: f"cannot be reached: {missing.detail}",
            Why.NOT_SERVED: "answers, but not as a Kubernetes API server",
        }.get(missing.why, missing.detail)
        hint = {
            Why.UNAUTHORIZED: "log in again, or choose another context with --context",
            Why.TLS: "check certificate-authority in the kubeconfig; the cluster may have been rebuilt",
            Why.TIMEOUT: "check that the machine is up and the address right, or allow more with --timeout",
        }.get(missing.why, f"check that {self.host} is the API server and that it runs")
        return UnknownError(f"The API server {self.host} ({self.target}) {problem}.", hint=hint)

    @cached_property
    def served(self) -> frozenset[str] | None:
        """Every `group/version` that is served; None when discovery itself is not allowed."""
        try:
            core, groups = self.get_as("/api", CoreVersions), self.get_as("/apis", Groups)
        except ReadError:
            return None
        return frozenset((*core.versions, *(v.group_version for g in groups.groups for v in g.versions)))

    def _plurals(self, version: str) -> frozenset[str] | None:
        """The plurals that a group version serves; None when that cannot be told."""
        found = self.api(version)
        return None if found.missing else frozenset(kind.plural for kind in found.kinds)

    def apis(self) -> tuple[ApiVersion, ...] | None:
        """Everything that is served, in two requests; None where the server does not tell it so.

        https://kubernetes.io/docs/concepts/overview/kubernetes-api/#aggregated-discovery
        """
        try:
            found = [decoder(Discovery).decode(self.get(root, accept=AT_ONCE)) for root in ("/api", "/apis")]
        except (ReadError, msgspec.DecodeError):
            return None
        return tuple(_api(group, version) for one in found for group in one.items for version in group.versions)

    def api(self, version: str) -> ApiVersion:
        """The kinds that a group version serves."""
        try:
            found = self.get_as(_prefix(version), Resources)
        except ReadError as error:
            return ApiVersion(version, missing=error.missing)
        whole = (resource for resource in found.resources if "/" not in resource.name)  # not `pods/log`
        return ApiVersion(version, tuple(ApiKind(r.kind, r.name, r.namespaced) for r in whole))

    # ---- reading ---------------------------------------------------------------------------------------------------

    def list(self, kind: Kind, namespace: str = "") -> Listing[Object]:
        """All objects of a kind, page by page, in the first version that the server has."""
        candidates = [v for v in kind.versions if self.served is None or v in self.served]
        missing = Missing(Why.NOT_SERVED)
        for number, version in enumerate(candidates):
            is_last = number == len(candidates) - 1
            plurals = None if is_last else self._plurals(version)
            if plurals is not None and kind.plural not in plurals:
                continue
            listing = self._list_version(kind, version, namespace)
            if not listing.missing or listing.missing.why is not Why.NOT_SERVED:
                return listing
            missing = listing.missing
        return Listing(missing=missing, namespace=namespace)

    def list_first(self, kind: Kind, namespace: str = "") -> Listing[Object]:
        """The first page of a kind of which there may be any number; `missing` says so when there are more."""
        return self._list_version(kind, kind.versions[0], namespace, most=1)

    def _list_version(self, kind: Kind, version: str, namespace: str, most: int = MOST_PAGES) -> Listing[Object]:
        scope = f"/namespaces/{quote(namespace)}" if namespace and kind.namespaced else ""
        items: list[Object] = []
        shared = Shared()
        misfits = 0
        missing = None
        try:
            for page in islice(self._pages(kind, f"{_prefix(version)}{scope}/{kind.plural}"), most):
                shared.share(page.items)
                items.extend(page.items)
                misfits += page.misfits
                missing = Missing(Why.NOT_READ, f"only the first {len(items)} were read") if page.next_page else None
        except ReadError as error:
            missing = error.missing
        if misfits and not missing:
            missing = Missing(Why.GARBLED, f"{misfits} of {misfits + len(items)} objects could not be understood")
        return Listing.of(items, missing, namespace if kind.namespaced else "")

    def _pages(self, kind: Kind, path: str) -> Iterator[Decoded]:
        """A list page by page. Raises ReadError where it breaks off: what came before still counts."""
        accept = METADATA_ONLY if kind.metadata_only else "application/json"
        params = {"limit": str(PAGE)} | ({"fieldSelector": kind.field_selector} if kind.field_selector else {})
        for _ in range(MOST_PAGES):
            try:
                page = decode_page(kind, self.get(path, params, accept))
            except ReadError as error:
                page = Decoded((), next_page=_resume_token(error))
                if not page.next_page:
                    raise
            except msgspec.DecodeError as error:
                raise ReadError(Missing(Why.GARBLED, NO_LIST)) from error
            yield page
            if not page.next_page:
                return
            if page.next_page == params.get("continue"):
                break
            params["continue"] = page.next_page
        raise ReadError(Missing(Why.GARBLED, "the list does not come to an end"))

    def service_proxy(self, namespace: str, service: str, port: str, path: str) -> bytes:
        """A GET to a Service through the API server's proxy. Raises ReadError."""
        return self.get(f"/api/v1/namespaces/{quote(namespace)}/services/{quote(service)}:{quote(port)}/proxy{path}")


def _api(group: DiscoveredGroup, found: DiscoveredVersion) -> ApiVersion:
    name = f"{group.metadata.name}/{found.version}" if group.metadata.name else found.version
    kinds = tuple(ApiKind(r.response_kind.kind, r.resource, r.scope == "Namespaced") for r in found.resources)
    stale = Missing(Why.TIMEOUT, "who serves it did not answer") if found.freshness == "Stale" else None
    return ApiVersion(name, kinds, stale)


def _prefix(version: str) -> str:
    return f"/apis/{version}" if "/" in version else f"/api/{version}"


def _client(target: Target) -> ApiClient:
    if target.kubeconfig and not any(os.path.exists(path) for path in target.kubeconfig.split(os.pathsep)):
        raise UsageError(f"The kubeconfig {target.kubeconfig} does not exist.", hint="choose one with --kubeconfig")
    try:
        if not target.kubeconfig:
            config.load_incluster_config()
            return ApiClient()
        return config.new_client_from_config(target.kubeconfig, context=target.context or None)
    except config.ConfigException as error:
        raise UsageError(
            f"The kubeconfig {target} cannot be used: {str(error).rstrip('.')}.",
            hint="`kubectl config get-contexts` lists what there is; choose with --kubeconfig and --context",
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"The kubeconfig {target.kubeconfig} cannot be read: {error}.") from error
    except yaml.YAMLError as error:
        place = getattr(error, "problem_mark", None)
        where = f"{target.kubeconfig}:{place.line + 1}" if place else target.kubeconfig
        raise UsageError(f"The kubeconfig {where} is not valid YAML.") from error
    except (TypeError, AttributeError, KeyError, ValueError) as error:
        # The official loader does not check shapes: a list where a mapping belongs ends in one of these.
        raise UsageError(f"The kubeconfig {target.kubeconfig} does not have the shape of one ({error}).") from error


def _failure(error: Exception, timeout: float) -> Missing:
    match error:
        case http_errors.SSLError():
            return Missing(Why.TLS, _tls_words(str(error)))
        case http_errors.NameResolutionError():
            return Missing(Why.UNREACHABLE, "its name does not resolve")
        case http_errors.NewConnectionError():  # a kind of TimeoutError in some versions of urllib3: asked first
            return Missing(Why.UNREACHABLE, str(error).rpartition("] ")[2])
        case TimeoutError() | http_errors.TimeoutError():
            return Missing(Why.TIMEOUT, f"no answer within {timeout:g} s")
        case _:
            return Missing(Why.UNREACHABLE, str(error).strip("()'") or type(error).__name__)


def _tls_words(message: str) -> str:
    for words, meaning in (
        ("CERTIFICATE_VERIFY_FAILED", "its certificate is not signed by the authority in the kubeconfig"),
        ("WRONG_VERSION_NUMBER", "it does not speak TLS"),
        ("certificate required", "it wants a client certificate"),
        ("doesn't match", "its certificate is for another name"),
    ):
        if words in message:
            return f"{meaning} ({message.partition('] ')[2].partition(' (_ssl')[0] or words})"
    return message


def _refusal(status: int, body: bytes) -> Missing:
    """What an HTTP error means; the API server's own sentence is kept as detail."""
    try:
        answer = msgspec.json.decode(body)
    except msgspec.DecodeError:
        answer = None
    detail = str(answer.get("message", "")) if isinstance(answer, dict) else ""
    why = STATUS_REASONS.get(status, Why.UNREACHABLE if status >= 500 else Why.GARBLED)
    return Missing(why, detail or f"answers with HTTP {status}")


def _garbled(body: bytes) -> Missing:
    looks = "an HTML page" if body.lstrip()[:1] == b"<" else "something that is not JSON"
    return Missing(Why.GARBLED, f"answers with {looks}: a proxy or login page may stand in between")


def _resume_token(error: ReadError) -> str:
    """A list that took too long expires (410); its Status carries a token that goes on from there."""
    try:
        status = msgspec.json.decode(error.body) if error.body else None
    except msgspec.DecodeError:
        return ""
    if not isinstance(status, dict) or status.get("code") != 410:
        return ""
    metadata = status.get("metadata")
    return str(metadata.get("continue", "")) if isinstance(metadata, dict) else ""

"""Snapshots as files: saved and loaded whole, or read from a folder of `kubectl get -o json` lists.

A folder may also hold `alerts.json`, `logs.json`, `logs_recent.json`, `probes.json` and `metrics.json`, in the shapes
that docs/snapshot-files.md describes.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from firstmate.errors import UsageError
from firstmate.snapshot import AlertListing, ApiVersion, Connection, Identity, LogExcerpt, ServiceState, Snapshot
from firstmate.snapshot.alerts import parse_alerts
from firstmate.snapshot.custom import CustomObject
from firstmate.snapshot.decode import decode_items, decode_object
from firstmate.snapshot.kinds import BY_KIND, BY_PLURAL
from firstmate.snapshot.listing import Listing, Missing, Why
from firstmate.snapshot.objects import Object, Time
from firstmate.snapshot.redact import redacted, scrubbed
from firstmate.snapshot.series import Series, parse_series

SCHEMA = 1
FUTURE = ("notAfter", "renewalTime")
"""Fields that tell of times to come: no evidence of when a snapshot was taken."""
EXTRAS = ("alerts.json", "logs.json", "logs_recent.json", "probes.json", "metrics.json", "cluster.json", "truth.json")


def save(snapshot: Snapshot, path: Path) -> None:
    """Write a snapshot, readable only by its owner, whole or not at all. Secret-looking values are left out."""
    document = {
        "kind": "firstmate-snapshot",
        "schema": SCHEMA,
        "takenAt": snapshot.taken_at,
        "identity": snapshot.identity,
        "namespace": snapshot.namespace,
        "declared": snapshot.declared,
        "apis": snapshot.apis,
        "listings": {
            plural: {"items": [redacted(item) for item in listing.items], **_missing_part(listing.missing)}
            for plural, listing in sorted(snapshot.listings.items())
        },
        "alerts": {
            name: {"items": listing.items, **_missing_part(listing.missing)}
            for name, listing in sorted(snapshot.alerts.items())
        },
        "custom": [redacted(item) for item in snapshot.custom],
        "logs": [replace(log, text=scrubbed(log.text)) for log in snapshot.logs],
        "nodeServices": snapshot.node_services,
        "connections": snapshot.connections,
        "series": snapshot.series,
        "dependencies": snapshot.dependencies,
        "unread": snapshot.unread,
    }
    write_atomically(path, msgspec.json.format(msgspec.json.encode(document), indent=1) + b"\n")


def write_atomically(path: Path, content: bytes) -> None:
    """Write beside, then rename: nobody ever sees half a file. Raises UsageError where it cannot be written."""
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            os.replace(temporary, path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}.") from error


def load(path: Path, now: datetime | None = None) -> Snapshot:
    """A snapshot from a saved file, a file of one kubectl list, or a folder of such lists.

    Its *now* is `now`, else its own `takenAt`, else the newest timestamp in it: never the wall clock.
    """
    if path.is_dir():
        return _from_folder(path, now)
    document = _read_json(path)
    if isinstance(document, dict) and document.get("kind") == "firstmate-snapshot":
        return _from_saved(path, document, now)
    return _from_lists([(path, document)], now)


# ---- saved snapshots -----------------------------------------------------------------------------------------------


def _missing_part(missing: Missing | None) -> dict[str, Any]:
    return {"missing": {"why": missing.why, "detail": missing.detail}} if missing else {}


def _from_saved(path: Path, document: dict[str, Any], now: datetime | None) -> Snapshot:
    if document.get("schema") != SCHEMA:
        raise UsageError(
            f"{path}: snapshot schema {document.get('schema')!r} is not known here (this version reads {SCHEMA}).",
            hint="read it with the version of Firstmate that wrote it, or a newer one",
        )
    try:
        namespace = str(document.get("namespace", ""))
        return Snapshot(
            taken_at=now or msgspec.convert(document["takenAt"], Time),
            identity=msgspec.convert(document.get("identity", {}), Identity),
            namespace=namespace,
            declared=msgspec.convert(document.get("declared", []), tuple[str, ...]),
            listings={
                p: _saved_listing(p, part, namespace) for p, part in document["listings"].items() if p in BY_PLURAL
            },
            apis=msgspec.convert(document.get("apis", []), tuple[ApiVersion, ...]),
            alerts={name: msgspec.convert(part, AlertListing) for name, part in document.get("alerts", {}).items()},
            custom=tuple(o for item in document.get("custom", []) if (o := decode_object(CustomObject, item))),
            logs=msgspec.convert(document.get("logs", []), tuple[LogExcerpt, ...]),
            node_services=msgspec.convert(document.get("nodeServices", []), tuple[ServiceState, ...]),
            connections=msgspec.convert(document.get("connections", []), tuple[Connection, ...]),
            series=msgspec.convert(document.get("series", []), tuple[Series, ...]),
            dependencies=msgspec.convert(document.get("dependencies", {}), dict[str, tuple[str, ...]]),
            unread=msgspec.convert(document.get("unread", {}), dict[str, Missing]),
        )
    except (msgspec.ValidationError, KeyError, TypeError, AttributeError) as error:
        raise UsageError(f"{path}: this is not a whole Firstmate snapshot ({error}).") from error


def _saved_listing(plural: str, part: dict[str, Any], namespace: str) -> Listing[Object]:
    kind = BY_PLURAL[plural]
    decoded = decode_items(kind, part.get("items", []))
    missing = msgspec.convert(part["missing"], Missing) if part.get("missing") else None
    return Listing.of(decoded.items, missing or _misfit(decoded.misfits), namespace if kind.namespaced else "")


def _misfit(count: int) -> Missing | None:
    return Missing(Why.GARBLED, f"{count} objects could not be understood") if count else None


# ---- folders of lists ----------------------------------------------------------------------------------------------


def _from_folder(folder: Path, now: datetime | None) -> Snapshot:
    files = sorted(p for p in folder.glob("*.json") if p.name not in EXTRAS)
    if not files:
        raise UsageError(
            f"{folder}: there are no .json files in it.",
            hint="save lists with `kubectl get pods -A -o json > pods.json`",
        )
    return _from_lists([(file, _read_json(file)) for file in files], now, folder)


def _from_lists(documents: list[tuple[Path, Any]], now: datetime | None, folder: Path | None = None) -> Snapshot:
    # An empty list does not name its kind; a file called pods.json does.
    by_plural: dict[str, list[Any]] = {p.stem: [] for p, _ in documents if p.stem in BY_PLURAL}
    for path, document in documents:
        for item in _items(path, document):
            known = BY_KIND.get(str(item.get("kind", "")))
            if known:
                by_plural.setdefault(known.plural, []).append(item)
    if not by_plural:
        raise UsageError(f"{documents[0][0]}: no Kubernetes objects that Firstmate knows are in it.")
    listings: dict[str, Listing[Any]] = {}
    for plural, items in by_plural.items():
        decoded = decode_items(BY_PLURAL[plural], items)
        listings[plural] = Listing.of(decoded.items, _misfit(decoded.misfits))
    return Snapshot(
        taken_at=now or _newest_time(listings),
        identity=_identity(listings),
        listings=listings,
        **(_extras(folder) if folder else {}),
    )


def _items(path: Path, document: Any) -> Iterable[dict[str, Any]]:
    """The objects of a List, of a typed list (whose items do not name their kind), or a single object."""
    if not isinstance(document, dict):
        raise UsageError(f"{path}: this is not what `kubectl get -o json` prints.")
    kind = str(document.get("kind", ""))
    if not isinstance(document.get("items"), list):
        return [document]
    item_kind = kind.removesuffix("List")
    return [{"kind": item_kind, **item} if item_kind else item for item in document["items"] if isinstance(item, dict)]


def _identity(listings: dict[str, Listing[Any]]) -> Identity:
    kube_system = listings.get("namespaces", Listing()).get("", "kube-system")
    return Identity(uid=kube_system.metadata.uid if kube_system else "")


def _newest_time(listings: dict[str, Listing[Any]]) -> datetime:
    """The newest timestamp anywhere in the objects; the epoch when there is none."""
    newest = datetime.fromtimestamp(0, UTC)
    for listing in listings.values():
        for item in listing:
            for found in _times(msgspec.to_builtins(item, builtin_types=(datetime,))):
                newest = max(newest, found)
    return newest


def _times(value: Any) -> Iterable[datetime]:
    if isinstance(value, datetime):
        yield value if value.tzinfo else value.replace(tzinfo=UTC)
    elif isinstance(value, dict):
        for key, member in value.items():
            if key not in FUTURE:
                yield from _times(member)
    elif isinstance(value, (list, tuple)):
        for member in value:
            yield from _times(member)


def _extras(folder: Path) -> dict[str, Any]:
    """What stands beside the objects: alerts, logs, node services, connections."""
    found: dict[str, Any] = {}
    if (alerts := _optional(folder / "alerts.json")) is not None:
        found["alerts"] = {"prometheus": parse_alerts("prometheus", alerts)}
    errors, recent = _optional(folder / "logs.json") or {}, _optional(folder / "logs_recent.json") or {}
    found["logs"] = tuple(
        LogExcerpt("", workload, text, errors_only)
        for logs, errors_only in ((errors, True), (recent, False))
        for workload, text in sorted(_members(folder, logs).items())
        if isinstance(text, str)
    )
    probes = _members(folder, _optional(folder / "probes.json") or {})
    found["node_services"] = tuple(
        ServiceState(node, unit, str(state.get("active", "")), str(state.get("sub", "")))
        for node, units in sorted(_members(folder, probes.get("node_services") or {}).items())
        for unit, state in sorted(_members(folder, units).items())
        if isinstance(state, dict)
    )
    found["connections"] = tuple(
        connection
        for target, result in sorted(_members(folder, probes.get("connectivity") or {}).items())
        if (connection := _connection(target, result))
    )
    found["dependencies"] = {
        app: tuple(sorted(str(callee) for callee in edges.get("downstream") or ()))
        for app, edges in sorted(_members(folder, probes.get("dependencies") or {}).items())
        if isinstance(edges, dict) and isinstance(edges.get("downstream") or [], list)
    }
    found["series"] = parse_series(_optional(folder / "metrics.json"))
    return found


def _connection(target: str, result: Any) -> Connection | None:
    """One entry of `connectivity`: "NAMESPACE/SERVICE:PORT" → {"ok": bool, "text": str, "from": {NODE: bool}}."""
    place, _, port = target.rpartition(":")
    namespace, _, service = place.partition("/")
    if not service or not port.isdigit() or not isinstance(result, dict) or not isinstance(result.get("ok"), bool):
        return None
    places = result.get("from")
    tried = places if isinstance(places, dict) else {}
    reached, failed = (tuple(sorted(node for node, ok in tried.items() if ok is how)) for how in (True, False))
    return Connection(namespace, service, int(port), result["ok"], str(result.get("text", "")), reached, failed)


def _members(folder: Path, value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise UsageError(f"{folder}: alerts.json, logs.json and probes.json must hold JSON objects.")
    return value


def _optional(path: Path) -> Any:
    return _read_json(path) if path.exists() else None


def _read_json(path: Path) -> Any:
    try:
        return msgspec.json.decode(path.read_bytes())
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise UsageError(
            f"{path}: this is not valid JSON ({error}).", hint="was the file written to its end?"
        ) from error

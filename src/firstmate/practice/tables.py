"""Objects as the client asked for them: whole, metadata only, or as the table that kubectl prints."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from firstmate.practice.ages import age
from firstmate.practice.columns import COLUMNS, DEFAULT, NAME, Column, at
from firstmate.practice.kinds import Resource
from firstmate.practice.objects import Object, dig

META = "meta.k8s.io/v1"
WITH_KEYS = ("configmaps", "secrets")


def columns_of(resource: Resource) -> tuple[Column, ...]:
    """The columns of a kind: its own, those that its definition names, or name and age."""
    if resource.columns is None:
        return COLUMNS.get(resource.key, DEFAULT)
    custom = tuple(Column(name, _custom_cell(path), priority=priority) for name, path, priority in resource.columns)
    return (NAME, *(custom or (Column("Age", age),)))


def _custom_cell(json_path: str) -> Any:
    """The cell of a CustomResourceDefinition's column: plain paths only, which is what definitions use."""
    path = json_path.removeprefix(".")
    if path == "metadata.creationTimestamp":
        return age
    return at(re.sub(r"\[[^\]]*\]", "", path))


def table(resource: Resource, objects: Sequence[Object], now: datetime, include: str, version: str) -> Object:
    """The Table of a list; each row carries the object's metadata, all of it, or nothing, as `includeObject` asks."""
    columns = columns_of(resource)
    return {
        "kind": "Table",
        "apiVersion": META,
        "metadata": {"resourceVersion": version},
        "columnDefinitions": [column.definition for column in columns],
        "rows": [_row(resource, columns, obj, now, include) for obj in objects],
    }


def _row(resource: Resource, columns: tuple[Column, ...], obj: Object, now: datetime, include: str) -> Object:
    row: Object = {"cells": [column.cell(obj, now) for column in columns]}
    if include == "Object":
        row["object"] = obj
    elif include != "None":
        row["object"] = partial_metadata(resource, obj)
    return row


def partial_metadata(resource: Resource, obj: Object) -> Object:
    """Only the metadata; the keys of ConfigMaps and Secrets can be told from its managedFields, as on a real server."""
    metadata = dict(obj["metadata"])
    if resource.key in WITH_KEYS and "managedFields" not in metadata:
        metadata["managedFields"] = [_managed(resource, obj)]
    return {"kind": "PartialObjectMetadata", "apiVersion": META, "metadata": metadata}


def _managed(resource: Resource, obj: Object) -> Object:
    fields: Object = {
        f"f:{part}": {".": {}, **{f"f:{key}": {} for key in sorted(obj[part])}}
        for part in ("data", "binaryData")
        if dig(obj, part)
    }
    return {
        "manager": "kubectl-client-side-apply",
        "operation": "Update",
        "apiVersion": resource.api_version,
        "time": obj["metadata"]["creationTimestamp"],
        "fieldsType": "FieldsV1",
        "fieldsV1": fields,
    }


def listing(resource: Resource, objects: Sequence[Object], version: str) -> Object:
    """The list of a kind, as plain JSON."""
    bare = [{k: v for k, v in obj.items() if k not in ("apiVersion", "kind")} for obj in objects]
    items = objects if resource.columns is not None else bare
    return {
        "kind": f"{resource.kind}List",
        "apiVersion": resource.api_version,
        "metadata": {"resourceVersion": version},
        "items": list(items),
    }


def metadata_listing(resource: Resource, objects: Sequence[Object], version: str) -> Object:
    """The list of a kind with metadata only."""
    return {
        "kind": "PartialObjectMetadataList",
        "apiVersion": META,
        "metadata": {"resourceVersion": version},
        "items": [partial_metadata(resource, obj) for obj in objects],
    }

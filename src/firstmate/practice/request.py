"""A request to the API and the reply, without the web framework: what is asked, of which object, in which form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from firstmate.practice import protobuf
from firstmate.practice.objects import Object
from firstmate.practice.refusals import ApiError, bad_request, invalid_options, unsupported_media_type

JSON = "application/json"
YAML = "application/yaml"
PROTOBUF = "application/vnd.kubernetes.protobuf"
BODY_TYPES = "application/json, application/yaml, application/vnd.kubernetes.protobuf"
OPTIONS = {"POST": "Create", "PUT": "Update", "PATCH": "Patch", "DELETE": "Delete"}
FORMS = ("Table", "PartialObjectMetadataList", "PartialObjectMetadata")


@dataclass(frozen=True)
class Request:
    """One call; header names are lower case."""

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    def form(self) -> str:
        """How the client wants objects: Table, PartialObjectMetadata(List), or "" for whole ones."""
        for offer in self.headers.get("accept", JSON).split(","):
            kind, *parameters = (part.strip() for part in offer.split(";"))
            if kind not in (JSON, "*/*", "application/*", YAML):
                continue
            wanted = next((p.removeprefix("as=") for p in parameters if p.startswith("as=")), "")
            if not wanted or wanted in FORMS:
                return wanted
        raise ApiError(406, "NotAcceptable", f"only the following media types are accepted: {JSON}")

    def content_type(self) -> str:
        return self.headers.get("content-type", JSON).partition(";")[0].strip()

    def flag(self, name: str) -> bool:
        return self.query.get(name, "") in ("true", "1")

    def number(self, name: str) -> int:
        """A parameter that is a number; 0 without it. Raises ApiError for anything else."""
        text = self.query.get(name, "") or "0"
        if not text.isdecimal():
            raise bad_request(f'{name}: Invalid value: "{text}": it is no number')
        return int(text)

    @property
    def dry_run(self) -> bool:
        """Whether nothing may be stored. Raises ApiError for anything but All."""
        asked = self.query.get("dryRun", "")
        if asked not in ("", "All"):
            told = f'Unsupported value: []string{{"{asked}"}}: supported values: "All"'
            kind = f"{OPTIONS.get(self.method, 'Get')}Options"
            raise invalid_options(kind, "dryRun", "FieldValueNotSupported", told)
        return asked == "All"

    def json(self) -> Any:
        """The body as JSON. Raises ApiError when it is not."""
        try:
            return msgspec.json.decode(self.body)
        except msgspec.DecodeError as error:
            raise bad_request(f"the object provided is unrecognized: json parse error: {error}") from error

    def manifest(self) -> Object:
        """The object in the body of a create or update, as JSON or YAML."""
        if self.content_type() == PROTOBUF:
            return protobuf.decode(self.body)
        if self.content_type() == YAML:
            return as_object(yaml_value(self.body))
        if self.content_type() != JSON:
            told = f"the body of the request was in an unknown format - accepted media types include: {BODY_TYPES}"
            raise unsupported_media_type(told)
        return as_object(self.json())


def as_object(value: Any) -> Object:
    """The value when it is a JSON object. Raises ApiError."""
    if not isinstance(value, dict):
        raise bad_request("the object provided is unrecognized: it is no JSON object")
    return value


def yaml_value(body: bytes) -> Any:
    """What a body in YAML, or JSON, says. Raises ApiError."""
    try:
        return msgspec.yaml.decode(body)
    except msgspec.DecodeError as error:
        raise bad_request(f"error converting YAML to JSON: {error}") from error


@dataclass(frozen=True)
class Reply:
    """What goes back."""

    body: bytes
    status: int = 200
    content_type: str = JSON


def reply(value: Any, status: int = 200) -> Reply:
    return Reply(msgspec.json.encode(value), status)


def plain(text: str, status: int = 200) -> Reply:
    return Reply(text.encode(), status, "text/plain; charset=utf-8")

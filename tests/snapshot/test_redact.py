"""What a saved snapshot may say of environments and arguments."""

from __future__ import annotations

import json

import pytest

from firstmate.snapshot.decode import decode_items
from firstmate.snapshot.kinds import BY_KIND
from firstmate.snapshot.redact import HIDDEN, redacted, scrubbed
from tests.support.build import obj


def written(**container):
    (pod,) = decode_items(
        BY_KIND["Pod"], [obj("Pod", "web", spec={"containers": [{"name": "web", **container}]})]
    ).items
    return redacted(pod)["spec"]["containers"][0]


@pytest.mark.parametrize(
    "value", ["db.shop.svc.cluster.local:5432", "http://api:8080/v1", "10.0.0.4", "8080", "true", "/data"]
)
def test_addresses_numbers_and_paths_stay(value):
    """Rules need them to say which Service is meant."""
    assert written(env=[{"name": "TARGET", "value": value}])["env"] == [{"name": "TARGET", "value": value}]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DB_PASSWORD", "hunter2"),
        ("API_TOKEN", "12345"),
        ("GREETING", "hunter 2"),
        ("DATABASE_URL", "postgres://app:hunter2@db:5432/app"),
        ("GRAFANA", "9f86d081884c7d659a2feaa0c55ad015"),
        ("JWT", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJodW50ZXIyIn0.c2ln_"),
        ("KEY", "-----BEGIN PRIVATE KEY-----\nhunter2"),
        ("URL", "http://hooks.example/services?token=hunter2"),
    ],
)
def test_what_could_be_a_secret_is_left_out(name, value):
    """By the variable's name or by the value's shape."""
    assert written(env=[{"name": name, "value": value}])["env"][0]["value"] == HIDDEN


@pytest.mark.parametrize(
    "argument",
    [
        "--password=hunter2",
        "--db-password hunter2",
        "-token=hunter2",
        "postgres://app:hunter2@db/app",
        "--api-key=hunter2",
    ],
)
def test_secrets_in_arguments_are_left_out(argument):
    """The flag and the address around them stay."""
    for part in ("args", "command"):
        told = json.dumps(written(**{part: ["serve", argument]}))
        assert "hunter2" not in told and "serve" in told


def test_a_secret_in_the_argument_after_its_flag_is_left_out():
    """`--password`, `hunter2` as two arguments."""
    assert written(args=["--password", "hunter2", "--port", "8080"])["args"] == ["--password", HIDDEN, "--port", "8080"]


def test_a_secret_in_the_command_of_a_probe_is_left_out():
    """`mysqladmin ping -phunter2` stands in many a chart's probe."""
    probe = {"exec": {"command": ["mysqladmin", "ping", "--password=hunter2"]}}

    assert "hunter2" not in json.dumps(written(livenessProbe=probe))


def test_references_stay():
    """They name a Secret, they do not hold it."""
    reference = {"name": "PASSWORD", "valueFrom": {"secretKeyRef": {"name": "db", "key": "password"}}}

    assert written(env=[reference])["env"] == [reference]


@pytest.mark.parametrize("text", ['secret "db-secret" not found', "pod web-auth is not ready", "a-key of the map"])
def test_words_that_look_like_flags_are_not(text):
    """Only what begins with a dash is a flag; the words of the kubelet stay as rules know them."""
    assert scrubbed(text) == text


def test_credentials_in_any_text_are_left_out():
    """A termination message repeats the address that the application could not reach."""
    message = "dial postgres://app:hunter2@db:5432/app: refused"
    status = {"containerStatuses": [{"name": "web", "state": {"terminated": {"message": message}}}]}
    (pod,) = decode_items(BY_KIND["Pod"], [obj("Pod", "web", status=status)]).items

    assert "hunter2" not in (told := json.dumps(redacted(pod))) and "@db:5432/app: refused" in told

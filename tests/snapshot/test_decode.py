"""From bytes to objects: forgiving of odd fields, honest about what does not fit, blind to values."""

from __future__ import annotations

import json

import msgspec
import pytest

from firstmate.snapshot.decode import decode_items, decode_page
from firstmate.snapshot.kinds import BY_PLURAL, KINDS
from firstmate.snapshot.objects import Keyed, Pod

PODS, SECRETS = BY_PLURAL["pods"], BY_PLURAL["secrets"]
NAMED = {"metadata": {"name": "web", "namespace": "shop"}}


def page(*items, **metadata):
    return json.dumps({"kind": "PodList", "metadata": metadata, "items": list(items)}).encode()


def one_pod(**parts) -> Pod:
    decoded = decode_page(PODS, page({**NAMED, **parts}))
    assert decoded.misfits == 0
    (pod,) = decoded.items
    assert isinstance(pod, Pod)
    return pod


def test_a_page_gives_its_objects_and_the_token_of_the_next():
    """And fields that no rule needs are skipped."""
    decoded = decode_page(PODS, page({**NAMED, "spec": {"unknown": {"deep": 1}}}, **{"continue": "more"}))

    assert [pod.metadata.name for pod in decoded.items] == ["web"]
    assert decoded.next_page == "more"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>log in</html>",
        b'{"items": [',
        b"[]",
        b"{}",
        b'{"status": "ok"}',
        b'{"items": 5}',
        b"null",
        b"\xff\xfe",
    ],
)
def test_what_is_no_list_is_refused(body):
    """An empty cluster is never made out of somebody else's answer."""
    with pytest.raises(msgspec.DecodeError):
        decode_page(PODS, body)


def test_an_empty_list_may_be_written_as_null():
    """As Go writes a nil slice."""
    assert decode_page(PODS, b'{"metadata": {}, "items": null}').items == ()


def test_nulls_mean_not_set():
    """The API writes null where nothing was set, also inside of lists."""
    pod = one_pod(spec={"containers": [{"name": "web", "command": None}], "nodeName": None}, status=None)

    assert pod.spec.node_name == "" and pod.spec.containers[0].command == ()


@pytest.mark.parametrize(
    ("parts", "read"),
    [
        ({"spec": {"nodeName": 5, "serviceAccountName": "web"}}, lambda pod: pod.spec.service_account_name == "web"),
        ({"spec": {"containers": [{"name": "web", "image": []}]}}, lambda pod: pod.spec.containers[0].name == "web"),
        ({"spec": {"containers": [{"name": "a"}, 5, {"name": "b"}]}}, lambda pod: len(pod.spec.containers) == 2),
        ({"status": {"startTime": "yesterday", "phase": "Running"}}, lambda pod: pod.status.phase == "Running"),
        ({"status": {"startTime": "2026-03-01T12:00:00"}}, lambda pod: pod.status.start_time is None),
        ({"spec": "garbage", "status": {"phase": "Running"}}, lambda pod: pod.status.phase == "Running"),
        ({"metadata": {"name": "web", "labels": {"a.b/c": 5}}}, lambda pod: pod.metadata.labels == {}),
    ],
)
def test_an_odd_field_costs_itself_only(parts, read):
    """What stands beside it is still read; a time without its zone is as odd as a word."""
    assert read(one_pod(**parts))


@pytest.mark.parametrize(
    "item",
    [5, "pod", [], {}, {"metadata": None}, {"metadata": {"name": 5}}, {"metadata": "web"}, {"spec": {"nodeName": "n"}}],
)
def test_what_cannot_be_an_object_is_counted(item):
    """And costs none of the others."""
    decoded = decode_page(PODS, page(NAMED, item))

    assert (len(decoded.items), decoded.misfits) == (1, 1)


def test_an_object_of_nothing_but_odd_fields_is_counted():
    """Eight repairs are enough; beyond that nobody knows what it is."""
    containers = [{"name": "c", "image": number} for number in range(20)]

    assert decode_page(PODS, page({**NAMED, "spec": {"containers": containers}})).misfits == 1


def test_every_kind_decodes_an_object_of_just_a_name():
    """No field but the name is required of anything."""
    for kind in KINDS:
        assert decode_items(kind, [NAMED]).misfits == 0, kind.kind


def secret(**parts) -> Keyed:
    (found,) = decode_page(SECRETS, page({**NAMED, **parts})).items
    assert isinstance(found, Keyed)
    return found


def managed(**fields):
    return {"metadata": {**NAMED["metadata"], "managedFields": [{"fieldsV1": fields}]}}


def test_keys_come_from_the_managed_fields():
    """That is how metadata alone tells the keys of a Secret."""
    fields = {"f:data": {".": {}, "f:password": {}, "f:user": {}}, "f:type": {}}

    assert secret(**managed(**fields)).keys == ("password", "user")


def test_keys_of_several_managers_are_joined():
    """One made it, another added a key."""
    entries = [
        {"fieldsV1": {"f:data": {"f:a": {}}}},
        {"fieldsV1": {"f:binaryData": {"f:b": {}}}},
        "odd",
        {"fieldsV1": 5},
    ]

    assert secret(metadata={**NAMED["metadata"], "managedFields": entries}).keys == ("a", "b")


@pytest.mark.parametrize("metadata", [{}, {"managedFields": []}, {"managedFields": "odd"}])
def test_without_managed_fields_the_keys_are_not_known(metadata):
    """Not known is not the same as none."""
    assert secret(metadata={**NAMED["metadata"], **metadata}).keys is None


def test_a_value_of_a_secret_never_gets_into_an_object():
    """Not even from a file that holds it, nor from an annotation that repeats it."""
    found = secret(
        metadata={**NAMED["metadata"], "annotations": {"kubectl.kubernetes.io/last-applied-configuration": "hunter2"}},
        data={"password": "aHVudGVyMg=="},
        stringData={"token": "hunter2"},
    )

    assert found.keys == ("password", "token")
    assert b"hunter2" not in (written := msgspec.json.encode(found)) and b"aHVudGVyMg" not in written

"""Label and field selectors select what the API's selectors do."""

from __future__ import annotations

from typing import Any

import pytest

from firstmate.practice.kinds import BY_KEY
from firstmate.practice.refusals import ApiError
from firstmate.practice.selectors import parse_fields, parse_labels, selector_text, selects

WEB = {"app": "web", "tier": "front"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", True),
        ("app=web", True),
        ("app==web", True),
        ("app=api", False),
        ("app!=api", True),
        ("app!=web", False),
        ("zone!=a", True),
        ("app", True),
        ("!app", False),
        ("!zone", True),
        ("app in (web,api)", True),
        ("app in (api)", False),
        ("app notin (api, db)", True),
        ("zone notin (a)", True),
        ("zone in (a)", False),
        ("app=web,tier=front", True),
        ("app=web,tier=back", False),
        ("app in (web,api),!zone", True),
        ("app.kubernetes.io/name=web", False),
        ("zone=", False),
    ],
)
def test_label_selectors(text: str, expected: bool) -> None:
    """Equality, sets and presence, joined by commas."""
    assert parse_labels(text)(WEB) is expected


@pytest.mark.parametrize("text", ["app=web,,", "app in web", "a=b=c", "(", "app in (a"])
def test_a_label_selector_that_makes_no_sense_is_refused(text: str) -> None:
    """Never taken for one that selects all or nothing."""
    with pytest.raises(ApiError):
        parse_labels(text)


POD = {
    "metadata": {"name": "p", "namespace": "n"},
    "spec": {"nodeName": "node-1"},
    "status": {"phase": "Running"},
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", True),
        ("metadata.name=p", True),
        ("metadata.name!=p", False),
        ("spec.nodeName=node-1,status.phase=Running", True),
        ("spec.nodeName=node-1,status.phase!=Running", False),
        ("status.phase==Pending", False),
        ("spec.hostNetwork=false", True),
        ("status.nominatedNodeName=", True),
    ],
)
def test_field_selectors(text: str, expected: bool) -> None:
    """Equality of the fields that may be asked for, with their value where they are absent."""
    assert parse_fields(BY_KEY["pods"], text)(POD) is expected


@pytest.mark.parametrize(
    ("key", "text"), [("pods", "spec.foo=1"), ("services", "spec.type=NodePort"), ("pods", "nonsense")]
)
def test_a_field_that_cannot_be_asked_for_is_refused(key: str, text: str) -> None:
    """The real server knows but few."""
    with pytest.raises(ApiError):
        parse_fields(BY_KEY[key], text)


@pytest.mark.parametrize(
    ("selector", "expected", "text"),
    [
        (None, False, "<none>"),
        ({}, True, "<none>"),
        ({"matchLabels": {"app": "web"}}, True, "app=web"),
        ({"matchLabels": {"app": "api"}}, False, "app=api"),
        ({"matchExpressions": [{"key": "app", "operator": "In", "values": ["web", "api"]}]}, True, "app in (api,web)"),
        ({"matchExpressions": [{"key": "app", "operator": "NotIn", "values": ["web"]}]}, False, "app notin (web)"),
        ({"matchExpressions": [{"key": "app", "operator": "Exists"}]}, True, "app"),
        ({"matchExpressions": [{"key": "app", "operator": "DoesNotExist"}]}, False, "!app"),
    ],
)
def test_selector_objects(selector: Any, expected: bool, text: str) -> None:
    """matchLabels and matchExpressions; none selects nothing, an empty one everything."""
    assert selects(selector, WEB) is expected
    assert selector_text(selector) == text

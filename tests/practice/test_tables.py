"""Ages and table cells read as on a real server."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from firstmate.practice import cells
from firstmate.practice.ages import human
from firstmate.practice.columns import COLUMNS
from firstmate.practice.kinds import BY_KEY
from firstmate.practice.tables import partial_metadata
from tests.practice.kit import NOW, Kit


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (-5, "<invalid>"),
        (-1, "0s"),
        (0, "0s"),
        (119, "119s"),
        (120, "2m"),
        (192, "3m12s"),
        (600, "10m"),
        (10_799, "179m"),
        (10_800, "3h"),
        (12_000, "3h20m"),
        (28_800, "8h"),
        (172_799, "47h"),
        (172_800, "2d"),
        (180_000, "2d2h"),
        (700_000, "8d"),
        (63_072_000, "2y"),
    ],
)
def test_durations(seconds: int, text: str) -> None:
    """As kubectl prints them: two units at most, and the second only while it matters."""
    assert human(timedelta(seconds=seconds)) == text


def pod(*states: dict[str, Any], phase: str = "Running", **status: Any) -> dict[str, Any]:
    statuses = [{"name": f"c{i}", "ready": "running" in s, "restartCount": 0, "state": s} for i, s in enumerate(states)]
    spec = {"containers": [{"name": s["name"]} for s in statuses]}
    return {"metadata": {}, "spec": spec, "status": {"phase": phase, "containerStatuses": statuses, **status}}


RUNNING = {"running": {"startedAt": "2026-03-01T19:00:00Z"}}


@pytest.mark.parametrize(
    ("obj", "word"),
    [
        (pod(RUNNING), "Running"),
        (pod(phase="Pending"), "Pending"),
        (pod({"waiting": {"reason": "CrashLoopBackOff"}}), "CrashLoopBackOff"),
        (pod(RUNNING, {"waiting": {"reason": "ErrImagePull"}}), "ErrImagePull"),
        (pod({"terminated": {"exitCode": 137, "reason": "OOMKilled"}}), "OOMKilled"),
        (pod({"terminated": {"exitCode": 3}}), "ExitCode:3"),
        (pod({"terminated": {"exitCode": 0, "reason": "Completed"}}, phase="Succeeded"), "Completed"),
        (pod({"terminated": {"exitCode": 0, "signal": 9}}), "Signal:9"),
        (pod(phase="Failed", reason="Evicted"), "Evicted"),
        (
            pod(initContainerStatuses=[{"state": {"waiting": {"reason": "PodInitializing"}}}], phase="Pending")
            | {"spec": {"initContainers": [{}, {}], "containers": [{}]}},
            "Init:0/2",
        ),
        (
            pod(initContainerStatuses=[{"state": {"terminated": {"exitCode": 1, "reason": "Error"}}}], phase="Pending"),
            "Init:Error",
        ),
        (pod(RUNNING) | {"metadata": {"deletionTimestamp": "2026-03-01T19:00:00Z"}}, "Terminating"),
    ],
)
def test_the_word_for_a_pods_state(obj: dict[str, Any], word: str) -> None:
    """The most telling reason, as in kubectl's STATUS column."""
    assert cells.pod_status(obj, NOW) == word


def test_every_stored_kind_has_its_columns() -> None:
    """A kind without a table of its own is one for which the real server has none either."""
    kinds = {key for key, resource in BY_KEY.items() if "list" in resource.verbs and "patch" in resource.verbs}
    assert kinds <= set(COLUMNS)


def test_every_list_can_be_shown_as_a_table() -> None:
    """No cell trips over any object of the site."""
    kit = Kit.of("two-causes")
    accept = "application/json;as=Table;v=v1;g=meta.k8s.io"
    for resource in BY_KEY.values():
        if "list" not in resource.verbs:
            continue
        root = f"/apis/{resource.api_version}" if resource.group else "/api/v1"
        table = kit.get(f"{root}/{resource.plural}", accept=accept)
        assert table["kind"] == "Table"
        assert all(len(row["cells"]) == len(table["columnDefinitions"]) for row in table["rows"])


def test_metadata_of_a_secret_tells_its_keys_and_no_value() -> None:
    """The keys are in managedFields, as a real server has them."""
    secret = {"metadata": {"name": "s", "creationTimestamp": "2026-03-01T19:00:00Z"}, "data": {"token": "aGlkZGVu"}}
    told = partial_metadata(BY_KEY["secrets"], secret)
    assert "f:token" in told["metadata"]["managedFields"][0]["fieldsV1"]["f:data"]
    assert "aGlkZGVu" not in str(told)

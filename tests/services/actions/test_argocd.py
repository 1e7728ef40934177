"""Actions on Argo CD's applications, on the practice cluster."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from firstmate.adapters.argocd import Argo
from firstmate.services.actions.values import LEFT, UNDO
from tests.services.actions.argo_server import TOKEN, argo_server
from tests.services.actions.kit import World, refusal, world

HOME = {"app": "home"}
PATH = "/apis/argoproj.io/v1alpha1/namespaces/argocd/applications/home"
MOSQUITTO = "/apis/apps/v1/namespaces/home/deployments/mosquitto"
AUTOMATED = {"prune": True, "selfHeal": False, "allowEmpty": False}


@pytest.fixture(params=["object", "server"])
def practice(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[World]:
    """Somebody has stopped the message broker by hand. Argo CD is reached both ways."""
    with world(tmp_path, "argocd-drift") as made, argo_server(made.kit) as address:
        made.argocd = Argo(address, TOKEN) if request.param == "server" else None
        yield made


def line(practice: World, verb: str, *words: str) -> str:
    """A command that goes the same way."""
    return " ".join(["argocd", "app", verb, "argocd/home", *words, *([] if practice.argocd else ["--core"])])


def app(practice: World) -> dict[str, Any]:
    found: dict[str, Any] = practice.kit.get(PATH)
    return found


def told(practice: World, **changes: Any) -> None:
    """As if its controller had written it: a fake of what it does rarely."""
    practice.kit.patch(PATH, changes, "merge-patch")


def deployed_twice(practice: World) -> None:
    for attempt in "12":
        practice.do("argocd.sync", HOME, f"before/sync/{attempt}")


# ---- reading -------------------------------------------------------------------------------------------------------


def test_applications_are_listed_with_how_they_are(practice):
    """In one namespace or in all."""
    found = practice.do("argocd.list", {})["applications"]
    assert [each["app"] for each in found] == ["gitea", "home", "ingress", "monitoring"]
    assert found[1]["sync"] == "OutOfSync" and found[1]["namespace"] == "argocd" and not found[1]["auto_sync"]
    assert practice.do("argocd.list", {"namespace": "dev"}) == {"applications": []}


def test_what_is_not_as_git_has_it_is_named(practice):
    """Nothing else is."""
    broker = {"kind": "Deployment", "namespace": "home", "name": "mosquitto", "status": "OutOfSync"}
    assert practice.do("argocd.diff", HOME)["differing"] == [{**broker, "to_be_deleted": False}]


def test_it_is_waited_for_until_it_is_well_and_no_longer(practice):
    """What is wrong is told when it takes too long."""
    said = refusal(lambda: practice.do("argocd.wait", {**HOME, "within": "30s"}))
    assert said.startswith("application argocd/home is not Synced and Healthy within 30s: OutOfSync and")
    practice.do("argocd.sync", HOME)
    known = practice.do("argocd.wait", HOME)
    assert (known["sync"], known["health"]) == ("Synced", "Healthy")
    practice.do("argocd.wait", {**HOME, "revision": known["revision"][:8]})
    said = refusal(lambda: practice.do("argocd.wait", {**HOME, "revision": "0123456", "within": "10s"}))
    assert said.startswith("application argocd/home is not Synced and Healthy at 0123456 within 10s")


# ---- refresh -------------------------------------------------------------------------------------------------------


def test_a_refresh_is_asked_for_and_waited_for(practice):
    """The annotation is gone again when Argo CD has compared. Its server leaves no trace: then it is asked again."""
    call, plan = practice.planned("argocd.refresh", HOME)
    assert plan.commands == (line(practice, "get", "--refresh"),)
    _, hard = practice.planned("argocd.refresh", {**HOME, "hard": True})
    assert hard.commands == (line(practice, "get", "--hard-refresh"),)
    assert practice.happened("argocd.refresh", call) is None
    output = practice.again("argocd.refresh", call)
    assert output["sync"] == "OutOfSync"
    assert practice.happened("argocd.refresh", call) == (None if practice.argocd else output)


# ---- sync ----------------------------------------------------------------------------------------------------------


def test_a_sync_deploys_what_git_says(practice):
    """It is done when Argo CD has done it, and found again by the mark on the operation."""
    call, plan = practice.planned("argocd.sync", HOME)
    assert plan.commands == (line(practice, "sync"),)
    assert "differing: Deployment home/mosquitto" in plan.shows
    assert practice.happened("argocd.sync", call) is None
    output = practice.again("argocd.sync", call)
    assert practice.kit.get(MOSQUITTO)["spec"]["replicas"] == 1
    assert output["revision"] == app(practice)["status"]["sync"]["revision"]
    assert practice.happened("argocd.sync", call) == output
    assert app(practice)["status"]["operationState"]["operation"]["initiatedBy"] == {"username": "firstmate"}


def test_flags_are_in_the_command_and_in_the_operation(practice):
    """The guard asks about what deletes."""
    _, plan = practice.planned("argocd.sync", {**HOME, "prune": True, "force": True})
    assert plan.commands == (line(practice, "sync", "--prune", "--force"),)
    told(practice, spec={"syncPolicy": {"syncOptions": ["CreateNamespace=true"], "retry": {"limit": 2}}})
    practice.do("argocd.sync", {**HOME, "prune": True, "force": True})
    asked = app(practice)["status"]["operationState"]["operation"]
    assert asked["sync"]["prune"] and asked["sync"]["syncStrategy"] == {"hook": {"force": True}}
    assert asked["sync"]["syncOptions"] == ["CreateNamespace=true"] and asked["retry"] == {"limit": 2}


def test_a_sync_that_was_interrupted_is_waited_for_and_not_asked_for_again(practice):
    """The process ended right after asking."""
    call, _ = practice.planned("argocd.sync", HOME)
    info = [{"name": "firstmate/run", "value": call.mark}]
    told(practice, operation={"info": info, "sync": {}})
    assert practice.happened("argocd.sync", call)["revision"]
    assert len(app(practice)["status"]["history"]) == 1


def test_when_git_moved_on_the_plan_is_no_longer_that(practice):
    """What was looked at is not what would be deployed."""
    call, _ = practice.planned("argocd.sync", HOME)
    told(practice, status={"sync": {"revision": "f" * 40}})
    assert refusal(lambda: practice.again("argocd.sync", call)).startswith("Git moved on since this was planned")


def test_an_operation_that_fails_fails_the_sync(practice):
    """In the words of Argo CD, also after an interruption."""
    call, _ = practice.planned("argocd.sync", HOME)
    asked = {"info": [{"name": "firstmate/run", "value": call.mark}]}
    told(practice, status={"operationState": {"operation": asked, "phase": "Failed", "message": "one object refused"}})
    said = refusal(lambda: practice.happened("argocd.sync", call))
    assert said == "application argocd/home: failed: one object refused"


def test_an_operation_that_came_after_ours_hides_what_became_of_it(practice):
    """It was asked for: to ask again would be twice, and to call it done would be a guess."""
    call, _ = practice.planned("argocd.sync", HOME)
    practice.again("argocd.sync", call)
    told(practice, status={"operationState": {"operation": {"info": None}}})
    said = refusal(lambda: practice.happened("argocd.sync", call))
    assert said.startswith("another operation has come after ours on application argocd/home")


def test_an_operation_of_somebody_else_is_waited_for(practice):
    """Not for ever."""
    practice.kit.patch(PATH, {"status": {"operationState": {"phase": "Running"}}}, "merge-patch")
    said = refusal(lambda: practice.do("argocd.sync", {**HOME, "within": "20s"}))
    assert said.startswith("application argocd/home is not done with another operation within 20s")


def test_a_sync_is_taken_back_by_a_rollback_unless_git_has_to_be(practice):
    """To what was deployed before; where Argo CD syncs by itself, it would deploy Git again. What stays is said."""
    first = practice.do("argocd.sync", HOME)
    assert UNDO not in first and "it was the first time" in first[LEFT][0]
    output = practice.do("argocd.sync", HOME, "run/step/2")
    assert output[UNDO] == {"action": "argocd.rollback", "with": {**HOME, "id": 0}}
    practice.undo(output)
    told(practice, spec={"syncPolicy": {"automated": AUTOMATED}})
    third = practice.do("argocd.sync", HOME, "run/step/3")
    assert UNDO not in third and "only Git takes that back" in third[LEFT][0]


# ---- rollback ------------------------------------------------------------------------------------------------------


def test_a_rollback_deploys_what_was_deployed_before(practice):
    """As the entry of the history has it: revision and source."""
    deployed_twice(practice)
    call, plan = practice.planned("argocd.rollback", HOME)
    assert plan.commands == (line(practice, "rollback", "0"),)
    assert practice.happened("argocd.rollback", call) is None
    output = practice.again("argocd.rollback", call)
    assert output["auto_sync"] == "was off" and practice.happened("argocd.rollback", call) == output
    asked, entry = app(practice)["status"]["operationState"]["operation"]["sync"], app(practice)["status"]["history"][0]
    assert (asked["revision"], asked.get("source", entry["source"])) == (entry["revision"], entry["source"])
    assert output[UNDO] == {"action": "argocd.sync", "with": HOME}
    practice.undo(output)


def test_auto_sync_is_switched_off_first_and_on_again_when_it_is_taken_back(practice):
    """Else Argo CD would deploy Git at once; the plan and the output say so."""
    deployed_twice(practice)
    told(practice, spec={"syncPolicy": {"automated": AUTOMATED}})
    call, plan = practice.planned("argocd.rollback", {**HOME, "id": 0, "prune": True})
    assert plan.commands == (line(practice, "set", "--sync-policy", "none"), line(practice, "rollback", "0", "--prune"))
    assert plan.shows.endswith("; auto-sync is switched off first")
    output = practice.again("argocd.rollback", call)
    assert output["auto_sync"].startswith("was switched off")
    assert "automated" not in app(practice)["spec"]["syncPolicy"]
    practice.undo(output)
    assert app(practice)["spec"]["syncPolicy"]["automated"] == AUTOMATED


def test_a_rollback_that_got_as_far_as_the_policy_goes_on(practice):
    """Argo CD's own API takes two requests, and the process may end between them."""
    deployed_twice(practice)
    told(practice, spec={"syncPolicy": {"automated": AUTOMATED}})
    call, _ = practice.planned("argocd.rollback", {**HOME, "id": 0})
    marked = {"annotations": {"firstmate/run": f"{call.mark}#policy"}}
    told(practice, metadata=marked, spec={"syncPolicy": {"automated": None}})
    assert practice.happened("argocd.rollback", call) is None
    assert practice.again("argocd.rollback", call)["auto_sync"].startswith("was switched off")
    assert len(app(practice)["status"]["history"]) == 3


def test_there_has_to_be_something_to_go_back_to(practice):
    """The ids of the history are told."""
    said = refusal(lambda: practice.planned("argocd.rollback", HOME))
    assert said == "application argocd/home has no earlier deployment in its history; there is: none"
    deployed_twice(practice)
    said = refusal(lambda: practice.planned("argocd.rollback", {**HOME, "id": 7}))
    assert said == "application argocd/home has no deployment 7 in its history; there is: 0, 1"


def test_what_was_deployed_or_changed_meanwhile_is_not_rolled_back(practice):
    """The plan was made for another history, or another policy."""
    deployed_twice(practice)
    call, _ = practice.planned("argocd.rollback", {**HOME, "id": 0})
    told(practice, spec={"syncPolicy": {"automated": {}}})
    assert "somebody has changed how" in refusal(lambda: practice.again("argocd.rollback", call))
    practice.do("argocd.sync", HOME, "other/sync/1")
    said = refusal(lambda: practice.again("argocd.rollback", call))
    assert said == "application argocd/home was deployed anew since this was planned"


# ---- auto-sync -----------------------------------------------------------------------------------------------------


def test_auto_sync_is_switched_and_switched_back(practice):
    """With everything that was said of it."""
    told(practice, spec={"syncPolicy": {"automated": AUTOMATED}})
    call, plan = practice.planned("argocd.set-auto-sync", {**HOME, "enabled": False})
    assert plan.commands == (line(practice, "set", "--sync-policy", "none"),)
    assert practice.happened("argocd.set-auto-sync", call) is None
    output = practice.again("argocd.set-auto-sync", call)
    assert practice.happened("argocd.set-auto-sync", call) == output
    assert "automated" not in app(practice)["spec"]["syncPolicy"]
    _, plan = practice.planned("argocd.set-auto-sync", output[UNDO]["with"])
    assert plan.commands == (line(practice, "set", "--sync-policy", "automated", "--auto-prune"),)
    practice.undo(output)
    assert app(practice)["spec"]["syncPolicy"]["automated"] == AUTOMATED


def test_a_policy_that_is_only_switched_off_is_switched_on(practice):
    """Newer versions of Argo CD keep the rest of it."""
    told(practice, spec={"syncPolicy": {"automated": {"enabled": False, "selfHeal": True}}})
    output = practice.do("argocd.set-auto-sync", {**HOME, "enabled": True, "self_heal": True})
    assert output["before"] is False and app(practice)["spec"]["syncPolicy"]["automated"]["enabled"] is True


def test_a_policy_that_somebody_changed_meanwhile_is_left_alone(practice):
    """One sentence says so."""
    call, _ = practice.planned("argocd.set-auto-sync", {**HOME, "enabled": True})
    told(practice, spec={"syncPolicy": {"automated": {"prune": True}}})
    assert "somebody has changed how" in refusal(lambda: practice.again("argocd.set-auto-sync", call))


def test_there_has_to_be_such_an_application(practice):
    """One sentence names it."""
    for name, more in (("argocd.sync", {}), ("argocd.diff", {}), ("argocd.set-auto-sync", {"enabled": True})):
        said = refusal(lambda name=name, more=more: practice.do(name, {"app": "nobody", **more}))
        assert said == "there is no application argocd/nobody"


# ---- Argo CD's own API ---------------------------------------------------------------------------------------------


def test_a_token_that_is_not_accepted_is_said_and_not_shown(practice):
    """In the words of the server."""
    practice.argocd = (
        Argo(practice.argocd.server, "s3cret") if practice.argocd else Argo("http://127.0.0.1:1", "s3cret")
    )
    said = refusal(lambda: practice.do("argocd.diff", HOME))
    assert said.startswith("application argocd/home cannot be read: ") and "s3cret" not in said + repr(practice.argocd)


def test_what_came_from_elsewhere_then_is_not_to_be_had_back_by_its_api(practice):
    """A sync has no source of its own there: only Git can take that back. The object can say it."""
    deployed_twice(practice)
    source = app(practice)["spec"]["source"]
    told(practice, spec={"source": {**source, "targetRevision": "other"}})
    if practice.argocd:
        said = refusal(lambda: practice.do("argocd.rollback", HOME))
        assert said == "application argocd/home had another source then: only Git can take that back"
    else:
        practice.do("argocd.rollback", HOME)
        assert app(practice)["status"]["operationState"]["operation"]["sync"]["source"] == source

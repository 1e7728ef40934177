"""Docker, systemd and Compose on another machine: through a real sshd, with a fake docker and a fake systemctl."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from firstmate.services.actions.values import UNDO, UncertainError
from tests.services.actions.far import Far, far
from tests.services.actions.kit import refusal

SSH = "ssh -o BatchMode=yes -o ConnectTimeout=10 -- nas "
WEB = {"host": "nas", "container": "web"}
NGINX = {"host": "nas", "unit": "nginx.service"}
BOTH = pytest.mark.parametrize(("family", "arguments"), [("docker", WEB), ("systemd", NGINX)])


@pytest.fixture
def nas(tmp_path: Path) -> Iterator[Far]:
    with far(tmp_path) as machine:
        yield machine


def thing(arguments: dict[str, str]) -> str:
    return arguments.get("container") or arguments["unit"]


@BOTH
def test_what_is_restarted_was_started_later_and_that_is_how_it_is_found(nas, family, arguments):
    """It leaves nothing to take back."""
    call, plan = nas.planned(f"{family}.restart", arguments)
    tool = "docker" if family == "docker" else "systemctl"
    assert plan.commands == (f"{SSH}'{tool} restart -- {thing(arguments)}'",)
    assert nas.happened(f"{family}.restart", call) is None
    output = nas.again(f"{family}.restart", call)
    assert nas.happened(f"{family}.restart", call) == output
    assert output["runs"] and output["started"] != output["before"]["started"] and UNDO not in output
    assert nas.asked("restart") == 1


@BOTH
def test_what_is_stopped_is_started_again_when_that_is_taken_back(nas, family, arguments):
    """And the other way round."""
    call, _ = nas.planned(f"{family}.stop", arguments)
    assert nas.happened(f"{family}.stop", call) is None
    output = nas.again(f"{family}.stop", call)
    assert not nas.state[thing(arguments)]["runs"]
    assert nas.happened(f"{family}.stop", call) == output
    back = nas.undo(output)
    assert nas.state[thing(arguments)]["runs"]
    nas.undo(back)
    assert not nas.state[thing(arguments)]["runs"]
    assert UNDO not in nas.do(f"{family}.stop", arguments)


@BOTH
def test_what_somebody_else_started_or_stopped_meanwhile_is_left_alone(nas, family, arguments):
    """The plan was made for another state."""
    call, _ = nas.planned(f"{family}.restart", arguments)
    nas.do(f"{family}.restart", arguments)
    told = refusal(lambda: nas.again(f"{family}.restart", call))
    assert told.endswith("on nas was started or stopped since this was planned")
    assert nas.asked("restart") == 1


@BOTH
def test_what_the_machine_refuses_is_said_in_its_words(nas, family, arguments):
    """With the command and the exit code."""
    nas.set(refuses=True)
    told = refusal(lambda: nas.do(f"{family}.stop", arguments))
    assert f"stop -- {thing(arguments)}` on nas ended with code 1: " in told and "denied" in told


@BOTH
def test_there_has_to_be_such_a_thing(nas, family, arguments):
    """One sentence says what is not there."""
    told = refusal(
        lambda: nas.planned(f"{family}.stop", {**arguments, "container" if family == "docker" else "unit": "x"})
    )
    assert "x" in told and "nas" in told


def test_a_container_that_was_made_anew_is_another_one(nas):
    """Of the same name."""
    call, _ = nas.planned("docker.restart", WEB)
    nas.set(web={"id": "c2", "runs": True, "started": "1"})
    told = "container web on nas was made anew since this was planned"
    assert refusal(lambda: nas.again("docker.restart", call)) == told
    assert refusal(lambda: nas.happened("docker.restart", call)) == told


def test_a_unit_that_is_still_changing_is_waited_for(nas):
    """Its job goes on over there, whatever became of the process that asked for it."""
    call, _ = nas.planned("systemd.restart", NGINX)
    nas.set(**{"nginx.service": {"runs": True, "started": "2", "job": 6}})
    assert nas.happened("systemd.restart", call)["started"] == "2"
    assert 25 <= nas.slept <= 35


def test_a_machine_that_is_not_reached_is_told_from_one_that_refuses(nas):
    """Reading fails plainly; what changes something may have been done when the connection broke."""
    call, _ = nas.planned("docker.restart", WEB)
    script = nas.folder / "here" / "ssh"
    works = script.read_text()
    script.write_text("#!/bin/sh\necho 'kex: Connection reset by peer' >&2\nexit 255\n")
    told = refusal(lambda: nas.planned("docker.restart", WEB))
    assert told.startswith("nas does not tell `docker inspect") and told.endswith("kex: Connection reset by peer")
    script.write_text(works.replace("exec ", "").replace('"$@"', '"$@" && case "$*" in *restart*) exit 255; esac'))
    with pytest.raises(UncertainError, match="`docker restart -- web` on nas may have been done"):
        nas.again("docker.restart", call)
    assert nas.happened("docker.restart", call)
    assert nas.asked("restart") == 1


# ---- compose -------------------------------------------------------------------------------------------------------


@pytest.fixture
def project(nas: Far) -> dict[str, str]:
    """A file whose name would do harm if it were ever more than a name."""
    file = nas.folder / "it's; touch $HOME `x`.yaml"
    file.write_text("services: {}\n")
    return {"host": "nas", "file": str(file)}


def test_a_project_is_brought_up_and_down_again(nas, project):
    """What was not there before is taken away again."""
    call, plan = nas.planned("compose.up", project)
    assert plan.shows == "now: no containers" and len(plan.commands) == 1
    assert nas.happened("compose.up", call) is None
    output = nas.again("compose.up", call)
    assert [each["service"] for each in output["after"]] == ["db", "web"]
    assert nas.happened("compose.up", call) == output
    down = nas.undo(output)
    assert nas.state["project"] == []
    nas.undo(down)
    assert len(nas.state["project"]) == 2


def test_one_service_is_brought_up_and_what_it_replaced_is_not_to_be_had_back(nas, project):
    """So nothing is promised."""
    nas.do("compose.up", project)
    assert UNDO not in nas.do("compose.up", {**project, "service": "web"})
    assert UNDO not in nas.do("compose.up", project)


def test_a_project_that_went_down_is_found_so(nas, project):
    """Also when the process ended between."""
    nas.do("compose.up", project)
    call, plan = nas.planned("compose.down", project)
    assert plan.shows == "now: db running, web running"
    assert nas.happened("compose.down", call) is None
    output = nas.again("compose.down", call)
    assert nas.happened("compose.down", call) == output


def test_a_file_that_changed_meanwhile_is_not_brought_up(nas, project):
    """What was approved is its content."""
    call, _ = nas.planned("compose.up", project)
    Path(project["file"]).write_text("services: {evil: {}}\n")
    assert refusal(lambda: nas.again("compose.up", call)).endswith("has changed since this was planned")
    assert not nas.state["project"]


def test_what_came_up_and_ended_at_once_is_not_called_done(nas, project):
    """`up` ends well, and the container does not run."""
    nas.set(refuses=True)
    told = refusal(lambda: nas.do("compose.up", project))
    assert told.endswith("on nas: db exited, web exited")


def test_there_has_to_be_such_a_file(nas):
    """One sentence says so."""
    told = refusal(lambda: nas.planned("compose.up", {"host": "nas", "file": "/nowhere/compose.yaml"}))
    assert "No such file or directory" in told

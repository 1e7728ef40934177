"""Single services of a compose file, brought up and taken away again: through a real sshd, with a fake docker."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from firstmate.services.actions.values import LEFT, UNDO, HalfDoneError
from tests.services.actions.far import Far, far


@pytest.fixture
def nas(tmp_path: Path) -> Iterator[Far]:
    with far(tmp_path) as machine:
        yield machine


@pytest.fixture
def web(nas: Far) -> dict[str, str]:
    """One service of two."""
    file = nas.folder / "compose.yaml"
    file.write_text("services: {}\n")
    return {"host": "nas", "file": str(file), "service": "web"}


def services(nas: Far) -> list[str]:
    return [each["Service"] for each in nas.state["project"]]


def test_a_service_that_was_not_there_is_taken_away_alone(nas, web):
    """Its neighbour stays; its data and its image are what is left."""
    nas.do("compose.up", {**web, "service": "db"})
    output = nas.do("compose.up", web)
    assert output[UNDO]["action"] == "compose.remove" and output[UNDO]["with"]["services"] == ["web"]
    gone = nas.undo(output)
    assert services(nas) == ["db"]
    assert gone[LEFT] == ["volume p_data", "image registry.example/web:1"]


def test_a_service_that_was_replaced_is_said_to_be(nas, web):
    """Nothing takes it back: what it was is gone."""
    nas.do("compose.up", web)
    output = nas.do("compose.up", web)
    assert UNDO not in output and output[LEFT] == ["container of web: replaced by a new one"]


def test_a_service_that_does_not_run_leaves_something_to_take_back(nas, web):
    """The container that ended at once is there, and a rollback has to take it away."""
    nas.set(refuses=True)
    with pytest.raises(HalfDoneError, match="web exited") as failed:
        nas.do("compose.up", web)
    nas.undo(failed.value.output)
    assert services(nas) == []


def test_a_service_that_was_removed_is_found_so(nas, web):
    """Also when the process ended between; and one that was not there before was not removed."""
    gone = {"host": web["host"], "file": web["file"], "services": ["web"]}
    call, _ = nas.planned("compose.remove", gone)
    assert nas.happened("compose.remove", call) is None
    nas.do("compose.up", web)
    call, plan = nas.planned("compose.remove", gone)
    assert plan.shows == "now: web running" and nas.happened("compose.remove", call) is None
    assert nas.again("compose.remove", call) == nas.happened("compose.remove", call)


def test_this_machine_is_reached_without_ssh(nas, web):
    """As the host `local`."""
    _, plan = nas.planned("systemd.start", {"host": "nas", "unit": "nginx.service"})
    assert plan.commands[0].startswith("ssh ")
    script = nas.folder / "here" / "systemctl"
    script.write_text(
        (nas.folder / "bin" / "systemctl")
        .read_text()
        .replace('os.environ["FAKE"]', repr(str(nas.folder / "state.json")))
    )
    script.chmod(0o755)
    _, plan = nas.planned("systemd.start", {"host": "local", "unit": "nginx.service"})
    assert plan.commands == ("systemctl start -- nginx.service",)

"""A phase as a workflow: what of it is left out, what its steps are, and that it is one that runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from firstmate.adapters import site_file
from firstmate.command_tiers import CommandTier
from firstmate.errors import ExitCode, UsageError
from firstmate.guard.values import Decision, Outcome
from firstmate.problems import shape_problems
from firstmate.process import Ended
from firstmate.services import bring_up, workflows
from firstmate.services.actions.values import Sites, Tools
from firstmate.services.bring_up import Standing, State
from firstmate.services.probing import Tools as Probing
from firstmate.sites.values import Deploy, Node, Phase, Port, SecretRef, Service, Site
from firstmate.workflow.check import Catalogue, semantic_problems
from tests.support.ports import free_ports

SITES = sorted((Path(__file__).parents[2] / "knowledge" / "sites").glob("*.yaml"))
FOUNDATION = Phase(1, "foundation")
TCP = {"kind": "tcp"}
READ = Decision(CommandTier.READ, Outcome.ALLOW, "test", ())
FORBIDDEN = Decision(CommandTier.FORBIDDEN, Outcome.DENY, "test", ())
RISKY = Decision(CommandTier.RISKY, Outcome.DEFER, "test", ())


def service(name: str = "web", **more: Any) -> Service:
    """One of a compose file on a node where nobody listens."""
    known: dict[str, Any] = {"phase": 1, "node": "nas", "ports": (Port(free_ports(1)),), "probes": (TCP,)}
    return Service(name, **{**known, "deploy": Deploy(compose="/srv/compose.yaml", service=name), **more})


def site(*services: Service, **more: Any) -> Site:
    return Site("cabin", 1, (Node("nas", "127.0.0.1", ssh="nas"),), services=services, phases=(FOUNDATION,), **more)


def looked(described: Site, **answers: str | int) -> dict[str, tuple[State, str]]:
    """How its services stand on a machine that answers commands so; a number is an exit code."""

    def run(line: str) -> Ended:
        for word, answer in answers.items():
            if word in line:
                return Ended(answer, "", "refused") if isinstance(answer, int) else Ended(0, answer, "")
        return Ended(0, "", "")

    none: Any = None
    judged = {"false": FORBIDDEN}
    probing = Probing(lambda line: judged.get(line, READ), none, "/", {}, described.secrets, lambda: 0.0)
    tools = Tools(_no_cluster, none, run, none, none, site=lambda: Sites(described, probing))
    return {each.service.name: (each.state, each.why) for each in bring_up.look(FOUNDATION, tools)}


def _no_cluster() -> Any:
    raise UsageError("There is no kubeconfig.")


def steps(described: Site) -> dict[str, dict[str, Any]]:
    standings = [Standing(each, State.READY, "") for each in described.services]
    content = bring_up.content(described, FOUNDATION, standings, "2m")
    bring_up.checked(content)
    return {step["id"]: step for step in content["steps"]}


@pytest.mark.parametrize("path", SITES, ids=lambda path: path.stem)
def test_every_phase_of_the_examples_makes_a_workflow(path):
    """Of the right shape, without a name that leads nowhere."""
    described = site_file.load(path).site
    known = workflows.catalogue((), ())
    for phase in described.phases:
        standings = [Standing(each, State.READY, "") for each in described.of_phase(phase.number)]
        content = bring_up.content(described, phase, standings, "2m")
        assert shape_problems(content, workflows.schema()) == []
        assert semantic_problems(content, Catalogue(actions=known.actions)) == []


def test_a_service_is_looked_at_started_and_proven():
    """It is started only when it is not up; what does not come up takes everything back."""
    made = steps(site(service("my-web")))
    assert list(made) == ["check_my_web", "start_my_web", "prove_my_web", "gate"]
    where = {"host": "nas", "file": "/srv/compose.yaml", "service": "my-web"}
    assert (made["start_my_web"]["action"], made["start_my_web"]["with"]) == ("compose.up", where)
    for verb in ("start", "prove"):
        assert made[f"{verb}_my_web"]["when"] == "not steps.check_my_web.output.up"
        assert made[f"{verb}_my_web"]["on_failure"] == "rollback"
    assert "on_failure" not in made["gate"] and "on_failure" not in made["check_my_web"]


@pytest.mark.parametrize(
    ("deploy", "wanted"),
    [
        (Deploy(unit="web.service"), [("action", "systemd.start")]),
        (Deploy(application="web"), [("action", "argocd.refresh"), ("action", "argocd.sync")]),
        (Deploy(run="make up", undo="make down"), [("run", "make up"), ("undo", "make down")]),
        (Deploy(run="make up"), [("run", "make up"), ("undo", "none"), ("approve", {})]),
    ],
)
def test_a_service_is_started_as_the_site_says(deploy, wanted):
    """A command without one that takes it back is approved by a person first."""
    told = [part for step in steps(site(service(deploy=deploy))).values() for part in step.items()]
    assert [part for part in wanted if part not in told] == []


def test_names_that_look_alike_are_told_apart():
    """`a-b` and `a.b` are two services."""
    assert {"start_a_b", "start_a_b_"} <= set(steps(site(service("a-b"), service("a.b"))))


@pytest.mark.parametrize("run", ["docker ps --format {{.Names}}", "echo {{ inputs }}", "echo {% x %}"])
def test_what_a_workflow_would_compute_is_refused(run):
    """The command would not be the one that the site file has."""
    with pytest.raises(UsageError, match="How web is deployed holds"):
        steps(site(service(deploy=Deploy(run=run, undo="true"))))


def test_a_service_that_is_not_up_is_to_be_brought_up():
    """Nothing stands against it."""
    assert looked(site(service()))["web"][0] is State.READY


@pytest.mark.parametrize(
    ("more", "answers", "state", "why"),
    [
        ({"deploy": None}, {}, State.MISSING, "does not say how it is deployed"),
        ({}, {"find": 1}, State.MISSING, "there is no /srv/compose.yaml on nas"),
        ({}, {"find": 255}, State.UNREACHED, "nas does not tell `find"),
        ({}, {"config": 15}, State.BLOCKED, "refused"),
        ({}, {" ps ": "no JSON"}, State.BLOCKED, "does not tell its containers"),
        ({"probes": ()}, {}, State.BLOCKED, "it has no probe"),
        ({"probes": (), "deploy": None}, {}, State.MISSING, "does not say how it is deployed"),
        ({"deploy": Deploy(application="web")}, {}, State.BLOCKED, "There is no kubeconfig"),
        ({"deploy": Deploy(run="true", undo="false")}, {}, State.BLOCKED, "the guard refuses a command of it"),
        (
            {"probes": ({"kind": "redis", "password": "TOKEN"},)},
            {},
            State.BLOCKED,
            "nothing would tell whether it is up",
        ),
        ({"node": "moon", "ports": ()}, {}, State.BLOCKED, "nothing would tell"),
        ({"secrets": ("TOKEN",)}, {}, State.BLOCKED, "a secret of it is not to be had"),
        ({"needs": ("db",)}, {}, State.BLOCKED, "it needs db, which is left out"),
        ({"needs": ("far",)}, {}, State.BLOCKED, "it needs far, which is down"),
        (
            {"deploy": Deploy(unit="web.service")},
            {"systemctl": "LoadState=not-found"},
            State.BLOCKED,
            "there is no unit",
        ),
    ],
)
def test_what_stands_against_a_service(more, answers, state, why):
    """Each is a reason of its own."""
    far = service("far", phase=0, probes=({"kind": "tcp", "port": free_ports(1)},))
    db = service("db", deploy=None)
    found = looked(site(far, db, service(**more), secrets={"TOKEN": SecretRef(env="NOT_SET")}), **answers)["web"]
    assert found[0] is state and why in found[1], found


def test_a_port_that_somebody_has_stands_against_it_unless_it_is_its_own():
    """A container of it that runs and is not well has the port itself."""
    one = service()
    taken = f"tcp LISTEN 0 128 0.0.0.0:{one.ports[0]} 0.0.0.0:*\n"
    assert looked(site(one), **{"ss -H": taken})["web"][1] == f"something else listens on port {one.ports[0]} of nas"
    own = '{"Service": "web", "ID": "1", "State": "running"}'
    assert looked(site(one), **{" ps ": own, "ss -H": taken})["web"][0] is State.READY
    assert looked(site(one), **{"ss -H": taken.replace("tcp", "udp")})["web"][0] is State.READY
    assert looked(site(one), **{"ss -H": 127})["web"][0] is State.READY


def test_a_phase_without_services_is_not_brought_up():
    """There is nothing to do."""
    with pytest.raises(UsageError, match="has no services"):
        looked(site(service(phase=2)))


@pytest.mark.parametrize(
    ("states", "code"),
    [
        ((State.UP, State.READY), ExitCode.OK),
        ((State.UP, State.MISSING), ExitCode.FINDINGS),
        ((State.BLOCKED, State.UNREACHED), ExitCode.UNKNOWN),
    ],
)
def test_what_is_left_out_is_no_success(states, code):
    """Not having reached it beats what stands against it."""
    assert bring_up.exit_code([Standing(service(), state, "") for state in states]) is code


def test_commands_are_shown_for_what_would_be_done():
    """Also on a machine that is not reached now; of what is up or left out there are none."""
    described = site(service())
    for state, wanted in ((State.READY, 1), (State.UNREACHED, 1), (State.UP, 0), (State.BLOCKED, 0)):
        (told,) = bring_up.intended(described, [Standing(described.services[0], state, "")], lambda line: RISKY)
        shown = [judged.line for judged in (told.command, told.back) if judged]
        assert len(shown) == 2 * wanted
        assert all(line.startswith("ssh ") and "web" in line for line in shown)

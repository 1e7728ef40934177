"""`firstmate practice`: a simulated cluster to try things on."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import Any

import click

from firstmate import wiring
from firstmate.errors import ExitCode
from firstmate.practice.control import Practice, Serving
from firstmate.practice.scenarios import Scenario, Source, scenarios

as_json = click.option("--json", "json_", is_flag=True, help="Print JSON.")


@click.group("practice", context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """A simulated cluster on this machine, with a fault in it: look, find the cause, cure it.

    \b
      firstmate practice list            the scenarios
      firstmate practice start oom       start one; real kubectl works on it
      firstmate status --context practice
      firstmate practice stop

    It listens on loopback only, has a kubeconfig of its own, and never touches yours.
    """


@command.command("list")
@as_json
def list_command(json_: bool) -> None:
    """Show the scenarios."""
    if json_:
        _echo_json([_scenario_json(scenario) for scenario in scenarios().values()])
        return
    width = max(len(name) for name in scenarios())
    for scenario in scenarios().values():
        click.echo(f"{scenario.name:<{width}}  {scenario.title}")


@command.command("start")
@click.argument("scenario", default="")
@click.option("--repo", default="", help="For the scenario deploy: a git repository, as a path or a URL of loopback.")
@click.option("--path", default="", help="For the scenario deploy: the folder of manifests in the repository.")
@click.option("--port", default=0, help="Listen on this port of 127.0.0.1; without it, a free one.")
@as_json
def start_command(scenario: str, repo: str, path: str, port: int, json_: bool) -> None:
    """Start SCENARIO anew, in the background; it replaces the one that runs.

    Without SCENARIO, resume the cluster that was stopped last, as it was.
    """
    serving = _practice().start(scenario, port, Source(_absolute(repo), path))
    if json_:
        _echo_json(_serving_json(serving))
        return
    told = scenarios()[serving.scenario]
    click.echo(f"The practice cluster runs: {told.title}.")
    click.echo(f"  {told.story}\n")
    _show_use()


@command.command("status")
@as_json
def status_command(json_: bool) -> None:
    """Say whether it runs, with which scenario, and how to use it. Exit code 1 when it does not."""
    serving = _practice().running()
    if json_:
        _echo_json(_serving_json(serving))
    elif serving is None:
        saved = _practice().saved_scenario()
        resume = f" `firstmate practice start` resumes {saved}." if saved else ""
        click.echo(f"The practice cluster is not running.{resume}")
    else:
        click.echo(f"The practice cluster runs: {serving.scenario}, process {serving.pid}, port {serving.port}.\n")
        _show_use()
    if serving is None:
        click.get_current_context().exit(ExitCode.FINDINGS)


@command.command("stop")
@as_json
def stop_command(json_: bool) -> None:
    """Stop it. What is in it is kept: `firstmate practice start` resumes it."""
    stopped = _practice().stop()
    if json_:
        _echo_json({"stopped": stopped.scenario if stopped else None})
    else:
        click.echo("Stopped." if stopped else "The practice cluster was not running.")


def _practice() -> Practice:
    return Practice.at(wiring.folders().practice)


def _absolute(repo: str) -> str:
    """The server works elsewhere: a path has to be whole."""
    return str(Path(repo).absolute()) if repo and "://" not in repo else repo


def _show_use() -> None:
    click.echo("Look at it:")
    click.echo("  firstmate status --context practice")
    click.echo(f"  export KUBECONFIG={shlex.quote(str(_practice().folder.kubeconfig))}   # then kubectl as usual")


def _scenario_json(scenario: Scenario) -> dict[str, str]:
    return {"name": scenario.name, "title": scenario.title, "story": scenario.story}


def _serving_json(serving: Serving | None) -> dict[str, Any]:
    if serving is None:
        return {"running": False, "saved": _practice().saved_scenario() or None}
    return {
        "running": True,
        "scenario": serving.scenario,
        "pid": serving.pid,
        "port": serving.port,
        "context": wiring.PRACTICE_CONTEXT,
        "kubeconfig": str(_practice().folder.kubeconfig),
    }


def _echo_json(value: Any) -> None:
    click.echo(json.dumps(value, indent=2))

"""`firstmate init`: writes a site file by looking, and asks what nobody can see."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import click

from firstmate import probe_wiring, wiring
from firstmate.adapters import this_machine
from firstmate.entrypoints.cli.options import SITE, target_options
from firstmate.errors import FirstmateError
from firstmate.guard.values import Question
from firstmate.services import site_init
from firstmate.services.probing import Tools
from firstmate.services.site_init import Answers, Entry, Seen, cluster, machine
from firstmate.sites.values import Site
from firstmate.text import plain


@click.command("init")
@click.option(
    "--from", "example", default="", metavar="EXAMPLE", help="Copy an example: hydra, pi-k0s, ganuda or talos-homelab."
)
@click.option("--yes", is_flag=True, help="Ask nothing; what cannot be seen becomes a comment.")
@SITE
@target_options
@click.option("--json", "as_json", is_flag=True, help="Machine-readable output; nothing is asked.")
def command(example: str, yes: bool, site: str, context: str, kubeconfig: str, as_json: bool) -> None:
    """Write a site file: nodes, cluster and services as they can be seen. Never over one that is there.

    \b
    It looks at the cluster of the kubeconfig and at this machine (GPUs, containers), changes nothing, and asks
    what it cannot see. Hosts of your ssh configuration are looked at when you name them, never before.

    \b
    Examples:
      firstmate init                      look, ask, write ~/.config/firstmate/site.yaml
      firstmate init --yes --site s.yaml  the same without a question
      firstmate init --from hydra         begin with an example
    """  # fmt: skip
    path = wiring.site_path(site)
    if path.exists():
        raise site_init.taken(path)
    if example:
        seen, text = Seen(), site_init.example(example, wiring.shipped("knowledge") / "sites")
    else:
        seen, text = _looked(kubeconfig, context, sys.stdin.isatty() and not (yes or as_json))
    site_init.write(path, text)
    _tell(path, seen, as_json)


def _looked(kubeconfig: str, context: str, asks: bool) -> tuple[Seen, str]:
    """What was seen, and the file that is made of it."""
    tools = probe_wiring.tools(Site())
    seen = _cluster(kubeconfig, context) + _this_machine(tools)
    candidates = tuple(machine.hosts(tools.env.get("HOME", "")))
    for host in _chosen(candidates) if asks else ():
        seen += machine.look(tools, host)
    left = [host["name"] for host in candidates if host["name"] not in {node["name"] for node in seen.nodes}]
    if left:
        seen = replace(seen, unknown=(*seen.unknown, f"Not looked at: hosts of ~/.ssh/config: {', '.join(left)}"))
    name = next((entry["name"] for entry in (*seen.clusters, *seen.nodes)), "home")
    return seen, site_init.text_of(seen, _answers(name) if asks else Answers(name))


def _cluster(kubeconfig: str, context: str) -> Seen:
    """One that was named has to be there; else it is told that there is none."""
    try:
        target = wiring.target(kubeconfig, context)
        known = wiring.answers(cluster=False)(Question("kubeconfig", target.kubeconfig)) or {}
        name = context or known.get("current", "")
        seen = cluster.look(wiring.cluster(kubeconfig, context), name)
    except FirstmateError as error:
        if kubeconfig or context:
            raise
        return Seen(unknown=(f"Not seen: a cluster. {error.message}",))
    others = [other for other in known.get("contexts", {}) if other != name]
    told = (f"Not looked at: contexts of the kubeconfig: {', '.join(others)}",) if others else ()
    return replace(seen, unknown=(*seen.unknown, *told))


def _this_machine(tools: Tools) -> Seen:
    """Nothing of it where it runs neither containers nor GPUs: who writes the file may sit at a laptop."""
    here = this_machine.look()
    size = {"arch": here.arch, "memory_gb": here.memory_gb}
    seen = machine.look(tools, {"name": site_init.name_of(here.name) or "here", "ssh": "local", **size})
    return seen if seen.services or "gpus" in seen.nodes[0] else replace(seen, nodes=())


def _chosen(candidates: tuple[Entry, ...]) -> Iterator[Entry]:
    """The hosts of the ssh configuration that the person names."""
    if not candidates:
        return
    names = ", ".join(host["name"] for host in candidates)
    said = click.prompt(f"Hosts of your ssh configuration: {names}.\nLook at which of them (by ssh)?", default="none")
    words = said.replace(",", " ").split()
    yield from (host for host in candidates if host["name"] in words or words == ["all"])


def _answers(name: str) -> Answers:
    called = click.prompt("Name of the site", default=name, value_proc=_name)
    watts = click.prompt("Watts that the UPS carries (0: none, or not known)", default=0.0, type=click.FloatRange(0))
    owner = click.prompt("Who approves what is risky", default="", show_default=False)
    return Answers(called, watts, owner)


def _name(said: str) -> str:
    if not said or site_init.name_of(said) != said:
        raise click.BadParameter("a name is small letters, digits, `-` and `.`")
    return said


def _tell(path: Path, seen: Seen, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps({"file": str(path), "seen": list(site_init.told(seen)), "unknown": list(seen.unknown)}))
        return
    click.echo(f"{plain(str(path))} is written.")
    for line in (*site_init.told(seen), *seen.unknown):
        click.echo(f"  {plain(line)}")
    click.echo(f"Next: complete it, then `firstmate site check {plain(str(path))}`.")

"""`firstmate preflight`: would this run here?"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click
import msgspec
from rich.console import Console
from rich.text import Text

from firstmate import wiring
from firstmate.adapters import files, manifests
from firstmate.adapters.cluster import Cluster
from firstmate.entrypoints.cli.options import connection_options, console, output_options
from firstmate.errors import UsageError
from firstmate.preflight.case import Said
from firstmate.preflight.values import Manifest, Miss, Unchecked, Weight
from firstmate.services.dry_run import dry_run
from firstmate.services.look import Scope, look
from firstmate.services.preflight import Answer, bundle_of, of_application, preflight
from firstmate.text import plain, plural

COLOURS = {Weight.BLOCKER: "red", Weight.WARNING: "yellow"}


@click.command("preflight")
@click.argument("app", required=False)
@click.option(
    "-f", "--file", "sources", multiple=True, metavar="PATH", help="Manifests: a file, a folder, or - for stdin."
)
@click.option("--from", "snapshot", default="", metavar="PATH", help="Judge against a saved snapshot.")
@click.option(
    "--dry-run-server", is_flag=True, help="Ask the API server too: an apply that it does not keep (needs its rights)."
)
@click.option("-n", "--namespace", default="", metavar="NAME", help="Where objects go that name no namespace.")
@connection_options
@output_options
def command(app: str | None, sources: tuple[str, ...], snapshot: str, dry_run_server: bool, **options: Any) -> None:
    """Would this run here? What manifests need, beside what the cluster has; nothing is changed.

    APP is an Argo CD Application: what it has in the cluster now.

    \b
    Exit codes: 0 nothing stands against it (warnings may); 1 blockers;
    2 wrong usage; 3 something could not be checked, so it is not called fit.

    \b
    Examples:
      firstmate preflight -f deploy/                               a folder of manifests
      kubectl kustomize overlays/pi | firstmate preflight -f -     a kustomization
      helm template web chart/ | firstmate preflight -n web -f -   a chart
      firstmate preflight immich                                   an application of Argo CD
    """
    if bool(app) == bool(sources):
        raise UsageError("Say what to judge: an Argo CD application, or manifests with -f; not both.")
    if dry_run_server and (app or snapshot):
        raise UsageError("--dry-run-server asks a live cluster about manifests: it goes with -f only.")
    wanted: tuple[Manifest, ...] = tuple(m for source in sources for m in manifests.read(source))
    cluster = None if snapshot else _cluster(options)
    seen = look(cluster, Scope(), wiring.now()) if cluster else files.load(Path(snapshot))
    home, more = "", list[Said]()
    if app:
        wanted, home, gaps = of_application(seen, app)
        more.extend(gaps)
    bundle = bundle_of(seen, wanted, options["namespace"] or home)
    if cluster and dry_run_server:
        more.extend(dry_run(cluster, bundle, seen.apis))
    answer = preflight(seen, bundle, more)
    if options["as_json"]:
        click.echo(msgspec.json.format(msgspec.json.encode(_document(answer))))
    else:
        _print(answer, console(options["no_color"]))
    sys.exit(answer.exit_code)


def _cluster(options: dict[str, Any]) -> Cluster:
    return wiring.cluster(options["kubeconfig"], options["context"], options["timeout"])


def _print(answer: Answer, screen: Console) -> None:
    for miss in answer.misses:
        screen.print(_line(miss), soft_wrap=True)
    for gap in answer.unchecked:
        line = f"not checked: {plain(gap.what)}: {plain(gap.reason)}"
        screen.print(Text(line, style="magenta" if gap.failed else "dim"), soft_wrap=True)
    screen.print(Text(_verdict(answer), style="bold"), soft_wrap=True)


def _line(miss: Miss) -> Text:
    """`web.yaml:12 blocker ingress-class Ingress shop/web: there is no IngressClass traefik (there is nginx)`."""
    name = f"{miss.object.namespace}/{miss.object.name}" if miss.object.namespace else miss.object.name
    line = Text(f"{miss.place or 'the cluster'} ")
    line.append(f"{miss.weight} {miss.code}", style=COLOURS[miss.weight])
    line.append(f" {miss.object.kind} {plain(name)}: {plain(miss.text)}")
    if miss.nearest:
        line.append(f" ({plain(miss.nearest)})", style="dim")
    return line


def _verdict(answer: Answer) -> str:
    warnings = len(answer.misses) - len(answer.blockers)
    counted = (
        f"{plural(answer.objects, 'object')}, {plural(len(answer.blockers), 'blocker')}, {plural(warnings, 'warning')}"
    )
    if answer.unknown:
        return f"{counted}: not everything could be checked, so it is not known to run here."
    if answer.blockers:
        return f"{counted}: it would not run here."
    return f"{counted}: nothing stands against it."


def _document(answer: Answer) -> dict[str, Any]:
    return {
        "schema": 1,
        "objects": answer.objects,
        "fit": answer.exit_code == 0,
        "misses": [_miss(miss) for miss in answer.misses],
        "notChecked": [_gap(gap) for gap in answer.unchecked],
    }


def _miss(miss: Miss) -> dict[str, Any]:
    ref = miss.object
    return {
        "code": miss.code,
        "weight": str(miss.weight),
        "object": {"kind": ref.kind, "namespace": ref.namespace, "name": ref.name},
        "place": miss.place,
        "text": plain(miss.text, 500),
        "nearest": plain(miss.nearest, 500),
    }


def _gap(gap: Unchecked) -> dict[str, Any]:
    return {"what": plain(gap.what, 500), "reason": plain(gap.reason, 500), "failed": gap.failed}

"""The whole `firstmate status` beside `kubectl get pods -A -o json`, on a real API server with many pods."""

from __future__ import annotations

import argparse
import json
import os
import platform
import signal
import ssl
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks._fill import fill
from tests.support.kube import Cluster, control_plane

BUDGET = {"wall_s": 0.2, "peak_mib": 0.06}
MEASURE = Path(__file__).with_name("_measure.py")
PROFILE = Path(__file__).with_name("_profile.py")
ROOM = "--service-cluster-ip-range=10.96.0.0/16"  # the default has room for 250 Services
ETCD = {"ETCD_QUOTA_BACKEND_BYTES": str(8 * 2**30)}  # the default, 2 GiB, is little for 50,000 pods and their statuses
Figures = dict[str, float]


def main() -> int:
    """Fill a cluster, measure both in turn, print the ratios; exit code 1 when a budget is missed."""
    options = _options()
    script = Path(os.environ.get("FIRSTMATE_TEST_KUBE", "")) / "control-plane"
    if not script.is_file():
        print("bench status: set FIRSTMATE_TEST_KUBE to the folder that holds control-plane", file=sys.stderr)
        return 2
    os.environ.update(ETCD)
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    with (
        tempfile.TemporaryDirectory(prefix="firstmate-bench-") as folder,
        control_plane(script, Path(folder) / "kube", cache, ROOM) as cluster,
    ):
        started = time.monotonic()
        _prepare(cluster, options.pods, options.nodes)
        print(f"{options.pods} pods on {options.nodes} nodes created in {time.monotonic() - started:.0f} s", flush=True)
        runs = _measure(cluster, Path(folder) / "home", options.repeat)
        if options.profile:
            print(_profile(cluster, Path(folder) / "home"))
    result = _result(options, runs)
    print(_table(result))
    if options.out:
        options.out.write_text(json.dumps(result, indent=2) + "\n")
    return 0 if all(result["ratio"][name] <= budget for name, budget in BUDGET.items()) else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/bench status", description=__doc__)
    parser.add_argument("--pods", type=int, default=10_000)
    parser.add_argument("--nodes", type=int, default=200)
    parser.add_argument("--repeat", type=int, default=5, help="runs of each, in turn; the median counts")
    parser.add_argument("--profile", action="store_true", help="then tell where the CPU time of firstmate goes")
    parser.add_argument("--out", type=Path, help="write all figures there, as JSON")
    return parser.parse_args()


def _prepare(cluster: Cluster, pods: int, nodes: int) -> None:
    """Stop what would change the fleet while it is measured, then create it."""
    for name in ("scheduler", "controller-manager"):
        os.kill(int((cluster.folder / f"{name}.pid").read_text()), signal.SIGTERM)
    trust = ssl.create_default_context(cafile=cluster.folder / "certs" / "apiserver.crt")
    fill(cluster.server.removeprefix("https://"), trust, pods, nodes)


def _measure(cluster: Cluster, home: Path, repeat: int) -> dict[str, list[Figures]]:
    firstmate = str(Path(sys.executable).with_name("firstmate"))
    config = ["--kubeconfig", str(cluster.kubeconfig)]
    commands = {
        "kubectl": ["kubectl", *config, "get", "pods", "-A", "-o", "json"],
        "firstmate": [firstmate, "status", *config],
    }
    runs: dict[str, list[Figures]] = {name: [] for name in commands}
    for _ in range(repeat):
        for name, command in commands.items():
            figures = _run(command, home)
            runs[name].append(figures)
            print(f"  {name:10} {figures['wall_s']:7.2f} s {figures['peak_mib']:8.1f} MiB", flush=True)
    return runs


def _run(command: list[str], home: Path) -> Figures:
    environment = {"PATH": os.environ["PATH"], "HOME": str(home)}
    measure = [sys.executable, "-I", "-S", str(MEASURE), *command]
    done = subprocess.run(measure, env=environment, capture_output=True, text=True, check=True)
    figures: Figures = json.loads(done.stdout)
    if figures["exit_code"] != 0:
        raise RuntimeError(f"{command} ended with {figures['exit_code']} on a healthy fleet: {done.stderr}")
    return figures


def _profile(cluster: Cluster, home: Path) -> str:
    environment = {"PATH": os.environ["PATH"], "HOME": str(home)}
    command = [sys.executable, str(PROFILE), "status", "--kubeconfig", str(cluster.kubeconfig)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout


def _result(options: argparse.Namespace, runs: dict[str, list[Figures]]) -> dict[str, Any]:
    median = {
        name: {figure: statistics.median(run[figure] for run in of_one) for figure in ("wall_s", "cpu_s", "peak_mib")}
        for name, of_one in runs.items()
    }
    ratio = {figure: median["firstmate"][figure] / median["kubectl"][figure] for figure in median["kubectl"]}
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    size = {"pods": options.pods, "nodes": options.nodes}
    return {"machine": machine, **size, "median": median, "ratio": ratio, "budget": BUDGET, "runs": runs}


def _table(result: dict[str, Any]) -> str:
    lines = [f"{'median':10} {'wall s':>9} {'cpu s':>9} {'peak MiB':>9}"]
    for name, row in (*result["median"].items(), ("ratio", result["ratio"])):
        lines.append(f"{name:10} {row['wall_s']:9.3f} {row['cpu_s']:9.3f} {row['peak_mib']:9.3f}")
    lines.append(f"{'budget':10} {BUDGET['wall_s']:9.3f} {'':9} {BUDGET['peak_mib']:9.3f}")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())

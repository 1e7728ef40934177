"""What is looked at, where, and what a probe may not do."""

from __future__ import annotations

import errno
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from firstmate import probe_wiring
from firstmate.adapters import site_file
from firstmate.command_tiers import CommandTier
from firstmate.errors import ExitCode
from firstmate.guard.values import Decision
from firstmate.guard.values import Outcome as Leave
from firstmate.probes.values import Place, Probe, Verdict
from firstmate.services.probing import Tools, outcomes
from firstmate.services.probing.tools import Left
from firstmate.services.probing.wires import meaning
from firstmate.services.verify import Report, Which, node_place, probes_of, verify
from firstmate.sites.values import Cluster, Constraint, Gate, Gpu, Node, Phase, Port, SecretRef, Service, Site
from tests.support import standins

THERE: Mapping[str, Any] = {"kind": "file", "path": "/etc/passwd"}
GONE: Mapping[str, Any] = {"kind": "file", "path": "/nowhere/at-all"}
SITE = Site(
    phase=1,
    phases=(
        Phase(0, "base"),
        Phase(1, "foundation", gates=(Gate("data", ("db", "borrowed")), Gate("metrics", probe=THERE))),
        Phase(2, "media"),
    ),
    services=(
        Service("late", 2, probes=(GONE,)),
        Service("borrowed", 2, probes=(THERE,)),
        Service("db", 1, probes=(THERE, THERE)),
        Service("web", 0, probes=(THERE,)),
        Service("loose", probes=(THERE,)),
    ),
    constraints=(Constraint("limits are set", probe=THERE), Constraint("be kind")),
)


def looked_at(which: Which) -> Report:
    return verify(SITE, which, probe_wiring.tools(SITE))


def names(report: Report) -> list[str]:
    return [row.subject.name for row in report.rows]


def test_without_more_the_current_phase_and_all_before() -> None:
    """With what the gate asks for beside them, and the constraints that can be checked."""
    report = looked_at(Which())
    assert names(report) == ["web", "db", "db", "phase 1, gate 2", "borrowed", "limits are set"]
    assert report.gate and report.gate.open and report.exit_code is ExitCode.OK
    assert report.following == SITE.phases[2]


@pytest.mark.parametrize("named", ["1", "foundation"])
def test_one_phase(named: str) -> None:
    """By its number or its name, and only it."""
    assert names(looked_at(Which(phase=named))) == ["db", "db", "phase 1, gate 2", "borrowed"]


def test_everything() -> None:
    """Later phases too, and services of none; the gate is that of the current phase."""
    report = looked_at(Which(everything=True))
    assert {"late", "loose"} <= set(names(report)) and report.exit_code is ExitCode.FINDINGS
    assert report.gate and report.gate.phase.number == 1 and report.gate.open


def test_nothing_to_look_at_shows_nothing() -> None:
    """An empty site is not up: exit code 3."""
    assert verify(Site(), Which(), probe_wiring.tools(Site())).exit_code is ExitCode.UNKNOWN


def test_a_service_is_where_its_node_is() -> None:
    """Address and way there from the node, the first port from the service, the context from its cluster."""
    site = Site(
        nodes=(Node("nas", "10.0.0.2", ssh="root@nas"), Node("me", ssh="local"), Node("far", "10.0.0.3")),
        clusters=(Cluster("home", context="k0s"),),
    )
    service = Service("s", node="nas", cluster="home", namespace="shop", ports=(Port(80), Port(81)))
    (probe,) = probes_of(site, replace(service, probes=({"kind": "tcp"},)))
    assert (probe.place.host, probe.place.port, probe.place.ssh) == ("10.0.0.2", 80, "root@nas")
    assert (probe.place.context, probe.place.namespace) == ("k0s", "shop")
    (elsewhere,) = probes_of(site, replace(service, probes=({"kind": "nvidia", "node": "far"},)))
    assert elsewhere.place.ssh is None and elsewhere.place.node == "far"
    assert node_place(site.nodes[1]).host == "127.0.0.1" and node_place(site.nodes[1]).ssh == ""


def test_gpus_of_others_are_not_asked_for() -> None:
    """nvidia-smi would not know them."""
    node = Node("nas", gpus=(Gpu("Arc A380", watts=75), Gpu("RTX 3060", limit_watts=150)))
    assert [limit.name for limit in node_place(node).gpus] == ["RTX 3060"]


# ---- what a probe may not do ---------------------------------------------------------------------------------------


def judged(tier: CommandTier | None, leave: Leave, folder: Path) -> Tools:
    """Tools with a guard that says this of every command."""
    tools = probe_wiring.tools(Site(secrets={"WORD": SecretRef(command=f"touch {folder}/ran; echo word-of-the-test")}))
    return replace(tools, judge=lambda line: Decision(tier, leave, "rule", ("it is so",)))


@pytest.mark.parametrize(
    ("tier", "leave", "runs"),
    [
        (None, Leave.NONE, True),
        (CommandTier.READ, Leave.ALLOW, True),
        (CommandTier.READ, Leave.ASK, False),
        (CommandTier.SAFE, Leave.ALLOW, False),
        (CommandTier.RISKY, Leave.ASK, False),
        (CommandTier.RISKY, Leave.DEFER, False),
        (CommandTier.FORBIDDEN, Leave.DENY, False),
    ],
)
def test_only_what_reads_and_is_let_by_itself_runs(
    tmp_path: Path, tier: CommandTier | None, leave: Leave, runs: bool
) -> None:
    """What changes something is not run though it is safe; the others are not checked, with the guard's reason."""
    probe = Probe("command", Place(ssh=""), wants={"run": f"touch {tmp_path}/ran"})
    (outcome,) = outcomes(judged(tier, leave, tmp_path), [probe])
    assert (tmp_path / "ran").exists() is runs
    assert outcome.verdict is (Verdict.UP if runs else Verdict.NOT_CHECKED)
    assert runs or "it is so" in outcome.detail


def test_a_secret_is_told_to_nobody(tmp_path: Path) -> None:
    """A command that prints a secret that was read shows none of it, and the probe's answer neither."""
    tools = probe_wiring.tools(Site(secrets={"WORD": SecretRef(file=str(tmp_path / "word"))}))
    (tmp_path / "word").write_text("drawn-by-lot-9Zt4")
    with standins.http({}) as port:
        asks = Probe("http", Place(host="127.0.0.1", port=port), wants={"bearer": "WORD"})
        prints = Probe("command", Place(ssh=""), wants={"run": f"sleep 1; cat {tmp_path / 'word'}"})
        found = outcomes(tools, [asks, prints])
    assert found[1].detail == "(redacted)"
    assert "9Zt4" not in repr((found, tools))


def owned(connection: socket.socket, over: threading.Event) -> None:
    """Greets with what would change a terminal's title and its colours."""
    connection.sendall(b"\x1b]0;owned\x07\x1b[31m" + b"SSH-9.9 \xe2\x80\xae" + b"x" * 5000)
    over.wait()


def test_what_a_server_says_is_plain_text() -> None:
    """No escape reaches a terminal, and its length is bounded."""
    with standins.tcp(owned) as port:
        probe = Probe("tcp", Place(host="127.0.0.1", port=port), wants={"greeting": "SSH-2.0"})
        (outcome,) = outcomes(probe_wiring.tools(Site()), [probe])
    assert outcome.verdict is Verdict.WRONG and outcome.detail.isprintable() and len(outcome.detail) < 700


@pytest.mark.parametrize(
    ("error", "verdict", "told"),
    [
        (ConnectionRefusedError(errno.ECONNREFUSED, "refused"), Verdict.DOWN, "nothing listens on nas:80"),
        (TimeoutError("timed out"), Verdict.UNREACHABLE, "nas:80 did not answer within 5 s"),
        (socket.gaierror(socket.EAI_NONAME, "no name"), Verdict.UNREACHABLE, "the name nas is not found"),
        (OSError(errno.EHOSTUNREACH, "No route to host"), Verdict.UNREACHABLE, "nas:80: No route to host"),
        (OSError(errno.ENETUNREACH, "Network is unreachable"), Verdict.UNREACHABLE, "nas:80: Network is unreachable"),
        (ConnectionResetError(errno.ECONNRESET, "reset"), Verdict.WRONG, "nas:80 hangs up"),
    ],
)
def test_errors_of_the_network(error: OSError, verdict: Verdict, told: str) -> None:
    """Who refuses is there, who is silent or cannot be found is not."""
    assert meaning(error, Probe("tcp", Place(host="nas", port=80)), Left(5)) == (verdict, told)


# ---- how long it may take ------------------------------------------------------------------------------------------

HANGING = (standins.silent, standins.dripping, standins.half_handshake)


def test_twenty_that_hang_end_with_their_deadline_and_the_process_too(tmp_path: Path) -> None:
    """Of every protocol and every way to hang; what is left behind in a thread does not keep the process alive."""
    with ExitStack() as stack:
        ports = [stack.enter_context(standins.tcp(talk)) for talk in HANGING]
        ports_of_dns = stack.enter_context(standins.dns(None))
        kinds = ("http", "postgres", "redis", "qdrant", "prometheus", "tcp")
        specs = [{"kind": kind, "port": port} for port in ports for kind in kinds]
        specs += [{"kind": "http", "port": ports[0], "days": 1}, {"kind": "dns", "port": ports_of_dns, "name": "a.b"}]
        lines = [f"  - {{name: s{number}, probe: {_flow(spec)}}}" for number, spec in enumerate(specs)]
        (tmp_path / "site.yaml").write_text("\n".join(["schema: 1", "services:", *lines]))
        site = site_file.load(tmp_path / "site.yaml").site
        began = time.monotonic()
        report = verify(site, Which(), probe_wiring.tools(site))
        took = time.monotonic() - began
        command = [sys.executable, "-m", "firstmate", "verify", "--site", str(tmp_path / "site.yaml")]
        ended = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=30, check=False)
    assert len(specs) == 20 and took <= 2.0 + 0.5
    assert report.exit_code is ExitCode.UNKNOWN and ended.returncode == 3


def _flow(spec: Mapping[str, Any]) -> str:
    greets = ", greeting: hello" if spec["kind"] == "tcp" else ""
    return "{timeout: 2, host: 127.0.0.1, " + ", ".join(f"{key}: {value}" for key, value in spec.items()) + greets + "}"

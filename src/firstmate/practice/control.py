"""Starting, finding and stopping the practice cluster's process."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import time
import uuid
from dataclasses import dataclass
from pathlib import Path

import msgspec

from firstmate.errors import FirstmateError, UnknownError, UsageError
from firstmate.practice.folder import Folder, write_atomically
from firstmate.practice.scenarios import Scenario, Source, find
from firstmate.process import start_detached

HOST = "127.0.0.1"
NO_SOURCE = Source()
READY_SECONDS = 30.0
STOP_SECONDS = 10.0
ASK_SECONDS = 3.0
KUBECONFIG = """\
# Written by `firstmate practice start`; gone after `firstmate practice stop`.
apiVersion: v1
kind: Config
clusters: [{{name: practice, cluster: {{server: "http://{host}:{port}"}}}}]
users: [{{name: practice, user: {{}}}}]
contexts: [{{name: practice, context: {{cluster: practice, user: practice}}}}]
current-context: practice
"""


class Serving(msgspec.Struct, frozen=True):
    """A running practice cluster, as its file tells it."""

    pid: int
    port: int
    identity: str
    scenario: str


@dataclass(frozen=True)
class Practice:
    """The practice cluster that is kept in a folder."""

    folder: Folder

    @classmethod
    def at(cls, path: Path) -> Practice:
        return cls(Folder(path))

    def running(self) -> Serving | None:
        """Who serves it; None when nobody does, whatever the file says: another process may have its pid now."""
        try:
            serving = msgspec.json.decode(self.folder.server.read_bytes(), type=Serving)
        except (OSError, msgspec.MsgspecError):
            return None
        return serving if _identity(serving.port) == serving.identity else None

    def saved_scenario(self) -> str:
        """The scenario of the cluster that could be resumed; "" when there is none."""
        try:
            return str(msgspec.json.decode(self.folder.state.read_bytes())["scenario"])
        except (OSError, msgspec.MsgspecError, KeyError, TypeError):
            return ""

    def start(self, name: str, port: int, source: Source = NO_SOURCE) -> Serving:
        """Start a scenario anew, or without a name resume the saved cluster. Replaces the running one."""
        scenario = find(name or self.saved_scenario() or "healthy")
        anew = bool(name) or not self.saved_scenario()
        if anew or source.url:
            scenario.of(source)  # what cannot be is refused before anything is stopped
        _make_folder(self.folder.path)
        running = self.running()
        if running is not None and (not name or running.port == port):
            self.stop()
            running = None
        with _listen(port) as listening:
            if running is not None:
                self.stop()
            return self._launch(scenario, anew, source, listening)

    def _launch(self, scenario: Scenario, anew: bool, source: Source, listening: socket.socket) -> Serving:
        port, identity = listening.getsockname()[1], uuid.uuid4().hex
        arguments = [str(self.folder.path), "--descriptor", str(listening.fileno()), "--identity", identity]
        arguments += ["--scenario", scenario.name, "--repository", source.url, "--path", source.path] if anew else []
        pid = start_detached("firstmate.practice.server", arguments, self.folder.log, [listening.fileno()])
        serving = Serving(pid, port, identity, scenario.name)
        write_atomically(self.folder.server, msgspec.json.encode(serving))
        listening.close()
        try:
            self._wait_until_ready(serving)
        except FirstmateError:
            self.folder.server.unlink(missing_ok=True)
            raise
        write_atomically(self.folder.kubeconfig, KUBECONFIG.format(host=HOST, port=port).encode())
        return serving

    def _wait_until_ready(self, serving: Serving) -> None:
        until = time.monotonic() + READY_SECONDS
        while time.monotonic() < until:
            if _identity(serving.port) == serving.identity:
                return
            if not _alive(serving.pid):
                break
            time.sleep(0.05)
        raise UnknownError(f"The practice cluster did not start: {self._last_words()}", hint=f"see {self.folder.log}")

    def _last_words(self) -> str:
        lines = self.folder.log.read_text(errors="replace").strip().splitlines()
        return lines[-1] if lines else "it said nothing"

    def stop(self) -> Serving | None:
        """End its process, and only its. Returns what was running; its state stays for `start` to resume."""
        serving = self.running()
        if serving is not None:
            os.kill(serving.pid, signal.SIGTERM)
            _wait_until_gone(serving)
        self.folder.server.unlink(missing_ok=True)
        self.folder.kubeconfig.unlink(missing_ok=True)
        return serving


def _make_folder(path: Path) -> None:
    try:
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise UsageError(f"The folder {path} cannot be made: {error.strerror}.", hint="set XDG_STATE_HOME") from error


def _listen(port: int) -> socket.socket:
    """A listening socket, which the server inherits: nobody can take the port in between."""
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((HOST, port))
    except (OSError, OverflowError) as error:
        listening.close()
        why = "is taken" if isinstance(error, OSError) else "is no port"
        raise UsageError(f"Port {port} of {HOST} {why}.", hint="leave --port out to get a free one") from error
    listening.listen(128)
    return listening


def _identity(port: int) -> str:
    """Who answers at the port; "" when nobody, or no practice cluster, does."""
    connection = http.client.HTTPConnection(HOST, port, timeout=ASK_SECONDS)
    try:
        connection.request("GET", "/practice")
        told = msgspec.json.decode(connection.getresponse().read())
        return str(told["identity"])
    except (OSError, http.client.HTTPException, msgspec.MsgspecError, KeyError, TypeError):
        return ""
    finally:
        connection.close()


def _alive(pid: int) -> bool:
    """Whether a child of ours still runs, or any process of that pid."""
    try:
        ended, _ = os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        return _exists(pid)
    return ended == 0


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _wait_until_gone(serving: Serving) -> None:
    until = time.monotonic() + STOP_SECONDS
    while time.monotonic() < until:
        if not _alive(serving.pid):
            return
        time.sleep(0.02)
    raise UnknownError(
        f"The practice cluster (process {serving.pid}) does not end.", hint="look at its log, then end it"
    )

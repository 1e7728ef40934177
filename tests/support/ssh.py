"""A second machine: Debian's sshd on loopback, with programs of its own on PATH, called `nas` by the client."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.support.ports import free_ports
from tests.support.require import require

SSHD = "/usr/sbin/sshd"
CONFIGURATION = """
Port {port}
ListenAddress 127.0.0.1
HostKey {folder}/host
AuthorizedKeysFile {folder}/me.pub
PidFile none
StrictModes no
UsePAM no
PasswordAuthentication no
SetEnv PATH={folder}/bin:/usr/bin:/bin {environment}
"""
CLIENT = """
Host nas
  HostName 127.0.0.1
  Port {port}
  IdentityFile {folder}/me
  IdentitiesOnly yes
  UserKnownHostsFile {folder}/known
  GlobalKnownHostsFile /dev/null
"""
WRAPPER = """#!/bin/sh
# ssh reads the configuration of the account, whatever HOME is
exec {ssh} -F {folder}/ssh_config "$@"
"""


@contextmanager
def sshd(folder: Path, programs: Mapping[str, str], environment: str = "") -> Iterator[int]:
    """Serve until the block ends; gives the port. `programs` are scripts on its PATH; `folder`/here has our `ssh`."""
    require("sshd", Path(SSHD).exists(), "apt-get install -y openssh-server")
    port = _prepared(folder, environment)
    for name, text in programs.items():
        script(folder / "bin" / name, text)
    process = subprocess.Popen([SSHD, "-D", "-e", "-f", str(folder / "sshd_config")], stderr=subprocess.DEVNULL)
    try:
        _wait(port)
        yield port
    finally:
        process.terminate()
        process.wait()


def _prepared(folder: Path, environment: str) -> int:
    port = free_ports(1)
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)  # the package leaves that to the init system
    for key in ("host", "me"):
        command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / key)]
        subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
    (folder / "known").write_text(f"[127.0.0.1]:{port} {(folder / 'host.pub').read_text()}")
    (folder / "sshd_config").write_text(CONFIGURATION.format(port=port, folder=folder, environment=environment))
    (folder / "ssh_config").write_text(CLIENT.format(port=port, folder=folder))
    script(folder / "here" / "ssh", WRAPPER.format(ssh=shutil.which("ssh"), folder=folder))
    return port


def script(path: Path, text: str) -> None:
    """An executable file."""
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)


def _wait(port: int) -> None:
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("sshd does not listen")

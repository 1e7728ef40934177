"""Debian's nginx on loopback: many small web servers, by HTTP and by HTTPS with an authority of the test's own."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.ports import free_ports
from tests.support.require import require
from tests.support.servers import found

CONFIGURATION = """
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 256; }}
http {{
  access_log off;
  client_body_temp_path {folder};
  proxy_temp_path {folder};
  fastcgi_temp_path {folder};
  uwsgi_temp_path {folder};
  scgi_temp_path {folder};
  server {{ listen 127.0.0.1:{port}; }}
  {servers}
}}
"""


@dataclass(frozen=True)
class Web:
    """A server: for each path its status and text. `certificate` is a name for `Authority.sign`."""

    port: int
    pages: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    certificate: str = ""


@dataclass(frozen=True)
class Authority:
    """Signs certificates for 127.0.0.1; its own is `folder`/ca.crt."""

    folder: Path

    @classmethod
    def made(cls, folder: Path) -> Authority:
        require("openssl", found("openssl"), "apt-get install -y openssl")
        _openssl(folder, "req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.crt -subj /CN=tests -days 9")
        return cls(folder)

    def sign(self, name: str, days: int) -> None:
        """NAME.crt and NAME.key."""
        (self.folder / "names").write_text("subjectAltName=IP:127.0.0.1")
        _openssl(self.folder, f"req -newkey rsa:2048 -nodes -keyout {name}.key -out {name}.csr -subj /CN={name}")
        signing = "-CA ca.crt -CAkey ca.key -CAcreateserial -extfile names"
        _openssl(self.folder, f"x509 -req -in {name}.csr -out {name}.crt {signing} -days {days}")


def _openssl(folder: Path, arguments: str) -> None:
    subprocess.run(["openssl", *arguments.split()], cwd=folder, check=True, capture_output=True)


@contextmanager
def nginx(folder: Path, webs: Sequence[Web]) -> Iterator[subprocess.Popen[bytes]]:
    """Serve until the block ends."""
    require("nginx", found("nginx"), "apt-get install -y nginx")
    configuration = folder / "nginx.conf"
    servers = "\n".join(_server(folder, web) for web in webs)
    port = free_ports(1)
    configuration.write_text(CONFIGURATION.format(folder=folder, servers=servers, port=port))
    process = subprocess.Popen(
        ["nginx", "-p", str(folder), "-c", str(configuration), "-e", str(folder / "error.log")],
        stdin=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(process, folder)
        yield process
    finally:
        process.terminate()
        process.wait()


def _server(folder: Path, web: Web) -> str:
    name = web.certificate
    tls = f"ssl_certificate {name}.crt; ssl_certificate_key {name}.key;" if name else ""
    pages = "\n".join(
        f"location = {path} {{ default_type text/plain; return {status} '{text}'; }}"
        for path, (status, text) in web.pages.items()
    )
    return f"server {{ listen 127.0.0.1:{web.port}{' ssl' if tls else ''}; {tls}\n{pages}\n}}"


def _wait(process: subprocess.Popen[bytes], folder: Path) -> None:
    """It writes its pid when it listens."""
    for _ in range(400):
        if process.poll() is None and (folder / "nginx.pid").exists():
            return
        time.sleep(0.025)
    raise AssertionError((folder / "error.log").read_text())

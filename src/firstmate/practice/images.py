"""The images of the practice site: which tags exist, and what their programs really need."""

from __future__ import annotations

import re

from firstmate.practice.reality import MI, Crash, Image, Inside, Program

NGINX_CONFIG = "/etc/nginx/conf.d/default.conf"
NGINX_WORDS = {"server", "listen", "server_name", "root", "location", "proxy_pass", "index", "return", "try_files", "}"}
LISTEN_OPTIONS = {"default_server", "ssl", "http2", "reuseport"}
DATABASE_HOSTS = {"api-db", "api-db.dev", "api-db.dev.svc", "api-db.dev.svc.cluster.local"}


def nginx(inside: Inside) -> Crash | None:
    """nginx reads its configuration before anything else, and names the line that it does not understand."""
    for number, line in enumerate(inside.files.get(NGINX_CONFIG, "").splitlines(), start=1):
        words = re.findall(r"[^\s;{]+", line)
        if not words:
            continue
        options = [word for word in words[2:] if words[0] == "listen" and word not in LISTEN_OPTIONS]
        wrong = f'unknown directive "{words[0]}"' if words[0] not in NGINX_WORDS else ""
        if options:
            wrong = f'invalid parameter "{options[0]}"'
        if wrong:
            told = f"nginx: [emerg] {wrong} in {NGINX_CONFIG}:{number}"
            return Crash(1, ("/docker-entrypoint.sh: Configuration complete; ready for start up", told))
    return None


def api(inside: Inside) -> Crash | None:
    """The API needs its database at start."""
    host = inside.environment.get("DATABASE_HOST", "localhost")
    if host in DATABASE_HOSTS:
        return None
    words = (
        "INFO:     Started server process [1]",
        "INFO:     Waiting for application startup.",
        f'psycopg.OperationalError: failed to resolve host "{host}": [Errno -2] Name or service not known',
        "ERROR:    Application startup failed. Exiting.",
    )
    return Crash(3, words, after=4)


IMAGES: dict[str, Image] = {
    "docker.gitea.com/gitea": Image(
        ("1.23.6", "1.23.7"),
        Program(memory=190 * MI, cpu=0.02, log=("Starting new Web server: tcp:0.0.0.0:3000 on PID: 18",)),
    ),
    "docker.io/grafana/grafana": Image(
        ("11.5.2", "11.6.1"),
        Program(memory=110 * MI, cpu=0.01, log=('logger=http.server msg="HTTP Server Listen" address=[::]:3000',)),
    ),
    "docker.io/jellyfin/jellyfin": Image(
        ("10.10.6", "10.10.7"),
        Program(memory=610 * MI, cpu=0.05, startup=6, log=("[INF] [1] Main: Startup complete 0:00:05.8734",)),
    ),
    "docker.io/library/eclipse-mosquitto": Image(
        ("2.0.20", "2.0.21"), Program(memory=6 * MI, log=("mosquitto version 2.0.21 running",))
    ),
    "docker.io/library/nginx": Image(
        ("1.27.3-alpine", "1.27.4-alpine"),
        Program(memory=9 * MI, ports=(8080,), check=nginx, log=("start worker processes",)),
    ),
    "docker.io/library/postgres": Image(
        ("16.6-alpine", "16.8-alpine"),
        Program(memory=85 * MI, cpu=0.01, log=("LOG:  database system is ready to accept connections",)),
    ),
    "docker.io/vaultwarden/server": Image(
        ("1.33.1-alpine", "1.33.2-alpine"), Program(memory=28 * MI, log=("Rocket has launched from http://0.0.0.0:80",))
    ),
    "ghcr.io/gethomepage/homepage": Image(("v1.1.1", "v1.2.0"), Program(memory=88 * MI, log=("Ready in 1892ms",))),
    "ghcr.io/home-assistant/home-assistant": Image(
        ("2026.2.2", "2026.2.3"),
        Program(
            memory=430 * MI,
            cpu=0.08,
            startup=8,
            log=("INFO (MainThread) [homeassistant.core] Starting Home Assistant",),
        ),
    ),
    "ghcr.io/paperless-ngx/paperless-ngx": Image(
        ("2.15.2", "2.15.3"),
        Program(
            memory=620 * MI,
            cpu=0.06,
            startup=12,
            log=(
                "[init-migrations] Migrations complete",
                "[INFO] [celery.beat] beat: Starting...",
                "[INFO] [granian] Starting granian (main PID: 204)",
            ),
        ),
    ),
    "ghcr.io/restic/restic": Image(
        ("0.18.0",),
        Program(memory=60 * MI, lasts=40, log=("snapshot 4f1c7a2e saved",)),
    ),
    "git.home.example/dev/api": Image(
        ("0.9.1", "0.9.2"),
        Program(
            memory=90 * MI,
            ports=(8000,),
            paths=("/", "/healthz"),
            check=api,
            log=("INFO:     Uvicorn running on http://0.0.0.0:8000 (Press CTRL+C to quit)",),
        ),
    ),
    "quay.io/prometheus/prometheus": Image(
        ("v3.2.0", "v3.2.1"),
        Program(
            memory=480 * MI, cpu=0.05, startup=5, log=('level=INFO msg="Server is ready to receive web requests."',)
        ),
    ),
}

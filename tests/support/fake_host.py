"""A fake `docker` and a fake `systemctl` that start and stop local processes in place of containers and units.

They know what bring-up says to them, as the references of `docker compose` and systemctl describe it. No container is
made anywhere; a service of a compose file runs its `command` as a process of this machine.
https://docs.docker.com/reference/cli/docker/compose/
"""

from __future__ import annotations

import json
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

COMMON = f'''#!{sys.executable}
"""A fake: local processes in place of containers and units."""
import json, os, signal, subprocess, sys, time
from contextlib import suppress
from pathlib import Path
import yaml

FOLDER = Path(os.environ["FAKE"])
BOOK = FOLDER / "processes.json"
with open(FOLDER / "asked.jsonl", "a") as asked:
    asked.write(json.dumps([Path(sys.argv[0]).name, *sys.argv[1:]]) + "\\n")

def book():
    return json.loads(BOOK.read_text()) if BOOK.exists() else {{}}

def save(known):
    BOOK.with_suffix(".new").write_text(json.dumps(known))
    BOOK.with_suffix(".new").rename(BOOK)

def lives(pid):
    with suppress(OSError):
        return Path(f"/proc/{{pid}}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    return False

def begin(name, command):
    log = open(FOLDER / f"{{name}}.log", "ab")
    started = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
    time.sleep(0.2)
    known = book()
    number = max([each["number"] for each in known.values()], default=0) + 1
    save({{**known, name: {{"pid": started.pid, "number": number}}}})
    started.poll()

def end(name):
    pid = book()[name]["pid"]
    with suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGTERM)
    for _ in range(100):
        if not lives(pid):
            return
        time.sleep(0.05)
    with suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)

def ended(code, text=""):
    print(text, file=sys.stderr if code else sys.stdout)
    sys.exit(code)
'''
DOCKER = (
    COMMON
    + """
def project(file):
    try:
        return yaml.safe_load(open(file).read())
    except FileNotFoundError:
        ended(14, f"open {file}: no such file or directory")
    except yaml.YAMLError as error:
        ended(15, f"yaml: {error}")

def meant(file, names):
    services = project(file)["services"]
    for name in names:
        if name not in services:
            ended(1, f"no such service: {name}")
    return services

def needed(services, names):
    for name in names:
        yield from needed(services, services[name].get("depends_on", []))
        yield name

def containers():
    for name, known in book().items():
        if not name.endswith(".service"):
            state = "running" if lives(known["pid"]) else "exited"
            yield {"Service": name, "ID": f"{known['number']:012}", "State": state}

def up(file, names):
    services = meant(file, names)
    for name in dict.fromkeys(needed(services, names or services)):
        if not (name in book() and lives(book()[name]["pid"])):
            begin(name, services[name]["command"])
    ended(0)

def remove(file, names):
    services = meant(file, names)
    for name in names or services:
        if name in book():
            end(name)
            known = book()
            del known[name]
            save(known)
    ended(0)

def told(file, names):
    services = meant(file, names)
    found = {name: services[name] for name in dict.fromkeys(needed(services, names or services))}
    for each in found.values():
        mounts = [mount.split(":") for mount in each.get("volumes", [])]
        each["volumes"] = [{"type": "bind" if source.startswith("/") else "volume", "source": source, "target": target}
                           for source, target in mounts]
    volumes = {name: {"name": f"stack_{name}"} for name in project(file).get("volumes", {})}
    ended(0, json.dumps({"name": "stack", "services": found, "volumes": volumes}))

match sys.argv[1:]:
    case ["compose", "--file", file, "config", "--quiet", *names]:
        meant(file, names)
        ended(0)
    case ["compose", "--file", file, "config", "--format", "json", *names]:
        told(file, names)
    case ["compose", "--file", file, "ps", "--all", "--format", "json"]:
        project(file)
        ended(0, "\\n".join(map(json.dumps, containers())))
    case ["compose", "--file", file, "up", "--detach", *names]:
        up(file, names)
    case ["compose", "--file", file, "rm", "--stop", "--force", *names]:
        remove(file, names)
    case ["compose", "--file", file, "down"]:
        remove(file, [])
ended(125, f"unknown to the fake: {sys.argv[1:]}")
"""
)
SYSTEMCTL = (
    COMMON
    + """
UNITS = json.loads((FOLDER / "units.json").read_text())
match sys.argv[1:]:
    case ["show", _, "--", name]:
        known = book().get(name)
        state = "active" if known and lives(known["pid"]) or UNITS.get(name) == [] else "inactive"
        load = "loaded" if name in UNITS else "not-found"
        number = known["number"] if known else ""
        ended(0, f"LoadState={load}\\nActiveState={state}\\nInvocationID={number}\\nActiveEnterTimestamp=\\nJob=0")
    case ["start", "--", name]:
        begin(name, UNITS[name])
        ended(0)
    case ["stop", "--", name]:
        end(name)
        ended(0)
ended(1, f"unknown to the fake: {sys.argv[1:]}")
"""
)
STANDIN = f'''#!{sys.executable}
"""A stand-in for a server: answers GET on some ports with a text by path."""
import json, sys, threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PAGES = json.loads(sys.argv[2])

class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        page = PAGES.get(self.path.partition("?")[0])
        self.send_response(404 if page is None else 200)
        self.end_headers()
        self.wfile.write((page or "").encode())

    def log_message(self, *words):
        pass

servers = [ThreadingHTTPServer(("127.0.0.1", int(port)), Handler) for port in sys.argv[1].split(",")]
for server in servers[1:]:
    threading.Thread(target=server.serve_forever, daemon=True).start()
servers[0].serve_forever()
'''
PROGRAMS = {"docker": DOCKER, "systemctl": SYSTEMCTL, "standin": STANDIN}


def asked(folder: Path) -> list[list[str]]:
    """What the fakes were asked, in its order."""
    path = folder / "asked.jsonl"
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def processes(folder: Path) -> dict[str, Any]:
    """What they have started and not taken away: by name, its pid."""
    path = folder / "processes.json"
    return {name: each["pid"] for name, each in json.loads(path.read_text()).items()} if path.exists() else {}


def end_all(folder: Path) -> None:
    """Nothing of a test is left."""
    for pid in processes(folder).values():
        with suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)

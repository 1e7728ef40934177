"""What a machine tells for the site file, this one or another by ssh: its size, its GPUs, its containers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from firstmate.adapters import texts
from firstmate.adapters.this_machine import ARCHITECTURES
from firstmate.probes import gpus
from firstmate.probes.values import Place, Probe, Verdict
from firstmate.services.probing import machines
from firstmate.services.probing.tools import EndedError, Left, Tools
from firstmate.services.site_init import Entry, Seen, known, name_of
from firstmate.sites.schema import HOST

SECONDS = 5.0
FIELDS = (
    "{{.Names}}",
    "{{.Image}}",
    "{{.Ports}}",
    '{{.Label "com.docker.compose.project.config_files"}}',
    '{{.Label "com.docker.compose.service"}}',
)
PUBLISHED = re.compile(r":(\d{1,5})->\d+/(tcp|udp)")
TOTAL = re.compile(r"MemTotal:\s+(\d+) kB")
MOST_HOSTS = 50


def look(tools: Tools, node: Entry) -> Seen:
    """A node of the site file, which says how it is reached, with what is found there."""
    asked = Probe("docker", Place(node["name"], ssh="" if node["ssh"] == "local" else node["ssh"]))
    size = {} if node["ssh"] == "local" else _size(tools, asked)
    cards, no_cards = _gpus(tools, asked)
    containers, no_containers = _containers(tools, asked)
    found = known({**node, **size, "gpus": cards})
    return Seen((found,), (), tuple(containers), (*no_cards, *no_containers))


def hosts(home: str) -> Iterator[Entry]:
    """Hosts of the person's ssh configuration that stand there by name, as nodes. None is contacted."""
    found: dict[str, str] = {}
    named: list[str] = []
    for line in (texts.of_file(f"{home}/.ssh/config") or "").splitlines():
        key, _, rest = line.strip().replace("=", " ", 1).partition(" ")
        if key.lower() == "host":
            named = [word for word in rest.split() if name_of(word) == word][:MOST_HOSTS]
            found |= {word: word for word in named if word not in found}
        elif key.lower() == "hostname" and re.fullmatch(HOST["pattern"], rest.strip()):
            found |= {word: rest.strip() for word in named}
    for name, address in list(found.items())[:MOST_HOSTS]:
        yield {"name": name, "address": address, "ssh": name}


def _size(tools: Tools, asked: Probe) -> Entry:
    """Architecture and memory, as far as its Linux tells them."""
    try:
        arch = ARCHITECTURES.get(tools.run(asked, Left(SECONDS), "uname", "-m").stdout.strip(), "")
        total = TOTAL.search(tools.run(asked, Left(SECONDS), "cat", "/proc/meminfo").stdout)
    except EndedError:
        return {}
    return known({"arch": arch, "memory_gb": round(int(total[1]) / 2**20, 1) if total else 0.0})


def _gpus(tools: Tools, asked: Probe) -> tuple[list[Entry], tuple[str, ...]]:
    try:
        return [_gpu(card) for card in machines.list_gpus(tools, asked, Left(SECONDS))], ()
    except EndedError as ended:
        return [], _reason("GPUs", asked, ended)


def _gpu(card: gpus.Gpu) -> Entry:
    """`limit_watts` only where somebody has set one."""
    is_limited = card.limit and card.default and card.limit < card.default
    told = {
        "name": card.name.removeprefix("NVIDIA ").removeprefix("GeForce "),
        "memory_gb": round((card.total or 0) / 1024),
        "watts": card.default,
        "limit_watts": card.limit if is_limited else 0,
    }
    return known(told)


def _containers(tools: Tools, asked: Probe) -> tuple[list[Entry], tuple[str, ...]]:
    try:
        ended = tools.run(asked, Left(SECONDS), "docker", "ps", "--no-trunc", "--format", "\t".join(FIELDS))
    except EndedError as error:
        return [], _reason("containers", asked, error)
    if ended.code:
        return [], (f"Not seen: containers of {asked.place.node}: {ended.stderr.strip() or 'docker does not answer'}",)
    rows = (line.split("\t") for line in ended.stdout.splitlines())
    whole = (row for row in rows if len(row) == len(FIELDS) and name_of(row[0]))
    return [_container(row, asked.place.node) for row in whole], ()


def _container(row: list[str], node: str) -> Entry:
    name, image, published, file, service = row
    entry: Entry = {"name": name_of(name), "node": node, "image": image}
    if ports := list(dict.fromkeys(_port(*found) for found in PUBLISHED.findall(published))):
        entry["ports"] = ports
    entry["probe"] = {"kind": "docker", "container": name}
    if file.startswith("/") and "," not in file and service and name_of(service) == service:
        entry["deploy"] = {"compose": file, "service": service}
    return entry


def _port(number: str, protocol: str) -> int | str:
    return int(number) if protocol == "tcp" else f"{number}/{protocol}"


def _reason(what: str, asked: Probe, ended: EndedError) -> tuple[str, ...]:
    """Nothing where the program is simply not there."""
    outcome = ended.outcome
    if outcome.verdict is Verdict.NOT_CHECKED:
        return ()
    return (f"Not seen: {what} of {asked.place.node}: {outcome.detail}",)

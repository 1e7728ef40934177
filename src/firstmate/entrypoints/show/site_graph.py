"""A site as a picture: a lane for each node, a column for each phase, arrows to what is needed, and what is up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from firstmate.probes.values import Outcome, Verdict
from firstmate.sites.values import Cluster, Node, Service, Site
from firstmate.text import plain

BOX, HIGH, COLUMN, ROW, LABEL, HEAD, MARGIN, PAD = 158, 24, 204, 31, 140, 64, 20, 12
LETTER, CHANNEL, CHANNELS = 6.3, 5, 6
"""Width of a letter; distance and number of the lines beside a column that lead to what is needed in it."""
PHASES = ("#546e7a", "#1565c0", "#00838f", "#7b1fa2", "#ad1457", "#2e7d32", "#b26a00", "#5c6bc0")
MARKS = {
    Verdict.UP: ("#2e7d32", "✓"),
    Verdict.DOWN: ("#c62828", "✕"),
    Verdict.WRONG: ("#b26a00", "!"),
    Verdict.UNREACHABLE: ("#8e24aa", "?"),
    Verdict.NOT_CHECKED: ("#777", "-"),
}
"""Colour and sign of each verdict: nobody has to tell colours apart."""
WORST = (Verdict.DOWN, Verdict.WRONG, Verdict.UNREACHABLE, Verdict.NOT_CHECKED, Verdict.UP)
STYLE = """
text{font:12px system-ui,sans-serif;fill:#222}.small{fill:#666;font-size:10.5px}.strong{font-weight:600}
.title{font-size:16px;font-weight:600}.lane{fill:#f6f7f9;stroke:#d5d8dd}.box{fill:#fff;stroke-width:1.5}
.edge{fill:none;stroke:#9aa1ab;stroke-width:1.1}.broken{stroke:#c62828}.sign{fill:#fff;font-size:10px;font-weight:700}
.tip{fill:#9aa1ab}.broken-tip{fill:#c62828}
@media (prefers-color-scheme:dark){text{fill:#eee}.small{fill:#aaa}.sign{fill:#fff}.lane{fill:#1a1c20;stroke:#3a3d44}
.box{fill:#26282d}.edge{stroke:#6c737d}.tip{fill:#6c737d}.broken{stroke:#ef5350}.broken-tip{fill:#ef5350}}
"""
TIP = (
    '<marker id="{0}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
    '<path class="{0}" d="M0 0.5L8 4L0 7.5z"/></marker>'
)
Outcomes = Mapping[str, Outcome]
"""What came of the probes of each service: the worst. Empty: nobody has looked."""


@dataclass(frozen=True)
class Lane:
    """What services run on, with where it begins from the top and how high it is."""

    name: str
    notes: tuple[str, ...]
    cells: Mapping[int | None, tuple[Service, ...]]
    top: int

    @property
    def height(self) -> int:
        rows = max((len(cell) for cell in self.cells.values()), default=0)
        return 2 * PAD + max(rows * ROW - (ROW - HIGH), 16 * (1 + len(self.notes)))


@dataclass(frozen=True)
class Plan:
    """Where everything is drawn."""

    columns: tuple[int | None, ...]
    lanes: tuple[Lane, ...]
    places: Mapping[str, tuple[int, int]]
    channels: Mapping[str, int]
    """How far beside its column the line runs to a service that others of the column need."""

    @property
    def width(self) -> int:
        return MARGIN * 2 + LABEL + max(2, len(self.columns)) * COLUMN

    @property
    def bottom(self) -> int:
        return self.lanes[-1].top + self.lanes[-1].height if self.lanes else HEAD


def worst(outcomes: Mapping[str, Sequence[Outcome]]) -> Outcomes:
    """One outcome for each service: the worst that its probes had."""
    return {name: min(found, key=lambda each: WORST.index(each.verdict)) for name, found in outcomes.items() if found}


def svg(site: Site, outcomes: Outcomes) -> str:
    """The whole site as one SVG document, which loads nothing from elsewhere."""
    plan = _plan(site)
    parts = [
        *_heads(site, plan),
        *(part for lane in plan.lanes for part in _lane(lane, plan)),
        *(_edge(plan, service, need, outcomes) for service in site.services for need in service.needs),
        *(part for lane in plan.lanes for part in _boxes(lane, plan, outcomes)),
        *_legend(plan, bool(outcomes)),
    ]
    width, height = plan.width, plan.bottom + 44
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
        f"<style>{STYLE}</style><defs>{TIP.format('tip')}{TIP.format('broken-tip')}</defs>{''.join(parts)}</svg>\n"
    )


def html(site: Site, outcomes: Outcomes) -> str:
    """The same picture as a page."""
    return (
        "<!doctype html><html lang=en><meta charset=utf-8><meta name=color-scheme content='light dark'>"
        f"<title>{_text(site.name or 'site')}</title><body style='margin:1rem;overflow:auto'>"
        f"{svg(site, outcomes)}</html>\n"
    )


def document(site: Site, outcomes: Outcomes) -> dict[str, Any]:
    """The same for machines."""
    verdicts = {name: str(outcome.verdict) for name, outcome in outcomes.items()}
    return {
        "site": site.name,
        "phase": site.phase,
        "nodes": [node.name for node in site.nodes],
        "clusters": [cluster.name for cluster in site.clusters],
        "services": [
            {
                "name": service.name,
                "phase": service.phase,
                "node": service.node,
                "cluster": service.cluster,
                "verdict": verdicts.get(service.name),
            }
            for service in site.services
        ],
        "edges": [{"from": service.name, "to": need} for service in site.services for need in service.needs],
    }


def _plan(site: Site) -> Plan:
    numbers = {phase.number for phase in site.phases} | {each.phase for each in site.services if each.phase is not None}
    no_phase = [None] if any(service.phase is None for service in site.services) else []
    columns = (*no_phase, *sorted(numbers))
    lanes: list[Lane] = []
    top = HEAD
    for name, notes in _homes(site):
        cells: dict[int | None, tuple[Service, ...]] = {}
        for service in site.services:
            if _home(service) == name:
                cells[service.phase] = (*cells.get(service.phase, ()), service)
        lanes.append(Lane(name, notes, cells, top))
        top += lanes[-1].height + PAD
    places = {service.name: place for lane in lanes for service, place in _placed(lane, columns)}
    return Plan(columns, tuple(lanes), places, _channels(site, places))


def _channels(site: Site, places: Mapping[str, tuple[int, int]]) -> Mapping[str, int]:
    needed: dict[int, dict[str, int]] = {}
    for service in site.services:
        for need in service.needs:
            if need in places and places[need][0] == places[service.name][0]:
                beside = needed.setdefault(places[need][0], {})
                beside.setdefault(need, 10 + len(beside) % CHANNELS * CHANNEL)
    return {need: far for beside in needed.values() for need, far in beside.items()}


def _home(service: Service) -> str:
    return service.node or service.cluster


def _homes(site: Site) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Nodes, clusters that services stand in, names that nobody has described, and "" for what is nowhere."""
    used = {_home(service) for service in site.services}
    known = {node.name: _of_node(node) for node in site.nodes}
    known |= {each.name: _of_cluster(each) for each in site.clusters if each.name in used and each.name not in known}
    yield from known.items()
    yield from ((name, ()) for name in sorted(used - set(known), key=lambda name: (not name, name)))


def _of_node(node: Node) -> tuple[str, ...]:
    size = f"{node.memory_gb:g} GB" if node.memory_gb else ""
    cards = ", ".join(gpu.name for gpu in node.gpus)
    address = node.address if node.address != node.name else ""
    notes = (node.hardware or node.os, address, " ".join(filter(None, (node.arch, size))), cards)
    return tuple(note for note in notes if note)


def _of_cluster(cluster: Cluster) -> tuple[str, ...]:
    return (f"cluster {cluster.distribution}".strip(),)


def _placed(lane: Lane, columns: tuple[int | None, ...]) -> Iterator[tuple[Service, tuple[int, int]]]:
    """The upper left corner of the box of each service."""
    for number, column in enumerate(columns):
        for row, service in enumerate(lane.cells.get(column, ())):
            yield service, (MARGIN + LABEL + number * COLUMN + COLUMN - BOX, lane.top + PAD + row * ROW)


def _heads(site: Site, plan: Plan) -> Iterator[str]:
    yield f'<text class="title" x="{MARGIN}" y="{MARGIN + 8}">{_text(site.name or "site")}</text>'
    for number, column in enumerate(plan.columns):
        x = MARGIN + LABEL + number * COLUMN + COLUMN - BOX
        phase = site.numbered(column) if column is not None else None
        told = "no phase" if column is None else f"{column} {phase.name if phase else ''}"
        here = " (here)" if column is not None and column == site.phase else ""
        yield f'<rect x="{x}" y="{HEAD - 14}" width="{BOX}" height="3" rx="1.5" style="fill:{_colour(column)}"/>'
        yield f'<text class="strong" x="{x}" y="{HEAD - 20}">{_text(told + here, 26)}</text>'


def _lane(lane: Lane, plan: Plan) -> Iterator[str]:
    yield (
        f'<rect class="lane" x="{MARGIN}" y="{lane.top}" width="{plan.width - 2 * MARGIN + PAD}" '
        f'height="{lane.height}" rx="8"/>'
    )
    y = lane.top + PAD + 12
    yield f'<text class="strong" x="{MARGIN + PAD}" y="{y}">{_text(lane.name or "on no node", 26)}</text>'
    for number, note in enumerate(lane.notes, 1):
        yield f'<text class="small" x="{MARGIN + PAD}" y="{y + number * 15}">{_text(note, 32)}</text>'


def _edge(plan: Plan, service: Service, need: str, outcomes: Outcomes) -> str:
    """From a service to what it needs: a curve to another column, a line beside it in the same one."""
    if need not in plan.places:
        return ""
    (x, y), (to_x, to_y) = plan.places[service.name], plan.places[need]
    y, to_y = y + HIGH // 2, to_y + HIGH // 2
    if to_x < x:
        to_x += BOX
        bend = max(20, (x - to_x) // 2)
        path = f"M{x} {y}C{x - bend} {y} {to_x + bend} {to_y} {to_x} {to_y}"
    elif to_x == x:
        path = f"M{x} {y}H{x - plan.channels[need]}V{to_y}H{x}"
    else:
        x += BOX
        bend = max(20, (to_x - x) // 2)
        path = f"M{x} {y}C{x + bend} {y} {to_x - bend} {to_y} {to_x} {to_y}"
    found = outcomes.get(need)
    is_broken = found is not None and found.verdict.is_failure
    tip = "broken-tip" if is_broken else "tip"
    return f'<path class="edge{" broken" if is_broken else ""}" d="{path}" marker-end="url(#{tip})"/>'


def _boxes(lane: Lane, plan: Plan, outcomes: Outcomes) -> Iterator[str]:
    for service, (x, y) in _placed(lane, plan.columns):
        outcome = outcomes.get(service.name)
        ports = ", ".join(list(dict.fromkeys(str(port.number) for port in service.ports))[:2])
        room = int((BOX - 42) / LETTER) - len(ports)
        called = service.title if 0 < len(service.title) <= room else service.name
        yield (
            f"<g><title>{_text(_tooltip(service, outcome), 400)}</title>"
            f'<rect class="box" x="{x}" y="{y}" width="{BOX}" height="{HIGH}" rx="5" '
            f'style="stroke:{_colour(service.phase)}"/>{_sign(outcome, x + 13, y + HIGH // 2)}'
            f'<text x="{x + 24}" y="{y + 16}">{_text(called, room)}</text>'
        )
        if ports:
            yield f'<text class="small" x="{x + BOX - 7}" y="{y + 16}" text-anchor="end">{_text(ports)}</text>'
        yield "</g>"


def _tooltip(service: Service, outcome: Outcome | None) -> str:
    needs = f" needs {', '.join(service.needs)}." if service.needs else ""
    seen = f" {outcome.verdict}: {outcome.detail}" if outcome else ""
    return f"{service.name}.{needs}{seen}"


def _sign(outcome: Outcome | None, x: int, y: int) -> str:
    """A dot in the verdict's colour with its sign; an empty one where nobody has looked."""
    if outcome is None:
        return f'<circle cx="{x}" cy="{y}" r="5.5" style="fill:none;stroke:#999"/>'
    colour, sign = MARKS[outcome.verdict]
    return (
        f'<circle cx="{x}" cy="{y}" r="6.5" style="fill:{colour}"/>'
        f'<text class="sign" x="{x}" y="{y + 3.5}" text-anchor="middle">{sign}</text>'
    )


def _legend(plan: Plan, is_verified: bool) -> Iterator[str]:
    x, y = MARGIN, plan.bottom + 26
    for verdict in MARKS if is_verified else ():
        yield _sign(Outcome(verdict), x + 7, y - 4)
        yield f'<text class="small" x="{x + 18}" y="{y}">{verdict}</text>'
        x += 44 + 6 * len(verdict)
    told = "an arrow leads to what is needed" if is_verified else "nobody has looked; an arrow leads to what is needed"
    yield f'<text class="small" x="{x}" y="{y}">{told}</text>'


def _colour(phase: int | None) -> str:
    return "#999" if phase is None else PHASES[phase % len(PHASES)]


def _text(text: str, limit: int = 60) -> str:
    return escape(plain(text, max(limit, 2)))

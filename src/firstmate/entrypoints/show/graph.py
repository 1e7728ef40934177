"""The incidents as a picture: each cause on the left, what hangs on it to the right, as SVG or as an HTML page."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from firstmate.entrypoints.show.words import headline
from firstmate.findings import Finding, ObjectRef, Severity
from firstmate.incidents import Incident
from firstmate.services.diagnose import Report
from firstmate.text import plain

COLUMN, ROW, BOX_WIDTH, BOX_HEIGHT, MARGIN = 356, 84, 236, 62, 24
MOST_CHILDREN = 8
COLOURS = {Severity.CRITICAL: "#c62828", Severity.WARNING: "#b26a00", Severity.INFO: "#1565c0"}
STYLE = """
text{font:12px system-ui,sans-serif;fill:#222}.kind{fill:#666;font-size:11px}.name{font-weight:600}
.edge{fill:none;stroke:#999}.relation{fill:#666;font-size:10px}.title{font-size:16px;font-weight:600}
rect{fill:#fff;stroke:#bbb;stroke-width:1.5}
@media (prefers-color-scheme:dark){text{fill:#eee}.kind,.relation{fill:#aaa}rect{fill:#1e1e1e;stroke:#555}}
"""


@dataclass
class Box:
    """An object in the tree of one incident; `row` is its place from the top, counted in rows."""

    ref: ObjectRef
    depth: int
    relation: str = ""
    finding: Finding | None = None
    children: list[Box] = field(default_factory=list)
    hidden: int = 0
    row: float = 0.0


def svg(report: Report) -> str:
    """All incidents as one SVG document."""
    pieces: list[str] = []
    rows = 0.0
    deepest = 0
    for incident in report.incidents:
        tree = _tree(incident)
        rows = _place(tree, rows) + 0.3
        deepest = max(deepest, *(box.depth for box in _walk(tree)))
        pieces += _draw(tree, incident)
    width = max(640, MARGIN * 2 + deepest * COLUMN + BOX_WIDTH)
    height = int(MARGIN * 2 + 40 + rows * ROW)
    title = f'<text class="title" x="{MARGIN}" y="{MARGIN + 8}">{escape(headline(report))}</text>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
        f"<style>{STYLE}</style>{title}{''.join(pieces)}</svg>\n"
    )


def html(report: Report) -> str:
    """The same picture as a page."""
    return (
        "<!doctype html><html lang=en><meta charset=utf-8><meta name=color-scheme content='light dark'>"
        f"<title>{escape(headline(report))}</title><body style='margin:1rem;overflow:auto'>{svg(report)}</html>\n"
    )


def _tree(incident: Incident) -> Box:
    """The ways from the cause to its consequences, laid together."""
    root = Box(incident.cause.object, 0, finding=incident.cause)
    known = {root.ref: root}
    for consequence in incident.consequences:
        here = root
        for step in consequence.way:
            if step.object not in known:
                if len(here.children) >= MOST_CHILDREN:
                    here.hidden += 1
                    break
                known[step.object] = Box(step.object, here.depth + 1, step.relation)
                here.children.append(known[step.object])
            here = known[step.object]
        else:
            here.finding = here.finding or consequence.finding
    return root


def _place(box: Box, top: float) -> float:
    """Give every box its row; answers the first free row below."""
    if not box.children:
        box.row = top
        return top + 1
    below = top
    for child in box.children:
        below = _place(child, below)
    box.row = (box.children[0].row + box.children[-1].row) / 2
    return below


def _walk(box: Box) -> Iterator[Box]:
    yield box
    for child in box.children:
        yield from _walk(child)


def _corner(box: Box) -> tuple[int, int]:
    return MARGIN + box.depth * COLUMN, int(MARGIN + 40 + box.row * ROW)


def _draw(tree: Box, incident: Incident) -> list[str]:
    return [part for box in _walk(tree) for part in (*_edges(box), _box(box, incident))]


def _edges(box: Box) -> Iterator[str]:
    x, y = _corner(box)
    start, middle = x + BOX_WIDTH, y + BOX_HEIGHT // 2
    for child in box.children:
        end, level = _corner(child)
        level += BOX_HEIGHT // 2
        bend = (start + end) // 2
        yield f'<path class="edge" d="M{start} {middle} C{bend} {middle} {bend} {level} {end} {level}"/>'
        yield f'<text class="relation" x="{end - 4}" y="{level - 5}" text-anchor="end">{escape(child.relation)}</text>'


def _box(box: Box, incident: Incident) -> str:
    x, y = _corner(box)
    colour = COLOURS[box.finding.severity] if box.finding else "#bbb"
    heavy = 3 if box.ref == incident.cause.object else 1.5
    note = box.finding.code if box.finding else ""
    if box.hidden:
        note = f"{note} and {box.hidden} more"
    place = f"{box.ref.kind} in {box.ref.namespace}" if box.ref.namespace else box.ref.kind
    told = escape(textwrap.fill(plain(box.finding.claim, 400), 60)) if box.finding else ""
    return (
        f'<g><title>{told}</title><rect x="{x}" y="{y}" width="{BOX_WIDTH}" height="{BOX_HEIGHT}" rx="6" '
        f'style="stroke:{colour};stroke-width:{heavy}"/>'
        f'<text class="kind" x="{x + 10}" y="{y + 17}">{escape(plain(place, 40))}</text>'
        f'<text class="name" x="{x + 10}" y="{y + 34}">{escape(plain(box.ref.name, 34))}</text>'
        f'<text x="{x + 10}" y="{y + 51}" style="fill:{colour}">{escape(note)}</text></g>'
    )

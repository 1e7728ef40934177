"""A report in each of the forms that people and programs get."""

from __future__ import annotations

import io

import msgspec
from rich.console import Console

from firstmate.entrypoints.show.graph import svg
from firstmate.entrypoints.show.markdown import markdown
from firstmate.entrypoints.show.page import print_page
from firstmate.services.diagnose import Report
from firstmate.services.document import document


def page(report: Report) -> str:
    """What a terminal of a hundred columns shows."""
    out = io.StringIO()
    print_page(report, Console(file=out, width=100, no_color=True, highlight=False, markup=False, emoji=False))
    return out.getvalue()


def forms(report: Report) -> dict[str, str]:
    """Every form by its name."""
    return {
        "page": page(report),
        "markdown": markdown(report),
        "json": msgspec.json.encode(document(report)).decode(),
        "graph": svg(report),
    }

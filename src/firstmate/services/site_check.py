"""What is wrong with a site file: its shape, then what in it contradicts itself."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from firstmate import documents
from firstmate.adapters import site_file
from firstmate.documents import Fault
from firstmate.problems import Where
from firstmate.sites import parse
from firstmate.sites.checks import contradictions
from firstmate.sites.checks.case import Case


def check(path: Path) -> list[Fault]:
    """Everything that is wrong, in the order of the file. Raises UsageError when it is no YAML at all."""
    document = documents.read(path)
    content = document.content

    def line(where: Where) -> int:
        return int(document.place(parse.written(content, where)).rpartition(":")[2])

    def exists(page: str) -> bool:
        return os.path.isfile(os.path.join(path.parent, page))

    if wrong := site_file.shape_faults(document):
        return wrong
    found = contradictions(Case(parse.site(content), line, exists))
    return document.faults(replace(each, where=parse.written(content, each.where)) for each in found)

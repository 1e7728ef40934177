"""Firstmate's block in a file of the user's: put in, changed, taken out, and no byte around it is ever another one.

It stands on lines of its own. In a file that did not end with a line end it does not either: so it can be told later
what goes with it.
"""

from __future__ import annotations

import re

from firstmate.errors import UsageError

OPENED = "<!-- firstmate:begin - written by `firstmate render`; change site.yaml, not these lines -->"
CLOSED = "<!-- firstmate:end -->"
MARKS = re.compile(rb"^[ \t]*<!-- firstmate:(?:(begin)\b[^\r\n]*|(end) -->)", re.MULTILINE)
LINE_END = re.compile(rb"\r?\n")
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def put(name: str, content: bytes, body: str) -> bytes:
    """The content with the block of this body, where it stands now, else at the end.

    Raises UsageError, with file and line, for broken marks and for what is not UTF-8.
    """
    place = _place(name, content)
    before, after = (content[: place[0]], content[place[1] :]) if place else (content, b"")
    found = LINE_END.search(before + after)
    lone = before.endswith(b"\r")  # with a line feed behind it, it would be the half of a line end
    end = found.group() if found else b"\r\n" if lone else b"\n"
    block = f"{OPENED}\n{body.strip()}\n{CLOSED}".encode().replace(b"\n", end)
    if place:
        return before + block + after
    if before.removeprefix(BYTE_ORDER_MARK) and not before.endswith(b"\n"):
        return before + (b"\r\n" if lone else end) + block
    return before + block + end


def without(name: str, content: bytes) -> bytes:
    """The content as it would be if there had never been a block. Raises UsageError as `put` does."""
    place = _place(name, content)
    if place is None:
        return content
    before, after = content[: place[0]], content[place[1] :]
    if found := LINE_END.match(after):
        return before + after[found.end() :]
    return before + after if after else re.sub(rb"\r?\n\Z", b"", before)


def blanked(name: str, content: bytes) -> bytes:
    """The content with empty lines for the block: what is the user's, in the lines where it stands."""
    place = _place(name, content)
    if place is None:
        return content
    lines = content.count(b"\n", *place)
    return content[: place[0]] + b"\n" * lines + content[place[1] :]


def _place(name: str, content: bytes) -> tuple[int, int] | None:
    """Where the block begins and ends; None: there is none."""
    try:
        content.decode()
    except UnicodeDecodeError as error:
        place = f"{name}:{_line(content, error.start)}"
        raise UsageError(
            f"{place}: this is not UTF-8 text, so nothing is put into it.", hint="save it as UTF-8"
        ) from error
    skipped = len(BYTE_ORDER_MARK) if content.startswith(BYTE_ORDER_MARK) else 0
    marks = list(MARKS.finditer(content[skipped:]))
    if not marks:
        return None
    kinds = [(mark.group(1) or mark.group(2)).decode() for mark in marks]
    if kinds != ["begin", "end"] or any(mark.group()[:1] != b"<" for mark in marks):
        lines = [_line(content, mark.start() + skipped) for mark in marks]
        told = ", ".join(f"`{kind}` in line {line}" for kind, line in zip(kinds, lines, strict=True))
        raise UsageError(
            f"{name}:{lines[0]}: Firstmate's marks are not one pair, each at the beginning of its line: {told}.",
            hint=f"leave one `{OPENED[:21]} -->` and one `{CLOSED}` below it, or none",
        )
    return marks[0].start() + skipped, marks[1].end() + skipped


def _line(content: bytes, position: int) -> int:
    return content.count(b"\n", 0, position) + 1

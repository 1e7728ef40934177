"""One Markdown file as values: frontmatter, code spans, blocks, links and headings, each with its line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from pathlib import Path

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

FENCE = "---"
MARKDOWN = MarkdownIt("commonmark").enable("table")
SHELLS = ("sh", "bash", "shell", "zsh")
SPAN = re.compile(r"`([^`\n]+)`")
HTML_LINK = re.compile(r"""\b(?:src|href)=["']([^"']+)["']""")
RUN_AT_ONCE = re.compile(r"(?:^|\s)!`([^`\n]+)`")


@dataclass(frozen=True, order=True)
class Finding:
    """What is wrong, and where; `path` is relative to the repository."""

    path: str
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.what}"


@dataclass(frozen=True)
class Piece:
    """Some text of a page and the line that it begins in; `language` is that of a block."""

    line: int
    text: str
    language: str = ""
    closed: bool = True


@dataclass(frozen=True)
class Page:
    """A file of the repository, read once. `kind` is command, agent, skill, or page for all others."""

    path: str
    kind: str
    text: str = field(repr=False)

    @property
    def name(self) -> str:
        path = Path(self.path)
        return path.parent.name if self.kind == "skill" else path.stem

    @cached_property
    def lines(self) -> list[str]:
        return self.text.splitlines()

    @cached_property
    def body_starts(self) -> int:
        """How many lines the frontmatter takes; 0 without one, or when it has no end."""
        if not self.lines or self.lines[0] != FENCE or FENCE not in self.lines[1:]:
            return 0
        return self.lines.index(FENCE, 1) + 1

    @cached_property
    def fields(self) -> list[tuple[str, Piece]]:
        """The frontmatter's keys with their values, in order, duplicates too. Raises yaml.YAMLError."""
        node = yaml.compose("\n".join(self.lines[: max(self.body_starts - 1, 0)]), Loader=yaml.SafeLoader)
        pairs = node.value if isinstance(node, yaml.MappingNode) else []
        return [(str(key.value), Piece(key.start_mark.line + 1, _said(value))) for key, value in pairs]

    def field(self, name: str) -> Piece:
        """The value of a key of the frontmatter; empty, at the first line, when it is not there."""
        return next((piece for key, piece in self.fields if key == name), Piece(1, ""))

    @cached_property
    def tokens(self) -> list[Token]:
        return MARKDOWN.parse("\n" * self.body_starts + "\n".join(self.lines[self.body_starts :]) + "\n")

    @cached_property
    def prose(self) -> list[Piece]:
        """Each paragraph, heading, item or cell, as its source says it."""
        return [Piece(_line(token), token.content) for token in self.tokens if token.type == "inline"]

    @cached_property
    def cells(self) -> list[tuple[str, Piece]]:
        """Each cell of a table's body with what stands over its column."""
        found: list[tuple[str, Piece]] = []
        header: list[str] = []
        column = 0
        for opening, inline in pairwise(self.tokens):
            match opening.type:
                case "thead_open":
                    header = []
                case "tr_open":
                    column = 0
                case "th_open":
                    header.append(inline.content)
                case "td_open":
                    found.append((header[column], Piece(_line(inline), inline.content)))
                    column += 1
        return found

    @cached_property
    def spans(self) -> list[Piece]:
        """Each code span, of comments too; one that goes over the end of a line holds a space there."""
        spans = [Piece(line, token.content) for line, token in self._inline if token.type == "code_inline"]
        return [*spans, *self._in_html(SPAN)]

    @cached_property
    def links(self) -> list[Piece]:
        """Where each link and picture leads."""
        links = [Piece(line, target) for line, token in self._inline if (target := _target(token))]
        return [*links, *self._in_html(HTML_LINK)]

    @cached_property
    def anchors(self) -> frozenset[str]:
        """What `#…` may name: the headings, as forges make addresses of them, and what HTML names."""
        found: list[str] = re.findall(r"""<a (?:id|name)=["']([^"']+)["']""", self.text)
        for opening, inline in pairwise(self.tokens):
            if opening.type == "heading_open":
                slug = re.sub(r"[^\w\- ]", "", _shown(inline).lower()).replace(" ", "-")
                twins = sum(1 for other in found if re.fullmatch(rf"{re.escape(slug)}(-\d+)?", other))
                found.append(f"{slug}-{twins}" if twins else slug)
        return frozenset(found)

    def _in_html(self, pattern: re.Pattern[str]) -> list[Piece]:
        """Each first group of `pattern` in blocks of HTML."""
        blocks = [token for token in self.tokens if token.type == "html_block"]
        found = [(token, match) for token in blocks for match in pattern.finditer(token.content)]
        return [Piece(_line(token) + token.content.count("\n", 0, match.start()), match[1]) for token, match in found]

    @cached_property
    def _inline(self) -> list[tuple[int, Token]]:
        """Every part of the prose with its line."""
        return [placed for token in self.tokens if token.type == "inline" for placed in _placed(token)]

    @cached_property
    def blocks(self) -> list[Piece]:
        """Each fenced block, at the line of its first content."""
        return [_block(token, self.lines) for token in self.tokens if token.type == "fence"]

    @cached_property
    def scripts(self) -> list[Piece]:
        """The blocks that are shell."""
        return [block for block in self.blocks if block.language in SHELLS]

    @cached_property
    def runs_at_once(self) -> list[Piece]:
        """The commands whose output the client puts into the prompt."""
        body = enumerate(self.lines[self.body_starts :], self.body_starts + 1)
        return [Piece(line, command) for line, text in body for command in RUN_AT_ONCE.findall(text)]

    def matches(self, pattern: re.Pattern[str]) -> Iterator[Piece]:
        """Each first group of `pattern` in the prose, with its line."""
        for piece in self.prose:
            for match in pattern.finditer(piece.text):
                yield Piece(piece.line + piece.text.count("\n", 0, match.start(1)), match[1])


def _said(node: yaml.Node) -> str:
    """A scalar as it stands; of a list its items, as the client reads them."""
    if isinstance(node, yaml.SequenceNode):
        return ", ".join(_said(item) for item in node.value)
    return str(node.value)


def _line(token: Token) -> int:
    assert token.map is not None, f"{token.type} has no line"
    return token.map[0] + 1


def _placed(token: Token) -> Iterator[tuple[int, Token]]:
    """The parts of a paragraph: where each begins is looked up in the source, from where the one before ended."""
    source, reached = token.content.replace("\n", " "), 0
    for child in token.children or ():
        found = source.find(child.content, reached)
        at = found if child.content and found >= 0 else reached
        yield _line(token) + token.content.count("\n", 0, at), child
        reached = at + len(child.content)
        if child.type in ("softbreak", "hardbreak"):
            reached = token.content.find("\n", reached) + 1


def _target(token: Token) -> str:
    """Where it leads, if it is a link."""
    if token.type == "html_inline":
        return next(iter(HTML_LINK.findall(token.content)), "")
    return str(token.attrGet("href") or token.attrGet("src") or "")


def _shown(token: Token) -> str:
    """The text of a heading, without its markup."""
    return "".join(child.content for child in token.children or () if child.type in ("text", "code_inline"))


def _block(token: Token, lines: list[str]) -> Piece:
    assert token.map is not None
    last = lines[min(token.map[1], len(lines)) - 1].lstrip("> ")
    closed = token.map[1] - token.map[0] > 1 and last.startswith(token.markup)
    return Piece(_line(token) + 1, token.content, token.info.partition(" ")[0], closed)


def read(root: Path) -> list[Page]:
    """Every Markdown file below `root` that belongs to the repository, in one order."""
    return [_page(root, path) for path in sorted(root.rglob("*.md")) if _belongs(path.relative_to(root))]


def _belongs(path: Path) -> bool:
    """Hidden folders hold copies of these files, or what others wrote."""
    return not any(part.startswith(".") or part == "node_modules" for part in path.parts[:-1])


def _page(root: Path, path: Path) -> Page:
    inside = path.relative_to(root)
    return Page(str(inside), _kind(inside), path.read_text(encoding="utf-8"))


def _kind(path: Path) -> str:
    match path.parts:
        case ("commands", _):
            return "command"
        case ("agents", _):
            return "agent"
        case ("skills", _, "SKILL.md"):
            return "skill"
    return "page"

"""A PRP, the plan of one change: what its text still lacks before anybody could act on it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token

from firstmate.command_tiers import CommandTier
from firstmate.problems import nearest

PLACEHOLDER = re.compile(r"\b(?:FILL IN|TBD|TODO|FIXME)\b|\?\?\?")
FIELD = re.compile(r"(?P<key>pros|cons|time|risk)(?::\s*(?P<value>.*)|)", re.IGNORECASE)
DURATION = re.compile(r"\d+(?:\.\d+)?\s*(?:s|min|h|d)\b")
RISK = re.compile(r"(?:read|safe|risky)\b", re.IGNORECASE)
FINAL = "cannot be undone:"
TierOf = Callable[[str], CommandTier | None]
"""What the guard says about a script; None: it has no say in it."""
NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LONGEST_NAME = 60
TITLE = "# FILL IN"


@dataclass(frozen=True)
class Gap:
    """Something that is missing or not thought through: its line, counted from 1, its section, and what to do."""

    line: int
    section: str
    message: str
    hint: str = ""


@dataclass
class Part:
    """What stands below a heading: its words, how many of them are entries of lists, commands, and the parts below."""

    title: str
    line: int
    words: list[str] = field(default_factory=list)
    entries: int = 0
    commands: list[str] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.words or self.commands or self.parts)

    def value(self, key: str) -> str:
        """What is said of a key (`- Time: 5 min`, or a list below `Pros:`), else nothing."""
        for words, below in pairwise([*self.words, ""]):
            match = FIELD.fullmatch(words.replace("*", ""))
            if match and match["key"].casefold() == key:
                return match["value"] or ("" if FIELD.fullmatch(below.replace("*", "")) else below)
        return ""


def gaps(text: str, tier_of: TierOf = lambda _: None) -> list[Gap]:
    """Everything that the text lacks, in the order of its lines; `tier_of` is asked what a step really risks."""
    tokens, lines = MarkdownIt().parse(text), text.split("\n")
    title, sections = _outline(tokens)
    found = [*_unclosed(tokens, lines), *_placeholders(tokens, lines, sections), *_of_names(sections)]
    if not title:
        found.append(Gap(1, "title", "there is no title", "begin with `# What will be true when it is done`"))
    by_name = {section.title.casefold(): section for section in sections}
    for name, judge in JUDGES.items():
        section = by_name.get(name.casefold())
        if section and section.is_empty:
            found.append(Gap(section.line, name, "nothing is written here", "the template says what belongs there"))
        elif section:
            found += judge(section)
    found += _not_chosen(by_name.get("recommendation"), by_name.get("options"))
    found += _understated(by_name.get("steps"), tier_of)
    return sorted(found, key=lambda gap: gap.line)


def name_problem(name: str) -> str:
    """Why a PRP cannot be called that; "" when it can."""
    if name == "template":
        return "is what the template is called"
    if len(name) > LONGEST_NAME:
        return f"is longer than {LONGEST_NAME} characters"
    return "" if NAME.fullmatch(name) else "has to be small letters and digits, with single hyphens between them"


def named(template: str, name: str) -> str:
    """The template, with the name in its title."""
    return template.replace(TITLE, f"{TITLE} ({name})", 1)


def _outline(tokens: Sequence[Token]) -> tuple[str, list[Part]]:
    """The title and the sections. What stands before the first section belongs to none."""
    title, sections, holder = "", list[Part](), Part("", 0)
    for number, token in enumerate(tokens):
        before = tokens[number - 1]
        if token.type == "inline" and before.type == "heading_open":
            holder = Part(_visible(token), _line(token))
            if before.tag == "h1":
                title = title or holder.title
            elif before.tag == "h2" or not sections:
                sections.append(holder)
            else:
                sections[-1].parts.append(holder)
        elif token.type in ("fence", "code_block"):
            holder.commands += _commands(token.content)
        elif token.type == "inline" and _visible(token):
            holder.entries += tokens[number - 2].type == "list_item_open"
            holder.words.append(_visible(token))
    return title, sections


def _line(token: Token) -> int:
    assert token.map is not None, "every block that is asked for has its lines"
    return token.map[0] + 1


def _visible(inline: Token) -> str:
    """The text without comments."""
    return _uncommented(" ".join(inline.content.splitlines())).strip()


def _uncommented(text: str) -> str:
    """Comments left out. By hand: a pattern would look for the end of each that has none, over and over."""
    kept, rest = "", text
    while "<!--" in rest and "-->" in rest:
        before, _, after = rest.partition("<!--")
        kept, rest = kept + before, after.partition("-->")[2]
    return kept + rest


def _commands(code: str) -> Iterator[str]:
    lines = (line.strip() for line in code.splitlines())
    return (line for line in lines if line and not line.startswith("#"))


def _unclosed(tokens: Sequence[Token], lines: Sequence[str]) -> Iterator[Gap]:
    """What swallows all that comes after it."""
    for token in tokens:
        if token.type == "fence" and token.map and not _ends_with(token.markup, lines[_line(token) : token.map[1]]):
            yield Gap(_line(token), "the file", "this block of code is never closed", f"end it with `{token.markup}`")
        if token.type == "html_block" and token.content.count("<!--") > token.content.count("-->"):
            yield Gap(_line(token), "the file", "this comment is never closed", "end it with `-->`")


def _ends_with(markup: str, lines: Sequence[str]) -> bool:
    return bool(lines) and lines[-1].strip().startswith(markup)


def _placeholders(tokens: Sequence[Token], lines: Sequence[str], sections: Sequence[Part]) -> Iterator[Gap]:
    """Lines that still say that something has to be written; comments may say so."""
    comments = {n for token in tokens if token.type == "html_block" and token.map for n in range(*token.map)}
    for number, line in enumerate(lines):
        match = PLACEHOLDER.search(_uncommented(line))
        if match and number not in comments:
            above = [section.title for section in sections if section.line <= number + 1]
            yield Gap(
                number + 1, above[-1] if above else "title", f"`{match[0]}` is still there", "write what is meant"
            )


def _of_names(sections: Sequence[Part]) -> Iterator[Gap]:
    """Sections that are missing, twice there, or misspelt."""
    there = [section.title.casefold() for section in sections]
    missing = [name for name in JUDGES if name.casefold() not in there]
    for number, section in enumerate(sections):
        close = nearest(section.title, missing)
        if there[number] in there[:number]:
            yield Gap(section.line, section.title, "this section is there twice", "put both into one")
        elif "did you mean" in close and there[number] not in (name.casefold() for name in JUDGES):
            yield Gap(section.line, section.title, "this is no section of a PRP", close)
    last = sections[-1].line if sections else 1
    for name in missing:
        yield Gap(last, name, "this section is missing", f"add `## {name}`; the template says what belongs there")


def _nothing_more(_section: Part) -> Iterator[Gap]:
    return iter(())


def _of_criteria(section: Part) -> Iterator[Gap]:
    if not section.entries:
        yield Gap(section.line, section.title, "there is no list of criteria", "one line for each, beginning with `- `")


def _of_options(section: Part) -> Iterator[Gap]:
    if len(section.parts) < 2:
        hint = "a heading `### B: …` for each; leaving it as it is may be one"
        yield Gap(section.line, section.title, f"there have to be two options, not {len(section.parts)}", hint)
    for option in section.parts:
        for key in ("Pros", "Cons"):
            if not option.value(key.casefold()):
                yield Gap(option.line, section.title, f"`{option.title}` has no {key.lower()}", f"add `- {key}: …`")


def _of_steps(section: Part) -> Iterator[Gap]:
    if not section.parts:
        hint = "a heading `### 1: …` for each, with `- Time:`, `- Risk:` and a block with its command"
        yield Gap(section.line, section.title, "there are no steps", hint)
    for step in section.parts:
        for message, hint in _of_step(step):
            yield Gap(step.line, section.title, f"`{step.title}` {message}", hint)


def _of_step(step: Part) -> Iterator[tuple[str, str]]:
    time, risk = step.value("time"), step.value("risk")
    if not (DURATION.match(time) or PLACEHOLDER.search(time)):
        yield "does not say how long it takes", "add `- Time: 5 min`"
    if not (RISK.match(risk) or PLACEHOLDER.search(risk)):
        yield "has no risk", "add `- Risk: read`, `safe` or `risky`, as `firstmate guard check 'COMMAND'` says"
    if not step.commands:
        yield "has no command", "put it into a block that begins with ```sh"


def _of_verification(section: Part) -> Iterator[Gap]:
    if not _below(section):
        hint = "what shows that it is done is a command and its answer, in a block that begins with ```sh"
        yield Gap(section.line, section.title, "there is no command", hint)


def _of_rollback(section: Part) -> Iterator[Gap]:
    is_final = any(words.casefold().startswith(FINAL) for words in section.words)
    if not (_below(section) or is_final):
        hint = "the commands that go back, or a line `Cannot be undone:` with the backup that stands in for it"
        yield Gap(section.line, section.title, "there is no way back", hint)


def _below(section: Part) -> list[str]:
    """The commands of the section and of its parts."""
    return [*section.commands, *(command for part in section.parts for command in part.commands)]


def _not_chosen(recommendation: Part | None, options: Part | None) -> Iterator[Gap]:
    """Where the recommendation names none of the options, by their letters or names."""
    if recommendation is None or recommendation.is_empty or options is None or not options.parts:
        return
    said = " ".join(recommendation.words)
    names = {name.strip() for part in options.parts for name in part.title.split(":", 1) if name.strip()}
    if not PLACEHOLDER.search(said) and not any(_is_named(name, said) for name in names):
        hint = "name it as its heading does"
        yield Gap(recommendation.line, recommendation.title, "it names none of the options", hint)


def _is_named(name: str, said: str) -> bool:
    """A letter alone may be an article: it counts as `option A`, or before a mark."""
    exact = re.escape(name)
    pattern = rf"\boption {exact}\b|\b{exact}(?=[*`]*[:,.;)]|$)" if len(name) == 1 else rf"(?<!\w){exact}(?!\w)"
    return re.search(pattern, said, re.IGNORECASE) is not None


def _understated(steps: Part | None, tier_of: TierOf) -> Iterator[Gap]:
    """Steps whose commands risk more than they say."""
    for step in steps.parts if steps else ():
        stated, real = RISK.match(step.value("risk")), tier_of("\n".join(step.commands)) if step.commands else None
        if real is CommandTier.FORBIDDEN:
            yield Gap(step.line, "Steps", f"`{step.title}` is forbidden to the guard", "take another way")
        elif stated and real and real.rank > CommandTier(stated[0].casefold()).rank:
            hint = "say so, or take the safer form that `firstmate guard check 'COMMAND'` names"
            yield Gap(step.line, "Steps", f"`{step.title}` says {stated[0]}, and the guard says {real}", hint)


JUDGES: dict[str, Callable[[Part], Iterator[Gap]]] = {
    "Problem": _nothing_more,
    "Success criteria": _of_criteria,
    "Options": _of_options,
    "Recommendation": _nothing_more,
    "Steps": _of_steps,
    "Verification": _of_verification,
    "Rollback": _of_rollback,
    "Dependencies": _nothing_more,
}
"""The sections of a PRP, in their order, and who finds what one lacks that is not empty."""

"""Pages made of a site's values, by Jinja's sandbox. What a value says can change nothing but the words of the page.

A page is read by Claude Code, which takes more out of Markdown than words: a comment of HTML may be the end of our
block, an exclamation mark before a code span runs a command, and `@path` brings in a file.
https://code.claude.com/docs/en/memory, https://code.claude.com/docs/en/slash-commands
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from jinja2 import PackageLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from firstmate.redaction import redacted
from firstmate.text import plain

LONGEST = 2000
"""Characters of one value: as many as the site file may have."""
TAG = re.compile(r"<(?=[!/?A-Za-z])")
IMPORT = re.compile(r"(?<![\w.-])@(?=\S)")
AT_ITS_END = re.compile(r"!$")


def harmless(value: object) -> str:
    """A value as words of Markdown, on one line, without what looks like a secret."""
    text = redacted(plain(str(value), LONGEST)).replace("`", "'")
    return AT_ITS_END.sub("! ", IMPORT.sub("&#64;", TAG.sub("&lt;", text)))


def page(name: str, values: Mapping[str, Any]) -> str:
    """The page that the template of this name makes of the values."""
    return PAGES.get_template(name).render(values)


PAGES = ImmutableSandboxedEnvironment(
    loader=PackageLoader("firstmate"),
    undefined=StrictUndefined,
    finalize=harmless,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
    autoescape=False,  # what it makes is no HTML; `finalize` sees to every value
)

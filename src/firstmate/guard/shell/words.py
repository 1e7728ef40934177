"""The words of a tree, as the program gets them: quotes, variables, substitutions; UNKNOWN for what the run tells."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from firstmate.guard.shell import marked
from firstmate.guard.shell.escapes import ansi_c, in_document, in_quotes
from firstmate.guard.values import UNKNOWN

Node = dict[str, Any]

SIMPLE = frozenset(("Type", "Pos", "End", "Dollar", "Rbrace", "Short", "Param"))
DEFAULTS = frozenset((":-", "-"))
CHOICES = frozenset((":-", "-", ":+", "+", ":=", "="))


class Reader:
    """Reads words; what variables hold, and what is substituted, is told by whoever walks the script."""

    def __init__(
        self,
        value: Callable[[str], str],
        array: Callable[[str], tuple[str, ...] | None],
        substituted: Callable[[Node], str],
        splits_otherwise: bool,
    ) -> None:
        self.value = value
        self.array = array
        self.substituted = substituted
        self.splits_otherwise = splits_otherwise
        """The script sets IFS: nobody knows into which words a variable falls."""
        self.choosing = False
        """Whether `${name:-other}` is the other, or whatever the variable holds."""
        self.choices = 0
        """How many of those were met."""

    def words(self, word: Node) -> list[str]:
        """The words that this one becomes: none, one or several."""
        parts = word.get("Parts", ())
        if (held := self._array(parts)) is not None:
            return list(held)
        if len(parts) == 1 and parts[0]["Type"] == "Lit" and parts[0].get("Value", "").isalnum():
            return [parts[0]["Value"]]
        return marked.words(self._marked(parts))

    def _array(self, parts: list[Node]) -> tuple[str, ...] | None:
        """`"${name[@]}"`, when all of its words are known."""
        inner: list[Node] = parts[0].get("Parts", []) if len(parts) == 1 and parts[0]["Type"] == "DblQuoted" else []
        if len(inner) != 1 or inner[0]["Type"] != "ParamExp" or not inner[0].keys() <= {*SIMPLE, "Index"}:
            return None
        index: list[Node] = inner[0].get("Index", {}).get("Parts", [])
        if len(index) != 1 or index[0].get("Value") != "@":
            return None
        return self.array(inner[0]["Param"]["Value"])

    def text(self, word: Node) -> str:
        """As the value of a variable, as a redirected file, as a here-string: nothing is split or matched."""
        return marked.plain(self._marked(word.get("Parts", ())))

    def document(self, word: Node, literal: bool, tabs: bool) -> str:
        """A here-document: `literal` when its end was quoted, `tabs` when leading tabs are dropped."""
        read = (lambda text: text) if literal else in_document
        text = "".join(
            read(part.get("Value", "")) if part["Type"] == "Lit" else marked.plain(self._part(part, quoted=True))
            for part in word.get("Parts", ())
        )
        return "\n".join(line.lstrip("\t") for line in text.split("\n")) if tabs else text

    def _marked(self, parts: list[Node], quoted: bool = False) -> str:
        return "".join(self._part(part, quoted) for part in parts)

    def _part(self, part: Node, quoted: bool) -> str:
        kind, text = part["Type"], part.get("Value", "")
        if kind == "Lit":
            return marked.quoted(in_quotes(text)) if quoted else marked.literal(text)
        if kind == "SglQuoted":
            return marked.quoted(ansi_c(text) if part.get("Dollar") else text)
        if kind == "DblQuoted":
            return marked.QUOTES + self._marked(part.get("Parts", []), quoted=True)
        return self._variable(self._run_time(part), quoted)

    def _variable(self, text: str, quoted: bool) -> str:
        if quoted:
            return marked.quoted(text)
        return UNKNOWN if text and self.splits_otherwise else marked.held(text)

    def _run_time(self, part: Node) -> str:
        if part["Type"] != "ParamExp":
            return self.substituted(part)
        name = part.get("Param", {}).get("Value", "")
        if part.keys() <= SIMPLE:
            return self.value(name)
        self.substituted(part)
        value = self.value(name)
        if part.keys() <= {*SIMPLE, "Exp"} and part["Exp"]["Op"] in CHOICES:
            self.choices += 1
            if self.choosing:
                return self.text(part["Exp"].get("Word", {}))
        usual = part.keys() <= {*SIMPLE, "Exp"} and part["Exp"]["Op"] in DEFAULTS
        return value if usual and value and UNKNOWN not in value else UNKNOWN

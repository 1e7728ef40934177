"""Scripts at random, made of what shells give a meaning to."""

from __future__ import annotations

from random import Random

from hypothesis import strategies as st

PLAIN = (
    "a", "kubectl", "get", "cd", "/x", "x/y", "-n", "--a=b", "echo", "printf", "cat", "'b c'", '"d e"', "''",
    "f'g'", "12",
    "2", "~/z", "%s\\n", "sh", "tee", "exit",
)  # fmt: skip
JOINTS = (" ", "  ", "\t", "\n", ";", "; ", " && ", "&&", " || ", " | ", "|", "|\n", "&&\n", "\n\n", " # c\n")
REDIRECTS = (" 2>&1", " >f", " > f", ">f", " >>f ", " <f", " 2>/dev/null", " &>f", " >|f", " 1>&2 ", "2>&1", " > ")
ODD = (
    "$x", "${x}", "$(a)", "`a`", "x=1", "*", "{a,b}", "\\", "\\\n", "&", "(", ")", "{", "}", "!", "if", "then",
    "fi", "do",
    "done", "for", "in", "while", "case", "esac", "<<E\n", "E\n", "<<<", "$'\\x41'", '"', "'", "#", "é", "[[", "]]",
    "=",
    "alias", "eval", "export", "unset", "read", "\r", "$((", "))", "<(", ";;", "function", "time", "coproc", "\x01",
    "^",
)  # fmt: skip


def scripts(odd: bool = True) -> st.SearchStrategy[str]:
    """For hypothesis. Without `odd`, mostly such as the lexer reads."""
    return st.integers(0, 2**63).map(lambda seed: script(Random(seed), odd))


def script(random: Random, odd: bool = True) -> str:
    """One script."""
    kinds = random.choices(
        (PLAIN, JOINTS, REDIRECTS, ODD), (10, 10, 2, random.choice((0, 1, 8)) * odd), k=random.randint(1, 14)
    )
    return "".join(random.choice(kind) for kind in kinds)

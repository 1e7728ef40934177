"""Scripts at random, made of what shells give a meaning to."""

from __future__ import annotations

from collections.abc import Callable
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


LONG: dict[str, Callable[[int], str]] = {
    "words": lambda n: "kubectl get " + "a " * (n // 2),
    "commands": lambda n: "a $x;" * (n // 5),
    "variables": lambda n: "".join(f"v{i}=1;a $v{i};" for i in range(n // 14)),
    "doubling": lambda n: "x=a;" + 'x="$x$x";' * (n // 9),
    "braces": lambda n: "a " + "{" * (n // 2),
    "groups": lambda n: "a " + "{a,b}{c,d}{e,f} " * (n // 16),
    "substitutions": lambda n: "a " + "$(b) " * (n // 5),
    "nested": lambda n: "$(" * (n // 3) + ")" * (n // 3),
    "subshells": lambda n: "(" * (n // 2) + "a" + ")" * (n // 2),
    "pipes": lambda n: "a|" * (n // 2) + "b $x",
    "lists": lambda n: "a&&" * (n // 3) + "b $x",
    "loops": lambda n: "for x in a b c; do " * (n // 40) + "ls $x;" + "done;" * (n // 40),
    "branches": lambda n: "if a; then b $x; fi;" * (n // 20),
    "functions": lambda n: "".join(f"f{i}(){{ a $x; }};" for i in range(n // 15)),
    "documents": lambda n: "cat <<E\n$x\nE\n" * (n // 12),
    "aliases": lambda n: "".join(f"alias a{i}=a{i + 1}\n" for i in range(n // 15)) + "a0 $x",
    "escapes": lambda n: "a " + "\\a" * (n // 2) + "$x",
    "globs": lambda n: "a " + "*[a]?" * (n // 6) + " $x",
    "indexes": lambda n: "test '" + "[" * (n - 10) + "'",
    "shells": lambda n: "sh -c 'a';" * (n // 10),
    "sudo": lambda n: "sudo " * (n // 5) + "a",
    "firejail": lambda n: "firejail " * (n // 9) + "a",
    "npx": lambda n: ("npx " + "a " * 20 + ";") * (n // 45),
    "eval": lambda n: "eval " * (n // 5) + "'$x'",
    "xargs": lambda n: "echo " + "a " * (n // 2) + "| xargs kubectl delete",
    "find": lambda n: "find " + "-exec ls {} + " * (n // 15),
    "python": lambda n: "python3 -c '" + 'open("a" ' * (n // 9) + "'",
    "awk": lambda n: "awk '" + "/a" * (n // 2) + "'",
    "vim": lambda n: "vim " + "+! " * (n // 3),
    "tmux": lambda n: "tmux new " + "a " * (n // 2),
    "printf": lambda n: "printf '" + "%s" * (n // 4) + "' " + "a " * (n // 4) + "| sh",
    "folders": lambda n: "/a" * (n // 2) + " x",
    "make": lambda n: "make;" * (n // 5),
}
"""Scripts that may be as long as one wants: their cost has to stay in proportion."""

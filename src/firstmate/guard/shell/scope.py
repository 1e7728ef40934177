"""What holds at one point of a script: the values of its variables, and the folder. UNKNOWN where ways differ."""

from __future__ import annotations

from firstmate.guard.values import UNKNOWN, Word

MOST_VARIABLES = 200
LONGEST_VALUE = 16 * 1024
LONGEST_PATH = 4096
UNCERTAIN = Word(UNKNOWN)


class UnclearError(Exception):
    """More, or deeper, than anybody writes."""


class Scope:
    """Variables that the script has set so far, and the folder: "" until it is changed."""

    def __init__(self) -> None:
        self.values: dict[str, Word] = {}
        self.arrays: dict[str, tuple[str, ...]] = {}
        """Those of which all words are known."""
        self.cwd = ""

    def copy(self) -> Scope:
        """The same, to be changed on its own: a subshell, a branch."""
        new = Scope()
        new.values, new.arrays, new.cwd = dict(self.values), dict(self.arrays), self.cwd
        return new

    def take(self, other: Scope) -> None:
        """Go on from there."""
        self.values, self.arrays, self.cwd = dict(other.values), dict(other.arrays), other.cwd

    def join(self, others: list[Scope]) -> None:
        """Go on from any of these: what they do not agree on is UNKNOWN."""
        self.take(others[0])
        for other in others[1:]:
            if self.values != other.values:
                names = dict.fromkeys((*self.values, *other.values))
                self.values = {name: _agreed(self.values.get(name), other.values.get(name)) for name in names}
            self.arrays = {name: held for name, held in self.arrays.items() if other.arrays.get(name) == held}
            self.cwd = self.cwd if self.cwd == other.cwd else UNKNOWN

    def set(self, name: str, value: str) -> None:
        """A variable gets a value."""
        if len(self.values) >= MOST_VARIABLES and name not in self.values:
            raise UnclearError("too many variables")
        self.values[name] = Word(value) if len(value) <= LONGEST_VALUE else UNCERTAIN

    def value(self, name: str) -> str:
        """What it holds, as far as the script tells."""
        return self.values.get(name, UNCERTAIN).text

    def forget(self, name: str) -> None:
        """It has some value from here on."""
        self.set(name, UNKNOWN)
        self.arrays.pop(name, None)

    def forget_all(self) -> None:
        """All of them have some value from here on."""
        self.values = dict.fromkeys(self.values, UNCERTAIN)
        self.arrays = {}

    def assigned(self) -> tuple[tuple[str, Word], ...]:
        """As a command is told."""
        return tuple(self.values.items())

    def enter(self, arguments: tuple[str, ...], home: str) -> None:
        """`cd` with these arguments."""
        self.cwd = entered(self.cwd, arguments, home)


def _agreed(one: Word | None, other: Word | None) -> Word:
    return one if one is not None and one == other else UNCERTAIN


def entered(cwd: str, arguments: tuple[str, ...], home: str) -> str:
    """The folder after `cd`, taken to succeed."""
    folders = [argument for argument in arguments if argument not in ("-P", "-L", "--")]
    if not folders:
        return home
    folder = folders[0]
    if len(folders) > 1 or folder.startswith("-") or UNKNOWN in folder:
        return UNKNOWN
    return beneath(cwd, folder, home)


def beneath(cwd: str, path: str, home: str) -> str:
    """The path, seen from that folder: absolute, relative to the call's folder, or UNKNOWN."""
    if path == "~" or path.startswith("~/"):
        path = home + path[1:]
    elif path.startswith("~"):
        return UNKNOWN
    if path.startswith("/") or not cwd:
        return path
    joined = f"{cwd}/{path}" if cwd.strip("/") else f"/{path}"
    return joined if UNKNOWN not in joined and len(joined) <= LONGEST_PATH else UNKNOWN

"""What commands do to the rest of their script: its folder, its variables, its aliases."""

from __future__ import annotations

from firstmate.guard.shell.lexer import plain_commands
from firstmate.guard.shell.scope import Scope
from firstmate.guard.shell.survey import CHANGING, IDENTIFIER, MOVING, PREFIXES, UNRULY
from firstmate.guard.values import UNKNOWN, Command, Word

SPECIAL = frozenset((":", ".", "eval", "exec", "export", "readonly", "set", "source", "trap", "unset"))
"""In a POSIX shell, what is set for one of these stays set."""


class Effects:
    """What the commands of one script have done to it so far."""

    def __init__(self, home: str) -> None:
        self.home = home
        self.aliases: dict[str, str] = {}

    def after(self, command: Command, scope: Scope) -> None:
        """The scope as the command leaves it."""
        words = list(command.words)
        while len(words) > 1 and words[0].text in PREFIXES:
            words.pop(0)
        program, arguments = words[0].text, tuple(word.text for word in words[1:])
        if program in ("cd", "pushd"):
            scope.enter(arguments or (UNKNOWN,) * (program == "pushd"), self.home)
        elif program == "popd":
            scope.cwd = UNKNOWN
        elif program == "alias":
            self._alias(arguments)
        elif program in UNRULY or UNKNOWN in program:
            scope.forget_all()
            if program in MOVING and not "".join(arguments).endswith("/bin/activate"):
                scope.cwd = UNKNOWN
        elif program in CHANGING and (program != "printf" or arguments[:1] == ("-v",)):
            _change(arguments, scope)

    def _alias(self, arguments: tuple[str, ...]) -> None:
        for argument in arguments:
            name, equals, value = argument.partition("=")
            if equals:
                self.aliases[name] = UNKNOWN if name in self.aliases and self.aliases[name] != value else value

    def unaliased(self, command: Command) -> Command | None:
        """The command with its alias replaced, as far as it has one."""
        words, seen = list(command.words), set[str]()
        while (name := words[0].text) in self.aliases and name not in seen:
            seen.add(name)
            value, rest = self.aliases[name], words[1:]
            if value.endswith(" ") and rest and rest[0].text in self.aliases:
                rest[:1] = _words_of(self.aliases[rest[0].text])
            words = [*_words_of(value), *rest]
        return command._replace(words=tuple(words)) if seen else None


def _change(arguments: tuple[str, ...], scope: Scope) -> None:
    for argument in arguments:
        if UNKNOWN in argument:
            scope.forget_all()
        elif found := IDENTIFIER.match(argument):
            scope.forget(found[0])


def _words_of(value: str) -> tuple[Word, ...]:
    """The words of an alias; one that is UNKNOWN when it is more than a plain command."""
    commands = plain_commands(value)
    if commands and len(commands) == 1 and not commands[0].redirects and commands[0].words:
        return commands[0].words
    return (Word(UNKNOWN), Word(value))

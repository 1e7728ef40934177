"""The tree that shfmt makes of a script, walked as a shell would: every simple command in it, in its order.

Every way through it counts: all branches, the bodies of functions, what is substituted. Nothing is run.
"""

from __future__ import annotations

from typing import Any

from firstmate.guard.shell.effects import SPECIAL, Effects
from firstmate.guard.shell.escapes import INJECTED
from firstmate.guard.shell.output import printed
from firstmate.guard.shell.scope import UNCERTAIN, Scope, UnclearError
from firstmate.guard.shell.survey import Survey, changes, flat, is_quoted, nodes, substitutions_in
from firstmate.guard.shell.words import Reader
from firstmate.guard.values import UNKNOWN, Command, Redirect, Word

Node = dict[str, Any]

MOST_COMMANDS = 2000
DEEPEST = 60
MOST_ROUNDS = 32
"""Values of loops that are followed one by one; of more, none is known."""
EMPTY_FILE = "/dev/null"
LISTS = frozenset(("&&", "||"))
PIPES = frozenset(("|", "|&"))
LEAVING = frozenset(("exit", "return"))
ATTRIBUTES = frozenset("aAcilur")
"""Options of declare after which a variable may not hold what it is given."""


def commands_in(tree: Node, home: str) -> tuple[Command, ...]:
    """The commands of a whole script. What is too much to follow ends in one whose program is UNKNOWN."""
    walk = Walk(Survey(tree), home)
    try:
        walk.statements(tree.get("Stmts", ()))
    except UnclearError as why:
        walk.found.append(_unclear(str(why)))
    return tuple(walk.found)


def _unclear(text: str) -> Command:
    return Command((Word(UNKNOWN), Word(text)))


class Walk:
    """One walk through a script: where it stands, and what it has found."""

    def __init__(self, survey: Survey, home: str) -> None:
        self.found: list[Command] = []
        self.survey = survey
        self.home = home
        self.scope = Scope()
        self.effects = Effects(home)
        self.reader = Reader(self._value, self._array, self._substituted, survey.splits_otherwise)
        self.tainted: set[str] = set()
        self.trusting = True
        """False once a function may have set any variable."""
        self.input: tuple[str | None, tuple[Redirect, ...]] = (None, ())
        """Standard input, for what has none of its own: its text, or the file it is."""
        self.depth = 0
        self.rounds = 1

    def statements(self, listed: list[Node]) -> None:
        """All of them, one after the other."""
        for node in listed:
            self.statement(node)

    def statement(self, node: Node) -> Command | None:
        """Returns the command, if it is a simple one."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise UnclearError("nested too deep")
        before = self.scope.copy() if node.get("Background") else None
        outer = self.input
        redirects = self._redirects(node.get("Redirs", ()))
        command = node.get("Cmd") or {"Type": "CallExpr"}
        simple = None
        if command["Type"] == "CallExpr":
            simple = self._call(command, redirects)
        else:
            if redirects:
                self._found((), redirects=redirects)
            self._compound(command)
        self.input = outer
        if before:
            self.scope.take(before)
        self.depth -= 1
        return simple

    def _redirects(self, listed: list[Node]) -> tuple[Redirect, ...]:
        """The files of a statement; what it gets as standard input holds for everything in it."""
        files: list[Redirect] = []
        for node in listed:
            operator, own_input = node["Op"], node.get("N", {}).get("Value", "0") == "0"
            if operator in ("<<", "<<-"):
                given = self.reader.document(node.get("Hdoc", {}), is_quoted(node["Word"]), operator == "<<-")
                self.input = (given, ()) if own_input else self.input
            elif operator == "<<<":
                self.input = (self.reader.text(node["Word"]) + "\n", ())
            else:
                files += self._redirect(operator, self.reader.text(node["Word"]), own_input)
        return tuple(files)

    def _redirect(self, operator: str, target: str, own_input: bool) -> list[Redirect]:
        if operator in (">&", "<&") and (target.isdigit() or target.endswith("-")):
            self.input = (UNKNOWN, ()) if operator == "<&" else self.input
            return []
        file = Redirect(operator, Word(target))
        if operator in ("<", "<>") and own_input:
            self.input = (None, (file,))
        return [file]

    def _found(
        self, words: tuple[Word, ...], own: tuple[tuple[str, Word], ...] = (), redirects: tuple[Redirect, ...] = ()
    ) -> Command:
        if len(self.found) >= MOST_COMMANDS:
            raise UnclearError("too many commands")
        text, files = self.input
        inherited = tuple(file for file in files if file not in redirects)
        command = Command(words, self.scope.assigned() + own, redirects + inherited, text, self.scope.cwd)
        self.found.append(command)
        if words:
            self.effects.after(command, self.scope)
        return command

    # simple commands

    def _call(self, node: Node, redirects: tuple[Redirect, ...]) -> Command | None:
        own = tuple(self._assignment(one) for one in node.get("Assigns", ()))
        choices = self.reader.choices
        words = [text for word in node.get("Args", ()) for text in self.reader.words(word)]
        could_choose = self.reader.choices > choices and not self.reader.choosing
        if not words:
            for name, value in own:
                self._set(name, value.text)
            if own or redirects:
                self._found((), own, redirects)
            return None
        if len(words[0]) > 1:
            words[0] = words[0].removeprefix("=")  # zsh looks the program up
        for name, _ in own:
            if words[0] in SPECIAL:
                self._set(name, UNKNOWN)
        if own:
            self._found((), own)
        if could_choose:
            self._found(tuple(map(Word, self._chosen(node))), own, redirects)
        command = self._found(tuple(map(Word, words)), own, redirects)
        if words[0] in self.survey.functions and self.survey.moves:
            self.scope.cwd = UNKNOWN
        return None if self._unaliased(command) else command

    def _chosen(self, node: Node) -> list[str]:
        """The words with every `${name:-other}` as the other. What is substituted in them was found before."""
        found = len(self.found)
        self.reader.choosing = True
        words = [text for word in node["Args"] for text in self.reader.words(word)]
        self.reader.choosing = False
        del self.found[found:]
        return words or [UNKNOWN]

    def _unaliased(self, command: Command) -> bool:
        meant = self.effects.unaliased(command) if self.effects.aliases else None
        if meant:
            self._found(meant.words, meant.assigned, meant.redirects)
        elif self.effects.aliases and command.name in ("eval", "source", "."):
            self.found.append(_unclear("aliases in a script that is only known when it runs"))
        return meant is not None

    def _assignment(self, node: Node) -> tuple[str, Word]:
        name = node["Name"]["Value"]
        if "Index" in node or "Array" in node:
            self._opaque(node.get("Index"))
            self._hold(name, node)
            self.tainted.add(name)
            return name, Word(UNKNOWN)
        self.scope.arrays.pop(name, None)
        value = self.reader.text(node["Value"]) if "Value" in node else ""
        if INJECTED.search(value):
            self.found.append(_unclear(value))
        return name, Word(self._value(name) + value if node.get("Append") else value)

    def _hold(self, name: str, node: Node) -> None:
        """An array that is set as a whole holds what is known of it."""
        elements = node.get("Array", {}).get("Elems", [])
        before = self.scope.arrays.pop(name, None) if node.get("Append") else ()
        words = [text for one in elements for text in self.reader.words(one.get("Value", {}))]
        known = before is not None and elements and not any("Index" in one for one in elements)
        if known and "Index" not in node and not any(UNKNOWN in text for text in words):
            self.scope.arrays[name] = (*(before or ()), *words)
        else:
            self.scope.arrays.pop(name, None)

    def _set(self, name: str, value: str) -> None:
        self.scope.set(name, UNKNOWN if name in self.tainted else value)

    def _declare(self, node: Node) -> None:
        variant, listed = node["Variant"]["Value"], node.get("Args", [])
        options = "".join(self.reader.text(one["Value"]) for one in listed if "Name" not in one)
        if variant == "nameref" or UNKNOWN in options or ("n" in options and variant != "export"):
            self.trusting = False
        if INJECTED.search(options):
            self.found.append(_unclear(options))
        own = []
        for one in listed:
            if "Name" not in one:
                continue
            name = one["Name"]["Value"]
            if ATTRIBUTES & set(options) or (variant == "readonly" and self.survey.sites[name] > 1):
                self.tainted.add(name)
                self.scope.forget(name)
            if not one.get("Naked"):
                own.append(self._assignment(one))
                self._set(name, own[-1][1].text)
        self._found((), tuple(own))

    # what words are made of

    def _value(self, name: str) -> str:
        if not self.trusting or name in self.tainted:
            return UNKNOWN
        if name == "HOME" and "HOME" not in self.survey.sites:
            return self.home
        return self.scope.value(name)

    def _array(self, name: str) -> tuple[str, ...] | None:
        return self.scope.arrays.get(name) if self.trusting else None

    def _substituted(self, part: Node) -> str:
        """What a part of a word becomes that is more than a variable; the commands in it are found."""
        if part["Type"] == "ParamExp" and part.get("Exp", {}).get("Op") == "@":
            self.found.append(_unclear("a variable whose text is run"))
        if part["Type"] == "ProcSubst" and part.get("Op") == "<(":
            return UNKNOWN if self._output(part) else EMPTY_FILE
        if part["Type"] != "CmdSubst":
            self._opaque(part)
            return UNKNOWN
        return self._output(part).rstrip("\n")

    def _output(self, part: Node) -> str:
        """What the commands in it print; they are found."""
        before = self.scope.copy()
        last = [self.statement(node) for node in part.get("Stmts", [])]
        self.scope.take(before)
        return self._printed(last[0]) if len(last) == 1 else UNKNOWN

    def _printed(self, command: Command | None) -> str:
        if command is None or command.name in self.survey.functions:
            return UNKNOWN
        return printed(command)

    def _opaque(self, part: Any) -> None:
        """Something that is not followed: the commands in it are found, what it may set is forgotten."""
        for node in substitutions_in(part):
            before = self.scope.copy()
            self.statements(node.get("Stmts", []))
            self.scope.take(before)
        self._forget(part)

    def _computed(self, part: Any) -> None:
        """Arithmetic: what its variables hold is computed as well."""
        for node in nodes(part):
            if isinstance(text := node.get("Value"), str) and INJECTED.search(text):
                self.found.append(_unclear(text))
        self._opaque(part)

    def _forget(self, *parts: Any) -> None:
        changed = changes(*parts)
        for name in changed.names:
            self.scope.forget(name)
        if changed.unruly:
            self.scope.forget_all()
        if changed.moves:
            self.scope.cwd = UNKNOWN

    # compound commands

    def _compound(self, node: Node) -> None:
        kind = node["Type"]
        if kind == "BinaryCmd":
            (self._pipeline if node["Op"] in PIPES else self._list)(node)
        elif kind == "Block":
            self.statements(node.get("Stmts", []))
        elif kind == "Subshell":
            self._aside(node.get("Stmts", []))
        elif kind == "TimeClause":
            self.statements([node["Stmt"]] if node.get("Stmt") else [])
        elif kind == "CoprocClause":
            self._aside([node["Stmt"]])
        elif kind in COMPOUNDS:
            COMPOUNDS[kind](self, node)
        else:
            self._opaque(node)
            self.found.append(_unclear(f"{kind}: not known here"))

    def _aside(self, listed: list[Node]) -> Scope:
        """In a shell of its own: nothing that it sets stays. Returns what it would have left."""
        before = self.scope.copy()
        self.statements(listed)
        after = self.scope.copy()
        self.scope.take(before)
        return after

    def _pipeline(self, node: Node) -> None:
        stages = [stage for _, stage in flat(node, PIPES)]
        outer = self.input
        before = self.scope.copy()
        for stage in stages:
            self.scope.take(before)
            command = self.statement(stage)
            self.input = (self._printed(command), ())
        self.scope.join([before, self.scope.copy()])  # some shells run the last stage themselves
        self.input = outer

    def _list(self, node: Node) -> None:
        ways = [self.scope.copy()]
        for operator, stage in flat(node, LISTS):
            if operator == "||":
                self.scope.join(ways)
            command = self.statement(stage)
            if not (command and command.name in LEAVING):
                ways.append(self.scope.copy())
        self.scope.join(ways[1:] or ways)

    def _if(self, node: Node) -> None:
        self.statements(node.get("Cond", []))
        after = [self._branch(node.get("Then", []))]
        if other := node.get("Else"):
            self._if(other)
        self.scope.join([*after, self.scope.copy()])

    def _branch(self, listed: list[Node]) -> Scope:
        return self._aside(listed)

    def _case(self, node: Node) -> None:
        self.reader.text(node["Word"])
        after = [self.scope.copy()]
        for item in node.get("Items", []):
            for pattern in item.get("Patterns", []):
                self.reader.text(pattern)
            after.append(self._branch(item.get("Stmts", [])))
        self.scope.join(after)

    def _while(self, node: Node) -> None:
        self._forget(node.get("Cond", []), node.get("Do", []))
        self.statements(node.get("Cond", []))
        self.scope.join([self.scope.copy(), self._branch(node.get("Do", []))])

    def _for(self, node: Node) -> None:
        loop = node["Loop"]
        if loop["Type"] != "WordIter":
            self._opaque(loop)
            self._while(node)
            return
        name = loop["Name"]["Value"]
        values = [text for item in loop.get("Items", []) for text in self.reader.words(item)] or [UNKNOWN]
        if node.get("Select") or len(values) * self.rounds > MOST_ROUNDS:
            values = [UNKNOWN]
        self._forget(node.get("Do", []))
        after = [self.scope.copy()]
        self.rounds *= len(values)
        for value in values:
            self._set(name, value)
            after.append(self._branch(node.get("Do", [])))
        self.rounds //= len(values)
        self.scope.join(after)

    def _function(self, node: Node) -> None:
        """Its body, as if it were called with what is set once in the whole script, and set already."""
        before = self.scope.copy()
        self.scope.values = {
            name: value if self.survey.sites.get(name) == 1 else UNCERTAIN for name, value in before.values.items()
        }
        self.scope.arrays = {}
        self.scope.cwd = UNKNOWN if self.survey.moves else before.cwd
        changed = changes(node["Body"])
        self.statement(node["Body"])
        self.scope.take(before)
        self.scope.cwd = UNKNOWN if self.survey.moves else before.cwd
        self.tainted |= changed.names
        self.scope.arrays = {name: held for name, held in self.scope.arrays.items() if name not in changed.names}
        self.trusting = self.trusting and not changed.unruly


COMPOUNDS = {
    "IfClause": Walk._if,
    "CaseClause": Walk._case,
    "WhileClause": Walk._while,
    "ForClause": Walk._for,
    "FuncDecl": Walk._function,
    "DeclClause": Walk._declare,
    "ArithmCmd": Walk._computed,
    "LetClause": Walk._computed,
    "TestClause": Walk._opaque,
}

"""Task runners: make, just, task, npm and its like. Their file is read; what a task runs decides."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from firstmate.command_tiers import CommandTier
from firstmate.guard.code import reach_of_recipe
from firstmate.guard.local import read, texts_of, unread
from firstmate.guard.prefixes import base
from firstmate.guard.values import UNKNOWN, Act, Command, Known, Nested, Word

FILES = {
    "make": ("GNUmakefile", "makefile", "Makefile"),
    "gmake": ("GNUmakefile", "makefile", "Makefile"),
    "just": ("justfile", ".justfile", "Justfile"),
    "task": ("Taskfile.yml", "taskfile.yml", "Taskfile.yaml", "Taskfile.dist.yml"),
    "rake": ("Rakefile", "rakefile", "Rakefile.rb"),
    "mage": ("magefile.go",),
    "invoke": ("tasks.py",),
    "tox": ("tox.ini",),
    "nox": ("noxfile.py",),
    "fab": ("fabfile.py",),
    "grunt": ("Gruntfile.js",),
    "gulp": ("gulpfile.js",),
}
WITH_RULES = frozenset(("make", "gmake", "just"))
VALUED = frozenset(("-C", "-f", "-I", "-j", "-l", "-o", "-W", "--directory", "--file", "--makefile", "--justfile",
                    "--working-directory", "-d", "-t", "--taskfile", "--dir", "--set"))  # fmt: skip
NAMING = frozenset(("-f", "--file", "--makefile", "--justfile", "-t", "--taskfile"))
ENTERING = frozenset(("-C", "--directory", "-d", "--dir", "--working-directory"))
ONLY_TELLING = frozenset(
    ("--version", "-v", "--help", "-h", "-n", "--dry-run", "--just-print", "--list", "-l", "--summary")
)
RULE = re.compile(r"^@?([\w./%$(){}-][^:=#\n]*?)\s*::?(?!=)\s*([^=\n]*)$")
VARIABLE = re.compile(r"^\s*(?:export\s+|override\s+)?(\w+)\s*([:?+!]*)=\s*(.*)$")
USE = re.compile(r"\$[({](\w+)[)}]|\{\{\s*(\w+)\s*\}\}")
INCLUDE = re.compile(r"^-?s?(?:include|import)\s+(\S+)", re.MULTILINE)
PACKAGES = frozenset(("npm", "pnpm", "yarn", "bun"))
OF_PACKAGES = frozenset(
    ("install", "i", "ci", "add", "remove", "rm", "uninstall", "un", "update", "up", "upgrade", "outdated", "ls",
    "list",
     "view", "info", "audit", "init", "create", "login", "logout", "whoami", "pack", "publish", "link", "unlink",
     "config",
     "cache", "help", "version", "why", "dedupe", "prune", "root", "bin", "fund", "search", "set", "get",
     "doctor", "ping",
     "import", "store", "patch", "dlx", "x", "exec", "explore", "workspace", "workspaces", "plugin", "pm", "up")
)  # fmt: skip
SHORT = {"t": "test", "tst": "test", "start": "start", "stop": "stop", "restart": "restart", "test": "test"}
INSTALLING = frozenset(("install", "i", "ci", "add", "link", "publish", "pack", "update"))
WITH_INSTALL = ("preinstall", "install", "postinstall", "prepare")
SCRIPTS = (".js", ".ts", ".mjs", ".cjs", ".tsx", ".jsx", ".mts")
BUILT_IN = {"AR": "ar", "CC": "cc", "CXX": "g++", "CURDIR": ".", "LD": "ld", "MAKE": "make", "RM": "rm -f"}
"""Variables that make itself sets."""
PATHS = (
    "abspath addprefix addsuffix basename dir filter filter-out firstword lastword notdir patsubst realpath sort strip "
    "subst wildcard"
)
AUTOMATIC = re.compile(rf"\$[@<^?*+%]|\$[({{](?:[@<^?*+%][DF]?|(?:{'|'.join(PATHS.split())})\s[^()]*)[)}}]")
"""What stands for the names of files."""
SIGNS = " \t@+-"
"""Before a line of a recipe: they change what make says of it."""
MOST_TASKS = 64
LONGEST_LINE = 4096


def judge(command: Command, known: Known) -> Iterator[Act | Nested]:
    name = base(command.name, (*PACKAGES, *FILES))
    plain = command._replace(words=(Word(name), *command.words[1:]))
    yield from (_package if name in PACKAGES else _runner)(plain, known)


def _runner(command: Command, known: Known) -> Iterator[Act | Nested]:
    words, files, targets = list(command.arguments), [], []
    while words:
        option, equals, value = words.pop(0).partition("=")
        whole = f"{option}{equals}{value}"
        if whole in ONLY_TELLING:
            return
        if option[:2] in ("-C", "-f") and len(option) > 2 and not option.startswith("--"):
            option, value = option[:2], whole[2:]
        elif option in VALUED and not equals and words and not (option in ("-j", "-l") and not words[0].isdigit()):
            value = words.pop(0)
        if option in NAMING:
            files.append(value)
        elif option in ENTERING:
            command = command._replace(cwd=f"{command.cwd}/{value}" if command.cwd and value[:1] != "/" else value)
        elif option == "--eval" or (equals and option in ("SHELL", "MAKE")):
            yield Nested(script=value) if equals and option != "--eval" else _risky(command, "it is given code to run")
        elif not option.startswith("-"):
            targets.append(whole)
    yield from _read(command, known, files, targets)


def _risky(command: Command, reason: str) -> Act:
    return Act(CommandTier.RISKY, f"{command.name}.run", reason, tool=command.name, verb="run")


def _read(command: Command, known: Known, files: list[str], targets: list[str]) -> Iterator[Act | Nested]:
    for path in files or FILES[command.name]:
        texts = texts_of(path, command, known)
        if not files and texts == (None,) and path != FILES[command.name][-1]:
            continue
        for text in texts:
            yield from _of_text(text, path, command, known, targets)
        return


def _of_text(text: str | None, path: str, command: Command, known: Known, targets: list[str]) -> Iterator[Act | Nested]:
    if text is None:
        yield unread(path, "a file of tasks")
        return
    for other in INCLUDE.findall(text):
        if not any(texts_of(other, command, known)):
            yield unread(other, "a file of tasks")
        else:
            text += "\n" + "\n".join(filter(None, texts_of(other, command, known)))
    recipes = _recipes(text, targets) if command.name in WITH_RULES else text
    if reach := reach_of_recipe(" ".join((recipes, *(target for target in targets if "=" in target)))):
        yield _risky(command, reach)._replace(files=read(path, command, known).files)
    else:
        yield read(path, command, known)
        if command.name in WITH_RULES and not recipes.startswith("#!"):
            yield from (Nested(script=line) for line in _lines(recipes) if line)


def _lines(recipes: str) -> Iterator[str]:
    """What the shell is given of the recipes."""
    for line in recipes.split("\n"):
        yield AUTOMATIC.sub("target", line.lstrip(SIGNS)).replace("$$", "$")


def _recipes(text: str, targets: list[str]) -> str:
    """What the targets run, with the variables in it, and what is run whenever the file is read."""
    rules, variables, always = _parsed(text)
    wanted = [target for target in targets if "=" not in target] or list(rules)[:1]
    found: list[str] = [line for line in always if "$(shell" in line or "!=" in line or "`" in line]
    seen: set[str] = set()
    while wanted and len(seen) < MOST_TASKS:
        name = wanted.pop()
        if name in seen or UNKNOWN in name:
            found += [text] if UNKNOWN in name else []
            continue
        seen.add(name)
        matching = [rule for rule in rules if rule == name or ("%" in rule and name not in rules)]
        for rule in matching:
            needs, lines = rules[rule]
            wanted += needs
            found += lines
    return _filled("\n".join(found), {**BUILT_IN, **variables})


def _parsed(text: str) -> tuple[dict[str, tuple[list[str], list[str]]], dict[str, str], list[str]]:
    rules: dict[str, tuple[list[str], list[str]]] = {}
    variables: dict[str, str] = {}
    always: list[str] = []
    current: list[str] = []
    for line in text.replace("\\\n", " ").split("\n"):
        if line[:1] in ("\t", " ") and current:
            for name in current:
                rules[name][1].append(line.strip())
        elif len(line) > LONGEST_LINE:
            always.append(line)
        elif found := VARIABLE.match(line):
            before = variables.get(found[1], "")
            both = " " if "+" in found[2] else " ; "  # which one holds may hang on a condition: both are judged
            variables[found[1]] = f"{before}{both}{found[3]}" if before else found[3]
            always.append(line)
        elif found := RULE.match(line):
            needs, _, first = found[2].partition(";")
            current = (
                [name.partition("(")[0] for name in found[1].split()] if not found[1].startswith(".") else [found[1]]
            )
            for name in current:
                known_needs, lines = rules.setdefault(name, ([], []))
                known_needs += [need for need in needs.replace("|", " ").split() if need not in ("&&",)]
                lines += [first] if first else []
        elif line.strip() and not line.startswith("#"):
            current = []
            always.append(line)
    return {name: rule for name, rule in rules.items() if not name.startswith(".")}, variables, always


def _filled(text: str, variables: dict[str, str]) -> str:
    for _ in range(4):
        if not USE.search(text) or len(text) > 256 * 1024:
            break
        text = USE.sub(lambda found: variables.get(found[1] or found[2], ""), text)
    return text


def _package(command: Command, known: Known) -> Iterator[Act | Nested]:
    words = [word for word in command.arguments if not word.startswith("-")]
    verb = words[0] if words else "install"
    file = words[1] if verb == "run" and len(words) > 1 else verb
    if command.name == "bun" and (command.arguments[:1] in (("-e",), ("--eval",), ("-p",)) or file.endswith(SCRIPTS)):
        arguments = command.words[2:] if verb == "run" else command.words[1:]
        yield Nested(command=command._replace(words=(Word("node"), *arguments)))
        return
    if verb in ("exec", "x", "dlx", "explore"):
        yield from _given(command)
    if verb in ("run", "run-script", "rum", "urn", "task"):
        names = [f"{prefix}{words[1]}" for prefix in ("pre", "", "post")] if len(words) > 1 else []
    elif verb in SHORT or (verb not in OF_PACKAGES and command.name in ("pnpm", "yarn", "bun")):
        names = [f"{prefix}{SHORT.get(verb, verb)}" for prefix in ("pre", "", "post")]
    else:
        names = list(WITH_INSTALL) if verb in INSTALLING else []
    if names:
        yield from _scripts(command, known, names, needed=verb not in INSTALLING)


def _given(command: Command) -> Iterator[Nested]:
    arguments = command.arguments
    for number, word in enumerate(arguments):
        if word in ("-c", "--call") and number + 1 < len(arguments):
            yield Nested(script=arguments[number + 1])
        elif not word.startswith("-") and number:
            yield Nested(command=command._replace(words=command.words[number + 1 :]))


def _scripts(command: Command, known: Known, names: list[str], needed: bool) -> Iterator[Act | Nested]:
    for text in texts_of("package.json", command, known):
        scripts = _scripts_of(text)
        if scripts is None:
            yield from [unread("package.json", "a file of tasks")] if needed else []
            continue
        yield read("package.json", command, known)
        for name in names:
            if isinstance(scripts.get(name), str):
                yield Nested(script=scripts[name])
            elif UNKNOWN in name:
                yield unread(name, "a task")


def _scripts_of(text: str | None) -> dict[str, str] | None:
    try:
        package = json.loads(text or "")
    except (ValueError, RecursionError):
        return None
    scripts = package.get("scripts", {}) if isinstance(package, dict) else None
    return scripts if isinstance(scripts, dict) else None

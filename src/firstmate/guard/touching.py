"""Which files a command reads, writes and removes: by its redirections, and by what its program does with arguments.

A program that is in no table may do anything with a path that it is given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from firstmate.command_tiers import CommandTier
from firstmate.guard.hosts.programs import (
    CERTIFICATES,
    CONFIGURED,
    CREDENTIALED,
    GIT_LOOKS,
    MOVING,
    NOT_THERE,
    NOTHING,
    READING,
    REMOVING,
    SEARCHING,
    SHOWING,
    SILENT,
    TALKING,
    WITH_A_MODE,
    WRITING,
    words,
)
from firstmate.guard.prefixes import Prefix, Said, said
from firstmate.guard.protected import Use, acts_on
from firstmate.guard.values import UNKNOWN, Act, Command, Known, ToolCall, Word

Found = Iterator[tuple[Use, str]]

TOOLS = {
    "Write": (Use.WRITE, "file_path"),
    "Edit": (Use.WRITE, "file_path"),
    "MultiEdit": (Use.WRITE, "file_path"),
    "NotebookEdit": (Use.WRITE, "notebook_path"),
    "Read": (Use.READ, "file_path"),
    "Grep": (Use.READ, "path"),
}
"""Tools of the client: what they do with the file that this input names."""
MINUS_MODE = "-[rwxXst]+|--reference=.*"
OUTPUTS = {
    "sort": Prefix("okSTt", "bdfghiMnRrVcCmszu", "output"),
    "yq": Prefix("opIP", "iCMnrejs", "output-format input-format"),
    "uniq": Prefix("fsw", "cdDiuz"),
    "xxd": Prefix("clgos", "abeEipruC"),
    "shuf": Prefix("inor", "ez", "output input-range head-count random-source"),
}
"""Readers that write a file as well: their options."""
IN_PLACE = r"-[a-zA-Z]*i.*|--in-?place.*"
COPY = Prefix(
    "tSgom",
    "abdfHilLnpPrRsTuvxZcCD",
    "target-directory suffix group owner mode",
    "recursive force verbose archive no-clobber update preserve symbolic no-dereference directory interactive parents "
    "backup strip compare",
)
TAR = Prefix(
    "fCXTbHKNVgILF",
    "AcdtruxvzjJZaphklmoOPSUWwiBsn",
    "file directory exclude exclude-from files-from transform strip-components use-compress-program format",
)
LISTING = frozenset({"-l", "-v", "-t", "-Z", "-p", "l", "t"})
"""Of unzip and 7z: nothing is unpacked."""
PIECE = r"[^\s\"'`,;:=@()<>|&{}\[\]]+"
GLOB = r"[*?]|\[[^]]*\]"
ATTACHED = r"-\w+?([/~].*)"
FILE_IN_CODE = (
    r"\b(?:write|dump|unlink|remove|rename|rmtree|copy\w*|move|replace|chmod|truncate|symlink|link|touch|spit|save|"
    r"print)\w*\b|['\"][rb]?[wax]\+?b?['\"]|>|(?:^|[\s;}])w\s"
)
CODE = r"(?:python|pypy|perl|ruby|node|deno|bun|php|lua|Rscript|julia|g?awk|mawk|sed|gsed|tclsh|osascript)[\d.]*"
MOST_TOKENS = 200


def touched(command: Command, known: Known, wraps: bool = False) -> Iterator[Act]:
    """What a command does to protected files. `wraps`: its arguments are a command, judged on its own."""
    for use, path in (*_redirected(command), *_by_program(command, wraps)):
        if path:
            yield from acts_on(use, path, command, known)


def there(command: Command, known: Known) -> Iterator[Act]:
    """On another host, nothing runs unasked that is in no table: here, the user's own rules would say."""
    if not known.host or not command.name or UNKNOWN in command.name:
        return
    looks = command.name in NOTHING or command.name in TALKING - NOT_THERE or command.name in READING
    if looks:
        yield Act(CommandTier.READ, "host.look", f"only looks at {known.host}", tool="host", verb="look")
    elif command.name not in WRITING | REMOVING and command.name not in OWN:
        reason = f"{command.name} is not in the catalogue: it may change anything on {known.host}"
        yield Act(CommandTier.RISKY, "host.unknown", reason, tool="host", verb="run")


def touched_by_tool(call: ToolCall, known: Known) -> Iterator[Act]:
    """The same for a tool of the client that is handed a file."""
    use, field = TOOLS[call.tool]
    if path := call.input.get(field):
        yield from acts_on(use, str(path), Command(()), known)


def _redirected(command: Command) -> Found:
    for operator, target in command.redirects:
        path = re.sub(GLOB, UNKNOWN, target.text)  # bash expands what matches one file
        if operator in ("<", "<>"):
            yield Use.READ, path
        if ">" in operator and not (operator == ">&" and target.text.rstrip("-").isdigit()):
            yield Use.WRITE, path


def _by_program(command: Command, wraps: bool) -> Found:
    name, arguments = command.name, command.arguments
    if not name or name in NOTHING:
        return
    if own := OWN.get(name):
        yield from own(command)
    elif name in REMOVING:
        yield from ((Use.REMOVE, path) for path in _positionals(arguments))
    elif name in WRITING:
        skipped = name in WITH_A_MODE and not any(re.fullmatch(MINUS_MODE, word) for word in arguments)
        yield from ((Use.WRITE, path) for path in _positionals(arguments)[skipped:])
    elif name in READING:
        yield from _reading(command)
    elif name in TALKING:
        yield from _whole_words(command)
    elif name in MOVING:
        used = {after for before, after in pairwise(arguments) if before in CONFIGURED}
        yield from ((Use.READ, path) for path in _positionals(arguments) if path not in used)
    elif name in CREDENTIALED:
        yield from _own_guard(command)
    elif not wraps:
        yield from _anything(command)


def _positionals(arguments: Sequence[str]) -> list[str]:
    """Words that are no options. What only the run tells is a path."""
    end = arguments.index("--") if "--" in arguments else len(arguments)
    return [word for word in arguments[:end] if word == "-" or not word.startswith("-")] + list(arguments[end + 1 :])


def _reading(command: Command) -> Found:
    name, arguments = command.name, command.arguments
    in_place = name in ("sed", "gsed", "yq") and any(re.fullmatch(IN_PLACE, word) for word in arguments)
    in_place = in_place or (name.endswith("awk") and "inplace" in arguments)
    for path in _positionals(arguments):
        if in_place:
            yield Use.WRITE, path
        elif path != UNKNOWN or name in SHOWING:
            yield Use.READ, path
    yield from _outputs(command)
    if re.fullmatch(CODE, name):
        yield from _in_code(arguments)


def _outputs(command: Command) -> Found:
    read = said(command.arguments, OUTPUTS.get(command.name, Prefix()))
    if path := read.value("o", "output") if command.name != "yq" else None:
        yield Use.WRITE, path
    if command.name in ("split", "uniq", "xxd") and len(_positionals(command.arguments)) > 1:
        yield Use.WRITE, command.arguments[-1]


def _whole_words(command: Command) -> Found:
    if command.name == "firstmate":
        yield from _outputs_named(command, "--graph", "--output", "-o")
    if command.name in SILENT:
        return
    if command.name in SEARCHING:
        given = any(word.startswith(("-e", "-f", "--regexp", "--file")) for word in command.arguments)
        yield from ((Use.READ, path) for path in _positionals(command.arguments)[not given :] if path != UNKNOWN)
        return
    if command.name == "git" and "clone" in command.arguments and len(_positionals(command.arguments)) > 2:
        yield Use.WRITE, command.arguments[-1]
    looks = command.name != "git" or any(word in GIT_LOOKS for word in command.arguments)
    for word in command.arguments:
        if word != UNKNOWN:
            yield Use.READ if looks else Use.TOUCH, word


def _outputs_named(command: Command, *more: str) -> Found:
    for before, after in pairwise((*command.arguments, "")):
        option, equals, value = before.partition("=")
        if option in ("--save", "--out", "-out", "--output-directory", *more):
            yield Use.WRITE, value if equals else after


def _own_guard(command: Command) -> Found:
    """Only the guard's own files and outputs count: what else it does with a file is the catalogue's to say."""
    yield from _outputs_named(command)
    for path in _paths_in(command.arguments):
        if "claude" in path.lower() or "firstmate" in path.lower():
            yield Use.TOUCH, path


def _anything(command: Command) -> Found:
    if re.fullmatch(CODE, command.name):
        yield from _in_code(command.arguments)
    else:
        yield from ((Use.TOUCH, path) for path in _paths_in(command.arguments))


def _in_code(arguments: Sequence[str]) -> Found:
    for argument in arguments:
        writes = bool(re.search(FILE_IN_CODE, argument, re.IGNORECASE)) and not argument.startswith(("/", "~"))
        for path in _paths_in((argument,)):
            if writes and "/" in path and not path.startswith("//"):
                yield Use.WRITE if path.startswith(("/", "~")) and len(path) > 1 else Use.TOUCH, path
            else:
                yield Use.READ, path


def _paths_in(arguments: Sequence[str]) -> Iterator[str]:
    """Everything in them that may be a path."""
    left = MOST_TOKENS
    for argument in arguments:
        if attached := re.fullmatch(ATTACHED, argument):
            yield attached[1]
        for token in re.findall(PIECE, argument):
            compares = len(argument) > 1 and token in ("~",)  # as awk does
            if token != UNKNOWN and not compares and not token.startswith("-"):
                left -= 1
                yield token
        if left < 0:
            return


def _copied(command: Command) -> Found:
    """cp, install, ln, mv: from all but the last, to the last, or to what -t says."""
    arguments = command.arguments
    folder = _read(command, COPY).value("t", "target-directory")
    paths = [path for path in _positionals(arguments) if path != folder]
    into = folder or (paths.pop() if len(paths) > 1 else "")
    yield Use.MAKE if command.name == "install" and "-d" in arguments else Use.WRITE, into
    for path in paths:
        yield {"mv": Use.REMOVE, "ln": Use.TOUCH}.get(command.name, Use.READ), path
        if into and path.endswith("/."):
            yield from _anything_in([into])
        elif into and (into.endswith("/") or _is_folder(into)):
            yield Use.WRITE, f"{into.rstrip('/')}/{path.rstrip('/').rpartition('/')[2]}"


def _is_folder(path: str) -> bool:
    """As far as its name tells."""
    return "." not in path.rpartition("/")[2].lstrip(".")


def _read(command: Command, prefix: Prefix) -> Said:
    """Its options, also those that stand behind its files."""
    found: list[tuple[str, str]] = []
    rest = list(command.arguments)
    while rest:
        read = said(rest, prefix)
        found += read.options
        rest = rest[read.starts[0] + 1 :] if read.starts else []
    return Said(tuple(found))


def _dd(command: Command) -> Found:
    for argument in command.arguments:
        key, _, path = argument.partition("=")
        if key in ("if", "of"):
            yield Use.WRITE if key == "of" else Use.READ, path


def _made(command: Command) -> Found:
    yield from ((Use.MAKE, path) for path in _positionals(command.arguments))


def _tar(command: Command) -> Found:
    words = list(command.arguments)
    if words and not words[0].startswith("-"):
        words[0] = f"-{words[0]}"
    read = _read(command._replace(words=(command.words[0], *map(Word, words))), TAR)
    unpacks = read.has("x", "extract", "get")
    folders = [value for name, value in read.options if name in ("C", "directory")]
    for path in folders:
        yield Use.WRITE if unpacks else Use.READ, path
    if unpacks:
        yield from _anything_in(folders)
    file = read.value("f", "file") or ""
    if not unpacks and not read.has("t", "list") and file != "-":
        yield Use.WRITE, file
    if unpacks and read.has("P", "absolute-names"):
        yield Use.WRITE, "/"
    yield from ((Use.TOUCH if unpacks else Use.READ, path) for path in _positionals(words) if path != file)


def _anything_in(folders: Sequence[str]) -> Found:
    """What comes out of an archive may be called like anything there."""
    yield from ((Use.WRITE, f"{folder.rstrip('/')}/{UNKNOWN}") for folder in folders or (".",))


def _unpacked(command: Command) -> Found:
    """unzip -d, bsdtar, 7z -o."""
    arguments = command.arguments
    folders = [after for before, after in pairwise(arguments) if before in ("-d", "--directory")]
    if command.name.startswith("7z"):
        folders += [argument[2:] for argument in arguments if argument.startswith("-o")]
    yield from ((Use.WRITE, folder) for folder in folders)
    if not LISTING & set(arguments):
        yield from _anything_in(folders)
    yield from _anything(command)


def _rsync(command: Command) -> Found:
    """To a folder of this machine; what goes elsewhere is the catalogue's to say."""
    paths = [path for path in _positionals(command.arguments) if ":" not in path.partition("/")[0]]
    last = (_positionals(command.arguments) or [""])[-1]
    dry = any(re.fullmatch(r"-[a-zA-Z]*n[a-zA-Z]*|--dry-run|--list-only", word) for word in command.arguments)
    for path in paths:
        if path != last or not dry:
            yield Use.WRITE if path == last else Use.READ, path
    if last in paths and not dry and command.name == "rsync":
        yield from _anything_in([last])


def _downloaded(command: Command) -> Found:
    """Where it writes; what it sends is read."""
    arguments = command.arguments
    flags = DOWNLOADS[command.name]
    for number, argument in enumerate(arguments):
        after = arguments[number + 1] if number + 1 < len(arguments) else ""
        name, equals, value = argument.partition("=")
        if name in flags:
            yield Use.WRITE, value if equals else after
        elif argument[:2] in flags and not argument.startswith("--"):
            yield Use.WRITE, argument[2:]
        elif not argument.startswith(("http:", "https:")) and (
            number == 0 or arguments[number - 1] not in CERTIFICATES
        ):
            yield from ((Use.TOUCH, path) for path in _paths_in((argument,)))


def _installed(command: Command) -> Found:
    """Packages, into the folder that an option names."""
    flags = INSTALLS[command.name]
    for before, after in pairwise((*command.arguments, "")):
        option, equals, value = before.partition("=")
        if option in flags:
            yield Use.WRITE, value if equals else after
    yield from _anything(command)


DOWNLOADS = {
    "aria2c": words("-o --out -d --dir"),
}


INSTALLS = {
    **dict.fromkeys(words("pip pip3"), words("-t --target --prefix --root --src")),
    **dict.fromkeys(words("npm pnpm"), words("-C --dir --prefix")),
    "cargo": words("--root --target-dir"),
    "gem": words("-i --install-dir -n --bindir"),
    "uv": words("--directory --prefix --target"),
    "yarn": words("--cwd --modules-folder"),
}
OWN = {
    **dict.fromkeys(INSTALLS, _installed),
    **dict.fromkeys(words("cp gcp install ln mv link ditto"), _copied),
    **dict.fromkeys(words("tar bsdtar gtar"), _tar),
    **dict.fromkeys(words("unzip 7z 7za 7zz"), _unpacked),
    **dict.fromkeys(words("rsync scp"), _rsync),
    **dict.fromkeys(DOWNLOADS, _downloaded),
    "dd": _dd,
    "mkdir": _made,
}

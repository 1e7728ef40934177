"""ssh, scp, sftp, rsync, mosh and what runs the same on many hosts: what they run there is judged as what it is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from firstmate.command_tiers import CommandTier
from firstmate.guard.hosts.programs import words
from firstmate.guard.hosts.remote import SCP, SFTP, SSH, Line, dangers, host_of, is_remote, line_of, shown
from firstmate.guard.local import stdin_of
from firstmate.guard.prefixes import Prefix, said
from firstmate.guard.protected import Use, acts_on
from firstmate.guard.values import Act, Command, Known, Nested, Place, Word

SSHPASS = Prefix("pfdP", "ehVv")
AUTOSSH = SSH._replace(valued=f"{SSH.valued}M", switches=SSH.switches.replace("M", ""))
MANY = {
    "pssh": Prefix("hHlpoetxXO", "iAvPI", "hosts host user par outdir errdir timeout options", "inline print"),
    "parallel-ssh": Prefix("hHlpoetxXO", "iAvPI", "hosts host user par outdir errdir timeout options", "inline print"),
    "pdsh": Prefix("wxgXRlftuMF", "SbNqdaAhLV"),
    "clush": Prefix("wgxXlofutO", "abBLNnSqvdrscpD", "hostfile topology", "diff nostdin"),
    "et": Prefix("cpuLrtk", "xeNv", "command", ""),
    "dsh": Prefix("mgfrF", "aqMicwvVh"),
}
SHELLS = {"tsh": "ssh", "teleport": "ssh", "vagrant": "ssh", "gcloud": "ssh", "adb": "shell", "boundary": "ssh"}
"""Programs whose subcommand opens a shell elsewhere."""
INTERACTIVE = "opens a shell there: what is typed into it is not seen"
DRY = re.compile(r"-[a-zA-Z0-9]*n[a-zA-Z0-9]*|--dry-run|--list-only|--version|--help")
KEYS_READ = re.compile(r"-l.*|-F|-H?F|-B|-L|-y|-lf|-Y|-V")
RSYNC_PATH = re.compile(r"(?:sudo )?(?:/usr(?:/local)?/bin/)?rsync")


def judge(command: Command, known: Known) -> Iterator[Act | Nested]:
    """What goes where, and what runs there."""
    yield from OWN.get(command.name, _many)(command, known)


def reference() -> Iterator[tuple[str, str, str]]:
    """What each of them is, before the command there is looked at."""
    for name in sorted(OWN.keys() | MANY.keys()):
        yield f"{name} …", "read", "as the command there; interactive, with tunnels or uploads it is risky"


def _act(command: Command, tier: CommandTier, verb: str, reason: str, host: str = "") -> Act:
    act = Act(tier, f"{command.name}.{verb}", reason, tool=command.name, verb=verb)
    return act._replace(place=act.place._replace(host=shown(host))) if host else act


def _risky(command: Command, verb: str, reason: str, host: str = "") -> Act:
    return _act(command, CommandTier.RISKY, verb, reason, host)


def _options(command: Command, line: Line) -> Iterator[Act]:
    if line.unread:
        yield _risky(command, "unclear", "an option is not known: where it goes cannot be said")
    yield from (_risky(command, rule, reason, line.destination) for rule, reason in dangers(line.options))


def _ssh(command: Command, known: Known) -> Iterator[Act | Nested]:
    line = line_of(command.arguments, AUTOSSH if command.name == "autossh" else SSH)
    yield from _options(command, line)
    for log in (value for name, value in line.options if name == "E"):
        yield from acts_on(Use.WRITE, log, command, known)
    if line.has("V", "Q", "G") or (line.has("O") and not line.words) or not line.destination:
        yield _act(command, CommandTier.READ, "look", "only looks")
    elif line.words:
        yield Nested(script=" ".join(line.words), host=shown(line.destination))
    elif line.has("N", "f", "s"):
        yield _risky(command, "connect", "opens a connection that stays", line.destination)
    else:
        yield from _typed(command, known, line.destination)


def _typed(command: Command, known: Known, destination: str) -> Iterator[Act | Nested]:
    """Without a command: a shell, which reads what comes in."""
    text = stdin_of(command, known)
    if text:
        yield Nested(script=text, host=shown(destination))
    elif text is None:
        yield _risky(command, "unread", "what runs there cannot be read before", destination)
    else:
        yield _risky(command, "shell", INTERACTIVE, destination)


def _copied(command: Command, known: Known) -> Iterator[Act | Nested]:
    """scp: to another host it writes there."""
    options, paths = _all_options(command.arguments, SCP)
    line = Line(options, "", ())
    yield from _options(command, line)
    if line.has("S"):
        yield _risky(command, "program", "runs a program that the command names")
    yield from _transfer(command, paths, known)


def _transfer(command: Command, paths: list[str], known: Known, dry: bool = False) -> Iterator[Act]:
    sources, target = paths[:-1], (paths or [""])[-1]
    for source in filter(is_remote, sources or paths):
        host, path = host_of(source)
        yield _act(command, CommandTier.READ, "get", "copies from there", host)
        yield from _file_there(Use.READ, path, host, known)
    if sources and is_remote(target) and not dry:
        host, path = host_of(target)
        yield _risky(command, "put", "writes files there", host)
        yield from _file_there(Use.WRITE, path, host, known)
    elif is_remote(target):
        yield _act(command, CommandTier.READ, "look", "only lists", host_of(target)[0])


def _file_there(use: Use, path: str, host: str, known: Known) -> Iterator[Act]:
    for act in acts_on(use, path, Command((), cwd="~"), known._replace(host=shown(host))):
        yield act._replace(place=Place(host=shown(host)))


def _all_options(arguments: tuple[str, ...], prefix: Prefix) -> tuple[tuple[tuple[str, str], ...], list[str]]:
    """Options wherever they stand, and all the other words."""
    options: list[tuple[str, str]] = []
    paths: list[str] = []
    rest = list(arguments)
    while rest:
        read = said(rest, prefix)
        options += read.options
        at = read.starts[0] if read.starts else len(rest)
        paths += rest[at : at + 1]
        rest = rest[at + 1 :]
    return tuple(options), paths


def _sftp(command: Command, known: Known) -> Iterator[Act | Nested]:
    options, paths = _all_options(command.arguments, SFTP)
    line = Line(options, "", ())
    yield from _options(command, line)
    if line.has("b", "S", "s") or command.stdin or not any(map(is_remote, paths)):
        yield _risky(command, "shell", INTERACTIVE)
    else:
        yield from _transfer(command, [*paths[:1], "."], known)


def _rsync(command: Command, known: Known) -> Iterator[Act | Nested]:
    paths: list[str] = []
    dry = any(map(DRY.fullmatch, command.arguments))
    arguments = list(command.arguments)
    while arguments:
        word = arguments.pop(0)
        name, equals, value = word.partition("=")
        if re.fullmatch(r"-[a-zA-Z0-9]*e", word) or name in ("--rsh", "--rsync-path"):
            value = value if equals else (arguments.pop(0) if arguments else "")
            yield from _transport(command, name, value)
        elif name in VALUED and not equals:
            arguments[:1] = []
        elif not word.startswith("-"):
            paths.append(word)
    if any(word.startswith("--daemon") for word in command.arguments):
        yield _risky(command, "daemon", "serves files to others")
    yield from _transfer(command, paths, known, dry)
    if any(map(is_remote, paths)) and "--remove-source-files" in command.arguments and not dry:
        yield _risky(command, "remove", "removes what it has copied")


def _transport(command: Command, name: str, value: str) -> Iterator[Act | Nested]:
    """The program in between; ssh with plain options is what everybody uses."""
    if name == "--rsync-path":
        if not RSYNC_PATH.fullmatch(value):
            yield _risky(command, "program", "runs a program there that the command names")
            yield Nested(script=value, host="the other host")
    elif value.split(" ")[0].rpartition("/")[2] == "ssh":
        yield Nested(script=f"{value} host true")
    else:
        yield _risky(command, "program", "runs a program that the command names")
        yield Nested(script=value)


def _password(command: Command, known: Known) -> Iterator[Act | Nested]:
    for start in said(command.arguments, SSHPASS).starts:
        yield Nested(command=command._replace(words=command.words[start + 1 :]))


def _mosh(command: Command, known: Known) -> Iterator[Act | Nested]:
    rest = list(command.arguments)
    while rest and rest[0].startswith("-") and rest[0] != "--":
        option = rest.pop(0)
        if option.startswith(("--ssh", "--server", "--client")):
            yield _risky(command, "program", "runs a program that the command names")
        if option in ("-p", "--port", "--ssh", "--server", "--client"):
            rest[:1] = []
    rest = [word for word in rest if word != "--"]
    if len(rest) > 1:
        yield Nested(command=Command(tuple(map(Word, rest[1:]))), host=shown(rest[0]))
    else:
        yield _risky(command, "shell", INTERACTIVE, rest[0] if rest else "")


def _keys(command: Command, known: Known) -> Iterator[Act]:
    if any(map(KEYS_READ.fullmatch, command.arguments)) and "-s" not in command.arguments:
        yield _act(command, CommandTier.READ, "look", "only looks")
    else:
        yield _risky(command, "change", "makes, signs or changes keys")


def _scan(command: Command, known: Known) -> Iterator[Act]:
    yield _act(command, CommandTier.READ, "look", "asks for public keys")


def _copy_id(command: Command, known: Known) -> Iterator[Act]:
    yield _risky(command, "put", "lets a key in on another host")


def _node(command: Command, known: Known) -> Iterator[Act]:
    yield _risky(command, "shell", INTERACTIVE)


def _many(command: Command, known: Known) -> Iterator[Act | Nested]:
    read = said(command.arguments, MANY[command.name])
    for value in (value for name, value in read.options if name in ("c", "command") and command.name == "et"):
        yield Nested(script=value, host="another host")
    if not read.starts or command.name == "et":
        yield _risky(command, "shell", INTERACTIVE)
    for start in read.starts:
        yield Nested(script=" ".join(command.arguments[start:]), host=f"{command.name} hosts")


def _shell(command: Command, known: Known) -> Iterator[Act | Nested]:
    """`tsh ssh nas reboot`, `gcloud compute ssh nas --command=…`; what else they do is not known here."""
    verb = SHELLS[command.name]
    if verb not in command.arguments:
        return
    rest = command.arguments[command.arguments.index(verb) + 1 :]
    given = [value for value in _commands_given(rest) if value]
    plain = [word for word in rest if not word.startswith("-")]
    script = given[0] if given else " ".join(plain[command.name != "adb" :])
    if script:
        yield Nested(script=script, host=f"{command.name} {verb}")
    else:
        yield _risky(command, "shell", INTERACTIVE)


def _commands_given(arguments: tuple[str, ...]) -> Iterator[str]:
    for number, word in enumerate(arguments):
        name, equals, value = word.partition("=")
        if name in ("-c", "--command"):
            yield value if equals else "".join(arguments[number + 1 : number + 2])


VALUED = words(
    "--backup-dir --bwlimit --chmod --chown --compare-dest --debug --exclude --exclude-from --files-from --filter "
    "--include --include-from --info --link-dest --log-file --max-size --min-size --out-format --partial-dir "
    "--password-file --port --suffix --temp-dir --timeout -B -M -T -f"
)
OWN = {
    "autossh": _ssh,
    "mosh": _mosh,
    "nodeshell": _node,
    "rsync": _rsync,
    "scp": _copied,
    "sftp": _sftp,
    "ssh": _ssh,
    "ssh-copy-id": _copy_id,
    "ssh-keygen": _keys,
    "ssh-keyscan": _scan,
    "sshpass": _password,
    **dict.fromkeys(SHELLS, _shell),
}

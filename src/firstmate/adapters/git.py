"""Git, as a program: clones of our own, in which no hook, filter or setting of anybody else runs.

A person's checkout is never touched. Each command goes through `run`, which asks the guard.
"""

from __future__ import annotations

import fcntl
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from shlex import join, quote
from tempfile import TemporaryDirectory

from firstmate.process import Ended

Run = Callable[[str], Ended]

PREFIX = "GIT_TERMINAL_PROMPT=0 GIT_ASKPASS= GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null git"
"""Nobody is asked for a password, and no settings but the clone's own count."""
URL = re.compile(
    r"https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?/[A-Za-z0-9._~/+-]+"
    r"|ssh://([A-Za-z0-9][A-Za-z0-9._-]*@)?[A-Za-z0-9][A-Za-z0-9.-]*(:[0-9]{1,5})?/[A-Za-z0-9._~/+-]+"
    r"|[A-Za-z0-9][A-Za-z0-9._-]*@[A-Za-z0-9][A-Za-z0-9.-]*:[A-Za-z0-9._~+][A-Za-z0-9._~/+-]*"
)
BRANCH = re.compile(r"(?!.*(\.\.|//|/\.|\.lock(/|$)|[./]$))[A-Za-z0-9_][A-Za-z0-9._/+#-]{0,200}")
SHA = re.compile(r"[0-9a-f]{7,64}")
NEVER = re.compile(r"\.git|git~[0-9]+", re.IGNORECASE)
"""Names of folders and files that git itself, or a file system that ignores case, takes for its own."""
NOT_LET = re.compile(r"Authentication failed|could not read (Username|Password)|The requested URL returned error: 403")
PRINTED = 60_000
"""Bytes of what a command prints; beyond that it may have been cut off."""
SETTINGS = """\
[core]
	repositoryformatversion = 0
	bare = true
	hooksPath = /dev/null
	attributesFile = /dev/null
	excludesFile = /dev/null
	fsmonitor = false
	sshCommand = ssh -oBatchMode=yes
[user]
	name = firstmate
	email = firstmate@localhost
[commit]
	gpgSign = false
[gc]
	auto = 0
[fetch]
	fsckObjects = true
	recurseSubmodules = false
[protocol]
	allow = never
[protocol "http"]
	allow = always
[protocol "https"]
	allow = always
[protocol "ssh"]
	allow = always
[remote "origin"]
	url = "{url}"
"""
CREDENTIAL = """\
[credential "{place}"]
	helper = "!f() {{ test \\"$1\\" = get && printf 'username=firstmate\\\\npassword=%s\\\\n' \\"${variable}\\"; }}; f"
"""
ATTRIBUTES = "* -text -ident !filter !working-tree-encoding !diff !merge\n"
"""Files are the bytes that they are: nothing in the repository changes that."""


class GitError(Exception):
    """Git did not do it: one sentence. `uncertain`: it may have, and nobody heard of it."""

    def __init__(self, message: str, uncertain: bool = False) -> None:
        super().__init__(message)
        self.uncertain = uncertain


class Clone:
    """A clone of one repository in a folder of ours, made when it is first needed."""

    def __init__(self, folder: Path, url: str, run: Run, token: tuple[str, str] | None = None) -> None:
        """`token`: the address that it is for, and the variable that holds it: it goes to nobody else."""
        if not URL.fullmatch(url):
            raise GitError(
                "this is not the address of a repository: use https://, ssh:// or user@host:path, no password"
            )
        self.url = url
        self._folder = folder
        self._run = run
        self._token = token
        self._git = f"{PREFIX} --git-dir={quote(str(folder / 'repo.git'))}"

    # ---- what is there ---------------------------------------------------------------------------------------------

    def default_branch(self) -> str:
        """The branch that the remote's HEAD is."""
        found = re.match(r"ref: refs/heads/(\S+)\tHEAD", self._said("ls-remote --symref origin HEAD"))
        if not found:
            raise GitError(f"{self.url} does not tell its default branch")
        return found[1]

    def tip(self, branch: str) -> str:
        """The commit that a branch of the remote is at; "" where there is no such branch."""
        return self._said(f"ls-remote origin {quote(f'refs/heads/{checked(branch)}')}").partition("\t")[0]

    def fetch(self, branch: str) -> str:
        """Bring a branch here; its commit."""
        name = checked(branch)
        with self._alone():
            self._said(f"fetch --quiet --no-tags origin {quote(f'+refs/heads/{name}:refs/remotes/origin/{name}')}")
        return self._said(f"rev-parse --verify {quote(f'refs/remotes/origin/{name}^{{commit}}')}").strip()

    def changed(self, before: str, after: str, *paths: str) -> list[str]:
        """The paths that differ between two commits, among some or all."""
        commits = f"{_sha(before)} {_sha(after)}"
        names = f"--literal-pathspecs diff --no-ext-diff --no-renames --name-only -z {commits} -- {join(paths)}"
        return [name for name in self._said(names).split("\0") if name]

    def diff(self, before: str, after: str) -> str:
        """What came with `after`, for a person to read; of a very long one, the beginning."""
        self._made()
        shown = self._run(f"{self._git} diff --no-ext-diff --no-textconv {_sha(before)}...{_sha(after)} --").stdout
        return shown if len(shown) < PRINTED else f"{shown[:PRINTED]}\n… (longer than what is shown)"

    def whole(self, commit: str) -> str:
        """The whole name of a commit that is here; "" where there is none."""
        name = quote(f"{_sha(commit)}^{{commit}}")
        return self._run(f"{self._git} rev-parse --verify --quiet {name}").stdout.strip()

    def parents(self, commit: str) -> list[str]:
        return self._said(f"rev-list --parents --max-count=1 {_sha(commit)} --").split()[1:]

    def contains(self, branch: str, commit: str) -> bool:
        """Whether a fetched branch has the commit in its history."""
        line = f"{self._git} merge-base --is-ancestor {_sha(commit)} {quote(f'refs/remotes/origin/{checked(branch)}')}"
        return self._run(line).code == 0

    def subject(self, commit: str) -> str:
        """The first line of its message."""
        return self._said(f"log --max-count=1 --format=%s {_sha(commit)} --").strip()

    # ---- what is changed -------------------------------------------------------------------------------------------

    @contextmanager
    def checkout(self, commit: str) -> Iterator[Tree]:
        """A folder with the files of a commit, gone afterwards."""
        with TemporaryDirectory(prefix="firstmate-") as holder:
            folder = Path(holder) / "tree"
            with self._alone():
                self._said(f"worktree add --quiet --detach {quote(str(folder))} {_sha(commit)}")
            try:
                yield Tree(folder, self._run)
            finally:
                shutil.rmtree(folder, ignore_errors=True)
                with self._alone():
                    self._said("worktree prune")

    def push_line(self, commit: str, branch: str) -> str:
        """The command that publishes a commit as a new branch, or as what follows on the branch."""
        return f"{self._git} push --quiet origin {quote(f'{_sha(commit)}:refs/heads/{checked(branch)}')}"

    def delete_line(self, commit: str, branch: str) -> str:
        """The command that deletes a branch, if it still is at the commit."""
        ref = f"refs/heads/{checked(branch)}"
        return f"{self._git} push --quiet {quote(f'--force-with-lease={ref}:{_sha(commit)}')} origin {quote(f':{ref}')}"

    def publish(self, line: str) -> None:
        """Run one of these commands. Raises GitError."""
        self._made()
        self._output(line)

    # ---- the clone itself ------------------------------------------------------------------------------------------

    def _said(self, words: str) -> str:
        self._made()
        return self._output(f"{self._git} {words}")

    def _output(self, line: str) -> str:
        ended = self._run(line)
        if ended.code and self._token and NOT_LET.search(ended.stderr):
            raise GitError(f"{self.url} does not let us: look at ${self._token[1]}, which has to hold a token for it")
        return _output(ended, self.url)

    def _made(self) -> None:
        """The repository and its settings. Git fills the rest in, and a half-made one is made again."""
        where = self._folder / "repo.git"
        settings = SETTINGS.format(url=self.url)
        if self._token:
            settings += CREDENTIAL.format(place=self._token[0], variable=self._token[1])
        for path, text in (("config", settings), ("info/attributes", ATTRIBUTES), ("HEAD", "ref: refs/heads/none\n")):
            file = where / path
            if not file.exists() or file.read_text() != text:
                file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                file.write_text(text)
        for name in ("objects", "refs"):
            (where / name).mkdir(exist_ok=True)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One at a time. Locks that git left here when it was killed are nobody's then."""
        self._made()
        with (self._folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            for stale in (
                *(self._folder / "repo.git").glob("*.lock"),
                *(self._folder / "repo.git/refs").rglob("*.lock"),
            ):
                stale.unlink(missing_ok=True)
            yield


class Tree:
    """The files of one commit, in a folder of their own. No path leads out of it, and no link is followed."""

    def __init__(self, folder: Path, run: Run) -> None:
        self.folder = folder
        self._run = run
        place = quote(str(folder))
        self._git = f"{PREFIX} --git-dir={place}/.git --work-tree={place} --literal-pathspecs -C {place}"

    def path(self, name: str) -> Path:
        """Where a file of the repository is. Raises GitError for what leads out of it, or through a link."""
        parts = name.split("/")
        if not name.isprintable() or any(part in ("", ".", "..") or _is_gits(part) for part in parts):
            raise GitError(f"{name!r} is not a path inside of the repository")
        found = self.folder
        for part in parts:
            found = found / part
            if found.is_symlink():
                raise GitError(f"{name} leads through a link, which is not followed")
        return found

    def text(self, name: str) -> str | None:
        """The text of a file; None where there is none."""
        file = self.path(name)
        try:
            return file.read_bytes().decode() if file.is_file() else None
        except UnicodeDecodeError as error:
            raise GitError(f"{name} is not UTF-8 text") from error

    def write(self, name: str, text: str) -> None:
        """Make or replace a file."""
        file = self.path(name)
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text.encode())
        except OSError as error:
            raise GitError(f"{name} cannot be written: {error.strerror}") from error

    def commit(self, names: Sequence[str], message: str) -> str:
        """Commit these files; the commit. "" where nothing differs."""
        self._said(f"add -- {join(names)}")
        return self._committed(message)

    def revert(self, commit: str, mainline: bool, message: str) -> str:
        """Commit the opposite of a commit; "" where nothing is left to be taken back."""
        self._said(f"revert --no-commit {'-m 1 ' if mainline else ''}{_sha(commit)}")
        return self._committed(message)

    def _committed(self, message: str) -> str:
        if self._run(f"{self._git} diff --cached --quiet").code == 0:
            return ""
        self._said(f"commit --quiet --no-verify --cleanup=whitespace -m {quote(message)}")
        return self._said("rev-parse HEAD").strip()

    def _said(self, words: str) -> str:
        return _output(self._run(f"{self._git} {words}"), "the repository")


def checked(branch: str) -> str:
    """The name of a branch. Raises GitError where git, or a shell, could take it for something else."""
    if not BRANCH.fullmatch(branch):
        raise GitError(f"{branch!r} is not the name of a branch here: letters, digits and ._/+#- make one")
    return branch


def _sha(commit: str) -> str:
    if not SHA.fullmatch(commit):
        raise GitError(f"{commit!r} is not a commit: its hexadecimal name is, or the first seven digits of it")
    return commit


def _is_gits(part: str) -> bool:
    """Also as file systems see it that ignore trailing dots and spaces, or what comes after a colon."""
    return bool(NEVER.fullmatch(part.partition(":")[0].rstrip(". ")))


def _output(ended: Ended, where: str) -> str:
    if ended.code:
        said = " ".join(ended.stderr.split())[-300:] or f"it ended with code {ended.code}"
        raise GitError(f"git failed on {where}: {said}", uncertain=ended.code < 0)
    if len(ended.stdout.encode()) > PRINTED:
        raise GitError(f"git said more about {where} than is read")
    return ended.stdout

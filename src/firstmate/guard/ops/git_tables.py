"""What git's commands do beyond one's own work: where they publish, what they throw away, which programs they run."""

from __future__ import annotations

from firstmate.guard.flags import flags
from firstmate.guard.ops import tool

ELSEWHERE = (
    frozenset({"GIT_COMMON_DIR", "GIT_CONFIG", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_DIR"}) | tool.ELSEWHERE
)
"""Variables that name other settings, and settings run programs."""
GLOBAL = {
    "-C": 1, "-c": 1, "--attr-source": 1, "--config-env": 1, "--exec-path": 0, "--git-dir": 1, "--list-cmds": 0,
    "--namespace": 1, "--super-prefix": 1, "--work-tree": 1,
    **dict.fromkeys(
        ("-p", "-P", "-v", "-h", "--bare", "--glob-pathspecs", "--help", "--html-path", "--icase-pathspecs",
         "--info-path", "--literal-pathspecs", "--man-path", "--no-advice", "--no-lazy-fetch", "--no-optional-locks",
         "--no-pager", "--no-replace-objects", "--noglob-pathspecs", "--paginate", "--version"),
        0,
    ),
}  # fmt: skip
"""Options before the command -> how many words follow, when there is no equals sign."""

OWN_WORK = tool.paths(
    """
    : add am annotate apply archive bisect blame branch bugreport bundle cat-file check-attr check-ignore
    : check-mailmap check-ref-format checkout checkout-index cherry cherry-pick citool clean clone column commit
    : commit-graph commit-tree config count-objects describe diagnose diff diff-files diff-index diff-pairs
    : diff-tree difftool fast-export fast-import fetch fetch-pack fmt-merge-msg for-each-ref format-patch fsck
    : fsck-objects gc get-tar-commit-id gitk grep gui hash-object help history index-pack init init-db
    : interpret-trailers last-modified lfs log ls-files ls-remote ls-tree mailinfo mailsplit maintenance merge
    : merge-base merge-file merge-index merge-one-file merge-tree mergetool mktag mktree multi-pack-index mv
    : name-rev notes pack-objects pack-redundant pack-refs patch-id prune prune-packed pull quiltimport range-diff
    : read-tree rebase reflog refs remote repack replace replay repo request-pull rerere reset restore rev-list
    : rev-parse revert rm scalar shortlog show show-branch show-index show-ref sparse-checkout stage stash status
    : stripspace submodule switch symbolic-ref tag unpack-file unpack-objects update-index update-ref
    : update-server-info var verify-commit verify-pack verify-tag version whatchanged worktree write-tree
    """
)
"""They look, or change what lies in one's own folder: the guard has no say, but for the flags and words below."""

RISKY = {
    "backfill": "downloads objects",
    "credential": "changes stored passwords",
    "credential-cache": "changes stored passwords",
    "credential-store": "changes stored passwords",
    "cvsexportcommit": "publishes commits",
    "cvsimport": "runs a program of another system",
    "cvsserver": "opens the repository to others",
    "daemon": "opens the repository to others",
    "filter-branch": "rewrites every commit",
    "filter-repo": "rewrites every commit",
    "for-each-repo": "runs a command in every repository",
    "fsmonitor--daemon": "leaves a program running",
    "hook": "runs a program of the repository",
    "http-backend": "opens the repository to others",
    "http-push": "publishes commits",
    "imap-send": "sends mail",
    "instaweb": "opens the repository to others",
    "p4": "talks to another system",
    "receive-pack": "takes commits from others",
    "send-email": "sends mail",
    "send-pack": "publishes commits",
    "shell": "runs commands of others",
    "submodule--helper": "is no command for people",
    "subtree": "publishes commits, or takes them from others",
    "svn": "talks to another system",
    "upload-archive": "gives the repository to others",
    "upload-pack": "gives the repository to others",
}

LOSES = {
    "checkout": (("f", "force"), "throws away changes that are not committed"),
    "switch": (("f", "force", "discard-changes"), "throws away changes that are not committed"),
    "branch": (("D",), "deletes a branch even when nothing else has its commits"),
    "reset": (("hard", "merge"), "throws away changes that are not committed"),
    "worktree": (("f", "force"), "throws away changes that are not committed"),
    "apply": (("unsafe-paths",), "writes files outside the folder"),
}
"""Command -> the flags with which it loses work."""

LOSING_WORDS = {
    "maintenance": ("start", "makes a job that runs regularly"),
    "reflog": ("expire delete drop", "forgets the commits that nothing else has"),
    "remote": ("set-url", "changes where later pushes go"),
    "stash": ("drop clear", "throws away changes that are not committed"),
}
"""Command -> words right after it that ask for more."""

RUNS = {
    "archive": "exec",
    "clone": "upload-pack u",
    "difftool": "extcmd x",
    "fetch": "upload-pack",
    "fetch-pack": "upload-pack exec",
    "filter-branch": (
        "setup env-filter tree-filter index-filter parent-filter msg-filter commit-filter tag-name-filter"
    ),
    "grep": "open-files-in-pager O",
    "ls-remote": "upload-pack exec",
    "pull": "upload-pack",
    "rebase": "exec x",
    "send-email": "to-cmd cc-cmd sendmail-cmd smtp-server header-cmd",
    "send-pack": "receive-pack exec",
}
"""Command -> its flags whose value is a program. Git takes shortened ones: `--uplo`."""

THERE = frozenset({"archive", "clone", "fetch", "fetch-pack", "ls-remote", "pull", "push", "send-pack"})
"""Commands whose programs run where the other repository is, which may be here."""

WRITES = {
    "archive": "output o",
    "bugreport": "output-directory o",
    "diagnose": "output-directory o",
    "diff": "output",
    "fast-export": "export-marks",
    "format-patch": "output-directory output o",
    "log": "output",
    "show": "output",
}
"""Command -> its flags whose value is a path that it writes."""
WRITES_WORD = {"bundle": "create", "worktree": "add"}
"""Command -> the word after which such a path stands."""
TEMPLATES = {"clone": ("template", "config"), "init": ("template",), "init-db": ("template",), "mergetool": ("config",)}

PLAIN_SETTINGS = (
    r"(?:advice|author|branch\.(?!.*\.(?:remote|pushremote|merge)$)|clone|color|column|commit(?!\.template)|committer|"
    r"fetch|fsck|gc|grep|help(?!\.browser)|i18n|index|init(?!\.templatedir)|log|maintenance|merge(?!\..*\.driver|tool)|"
    r"notes|pack|pull|push|rebase|receive|rerere|safe|splitindex|stash|status|tag(?!\.gpg)|transfer|user|versionsort|"
    r"worktree|format(?!\.pretty)|blame|submodule\.(?:recurse|fetchjobs)|feature|checkout|switch)(?:\..*)?|"
    r"core\.(?:abbrev|autocrlf|bare|bigfilethreshold|checkstat|commentchar|compression|deltabasecachelimit|eol|"
    r"filemode|ignorecase|logallrefupdates|longpaths|multipackindex|preloadindex|precomposeunicode|quotepath|safecrlf|"
    r"sharedrepository|symlinks|trustctime|untrackedcache|whitespace|excludesfile|attributesfile)|"
    r"diff\.(?:algorithm|colormoved|colormovedws|context|indentheuristic|mnemonicprefix|noprefix|renamelimit|renames|"
    r"statgraphwidth|submodule|suppressblankempty|wordregex|tool|guitool|interhunkcontext|ignoresubmodules|relative)|"
    r"http\.(?:postbuffer|lowspeedlimit|lowspeedtime|version|maxrequests)|protocol\.version|gpg\.format|"
    r"commit\.gpgsign|tag\.gpgsign|tag\.forcesignannotated|lfs\..*"
)
"""Settings that run no program, and send nothing elsewhere."""
PLAIN_PROGRAMS = tool.PLAIN_PROGRAMS | {
    "less -R",
    "less -FRX",
    "code --wait",
    "store",
    "cache",
    "osxkeychain",
    "manager",
}
"""What may stand for a program, or a place for passwords, without harm."""
HOLDS_A_PROGRAM = (
    r"core\.(?:askpass|editor|fsmonitor|gitproxy|pager|sshcommand)|alias\..*|pager\..*|sequence\.editor|"
    r"diff\.external|interactive\.difffilter|credential\..*|gpg\..*program|uploadpack\.packobjectshook|"
    r".*\.(?:cmd|command|textconv|driver|clean|smudge|process|update|uploadpack|receivepack|vcs|path|tocmd|cccmd)"
)

PUSH = flags(
    "v:verbose no-verbose q:quiet no-quiet repo= no-repo all no-all branches no-branches mirror no-mirror d:delete "
    "no-delete tags no-tags n:dry-run no-dry-run porcelain no-porcelain f:force no-force force-with-lease? "
    "no-force-with-lease force-if-includes no-force-if-includes recurse-submodules= no-recurse-submodules "
    "receive-pack= exec= u:set-upstream no-set-upstream progress no-progress prune no-prune verify no-verify "
    "follow-tags no-follow-tags signed? no-signed atomic no-atomic o:push-option= 4:ipv4 6:ipv6 thin no-thin h:help"
)
PUSHES_MORE = {
    "force": "writes over what others have pushed",
    "force-with-lease": "writes over what others have pushed",
    "delete": "deletes a branch or tag for everybody",
    "mirror": "makes everything there as it is here: what is only there is deleted",
    "prune": "deletes branches that are not here",
    "all": "pushes every branch",
    "branches": "pushes every branch",
    "tags": "pushes every tag: releases are made by them",
    "follow-tags": "pushes tags: releases are made by them",
    "push-option": "tells the server more: it may merge by it",
    "repo": "pushes somewhere else",
}
DEPLOYED = (
    r"main|master|trunk|default|prod(?:uction)?(?:[-/].*)?|stable|live|deploy(?:ment)?(?:[-/].*)?|release(?:[-/].*)?|"
    r"staging|gitops|develop|HEAD|@|v?\d+(?:\.\d+)*.*|gh-pages|pages"
)
"""Branches from which something is deployed as a rule, what only the run tells, and tags."""

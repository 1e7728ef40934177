"""Package managers of a host: lists are read, what installs or removes is asked about."""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.guard.hosts.forms import NAME, Form, acts
from firstmate.guard.hosts.names import names
from firstmate.guard.ops import tool
from firstmate.guard.ops.tool import Tool
from firstmate.guard.values import Act, Command, Known

CHANGES = "changes which programs the machine has"
SOURCES = "changes where programs come from"
LISTS = "gets the newest lists of programs"
OPTION = "an option of its own language, which may run a program"


def _changing(text: str, reason: str = CHANGES) -> dict[str, str]:
    return dict.fromkeys(names(text), reason)


APT_CHANGES = _changing(
    "autoclean autopurge auto-remove autoremove build-dep clean dist-clean dist-upgrade dselect-upgrade edit-sources "
    "full-upgrade install modernize-sources purge reinstall remove safe-upgrade satisfy source upgrade"
)
APT = Tool(
    "apt",
    tool.paths(
        ": changelog check depends download help history-list indextargets list moo policy rdepends search show "
        "showsrc why"
    ),
    safe={"update": LISTS},
    risky=APT_CHANGES,
    everywhere="h:help v:version y:yes assume-yes q:quiet o:option= t:target-release= default-release= s:simulate "
    "d:download-only f:fix-broken m:fix-missing V:verbose-versions a:host-architecture= c:config-file= "
    "no-install-recommends allow-downgrades upgradable installed",
    worse={"--option": OPTION, "--config-file": OPTION, "APT_CONFIG": OPTION},
    dry=dict.fromkeys(APT_CHANGES, "simulate"),
)
APT_MARK = Tool(
    "apt-mark",
    tool.paths(": showauto showheld showhold showinstall showmanual showpurge showremove"),
    risky=_changing("auto hold install manual minimize-manual purge remove unhold"),
)
DNF = Tool(
    "dnf",
    tool.paths(
        """
        : check check-update deplist help info list provides repoinfo repolist repoquery search updateinfo
        : whatprovides
        group: info list
        history: info list userinstalled
        module: info list provides
        """
    ),
    safe={"makecache": LISTS},
    risky={
        **_changing(
            "autoremove builddep clean distro-sync downgrade download erase install local-install localinstall mark "
            "offline-upgrade reinstall remove shell swap system-upgrade update update-minimal upgrade "
            "upgrade-minimal versionlock"
        ),
        **_changing("config-manager copr", SOURCES),
        **{f"group {verb}": CHANGES for verb in names("install mark remove upgrade")},
        **{f"history {verb}": CHANGES for verb in names("redo rollback undo")},
        **{f"module {verb}": CHANGES for verb in names("disable enable install remove reset switch-to")},
    },
    aliases={"grouplist": "group list", "ls": "list", "se": "search", "rq": "repoquery", "groupinfo": "group info"},
    everywhere="h:help version y:assumeyes q:quiet v:verbose C:cacheonly c:config= d:debuglevel= enablerepo= "
    "disablerepo= repo= setopt= installroot= releasever= refresh nogpgcheck allowerasing best installed "
    "available upgrades",
    worse={
        "--config": OPTION,
        "--setopt": OPTION,
        "--installroot": "changes another system",
        "--repofrompath": SOURCES,
    },
)
ZYPPER = Tool(
    "zypper",
    tool.paths(
        ": help info licenses list-patches list-updates locks lp lr ls lu packages pa patches patch-check pchk "
        "products ps repos search se services what-provides wp if patterns"
    ),
    safe={"refresh": LISTS, "ref": LISTS},
    risky={
        **_changing(
            "addlock al clean dist-upgrade dup in install patch purge-kernels remove removelock rl rm si up update "
            "verify"
        ),
        **_changing("addrepo addservice ar as modifyrepo mr removerepo renamerepo rr nr", SOURCES),
    },
    everywhere="h:help n:non-interactive q:quiet v:verbose no-refresh x:xmlout R:root= c:config=",
    worse={"--root": "changes another system", "--config": OPTION},
)
APK = Tool(
    "apk",
    tool.paths(": audit dot info list manifest policy search stats verify version"),
    safe={"update": LISTS},
    risky=_changing("add adbdump cache convndx del extract fetch fix index mkndx mkpkg upgrade"),
    everywhere="h:help q:quiet v:verbose p:root= X:repository= U:update-cache U:update-cache f:force allow-untrusted "
    "no-cache s:simulate",
    worse={"--repository": SOURCES, "--root": "changes another system"},
    dry={"add": "simulate", "del": "simulate", "upgrade": "simulate"},
)
BREW = Tool(
    "brew",
    tool.paths(
        """
        : analytics cat config deps desc doctor formulae casks help info leaves list log missing options
        : outdated search tap-info uses
        services: info list
        """
    ),
    safe={"update": LISTS, "fetch": "downloads programs"},
    risky={
        **_changing(
            "autoremove bundle cleanup edit install link migrate pin postinstall reinstall remove rm uninstall "
            "unlink unpin upgrade"
        ),
        **_changing("tap untap", SOURCES),
        **{f"services {verb}": "starts or stops a service" for verb in names("cleanup kill restart run start stop")},
    },
    aliases={"ls": "list", "abv": "info", "dr": "doctor", "-S": "search"},
    everywhere="h:help v:verbose q:quiet d:debug cask formula json? versions greedy prefix cellar repository version "
    "cache",
)
SNAP = Tool(
    "snap",
    tool.paths(
        ": aliases changes components connections debug find help info interface interfaces known list logs model "
        "services tasks validate version warnings whoami"
    ),
    risky={
        **_changing("ack alias disable enable install prefer refresh remove revert set switch try unalias unset"),
        **_changing(
            "abort connect create-cohort disconnect forget get login logout okay reboot recovery restart restore run "
            "save"
        ),
        **_changing("buy download export-snapshot import-snapshot pack prepare-image saved sign start stop watch"),
    },
    everywhere="h:help all",
)
FLATPAK = Tool(
    "flatpak",
    tool.paths(": documents history info list permissions ps remote-info remote-ls remotes search"),
    risky={
        **_changing("build build-bundle install kill mask override pin repair uninstall update enter run make-current"),
        **_changing("remote-add remote-delete remote-modify", SOURCES),
    },
    everywhere="h:help version v:verbose user system app runtime columns= y:assumeyes",
)
TOOLS = {
    "apk": APK,
    "apt": APT,
    "apt-get": APT,
    "apt-mark": APT_MARK,
    "aptitude": APT,
    "brew": BREW,
    "dnf": DNF,
    "dnf5": DNF,
    "flatpak": FLATPAK,
    "microdnf": DNF,
    "snap": SNAP,
    "yum": DNF,
    "zypper": ZYPPER,
    "nala": APT,
}
PACMAN = Form(CHANGES, "-Q[a-z]*|-S[sigl]+|-F[a-x]*|-T|--query", "[^-].*|--color.*|--noconfirm")
FORMS = {
    **dict.fromkeys(("pacman", "paru", "yay"), PACMAN),
    "add-apt-repository": Form(SOURCES, "-L|--list"),
    "apt-cache": Form("", "", rf"{NAME}|-[qainfg]|--(?!opt|conf)[\w-]+", bare=True),
    "apt-key": Form(SOURCES, "list|finger"),
    "do-release-upgrade": Form(CHANGES, "-c|--check-dist-upgrade-only"),
    "dpkg": Form(
        CHANGES,
        "-[lLsSpCVIc]|--list|--status|--listfiles|--search|--print-avail|--get-selections|--audit|--verify|--print-architecture"
        "|--info|--contents|--compare-versions|--print-foreign-architectures",
        NAME,
    ),
    "dpkg-reconfigure": Form(CHANGES),
    "fwupdmgr": Form("changes the firmware of the machine", r"get-[\w-]+|security", NAME),
    "pkcon": Form(CHANGES, "get-[\\w-]+|search", "[^-].*"),
    "rpm": Form(
        CHANGES,
        r"-[qV]\w*|--query|--verify",
        r"[^-].*|--(?:last|qf|queryformat|scripts|requires|provides|list|info|all|changelog|whatprovides|whatrequires|file)(?:=.*)?",
    ),
    "unattended-upgrade": Form(CHANGES, "--dry-run", "-d|-v|--debug"),
    "update-alternatives": Form(CHANGES, "--display|--list|--query|--get-selections", NAME),
}


def judge(command: Command, known: Known) -> Iterator[Act]:
    """What the tables say."""
    if command.name in FORMS:
        yield from acts(command, FORMS, "packages")
    else:
        yield from tool.acts(command, tool.named(command, TOOLS))

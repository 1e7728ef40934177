"""systemd's programs, and other keepers of services: which of their commands only read."""

from __future__ import annotations

from firstmate.guard.hosts.programs import words
from firstmate.guard.ops.tool import Tool, paths

HERE = "H:host= M:machine= h:help version no-pager no-legend no-ask-password"
STOPS = "stops or restarts the whole machine"
SYSTEMCTL = Tool(
    "systemctl",
    paths(
        """
        : cat get-default help is-active is-enabled is-failed is-system-running list-automounts list-dependencies
        : list-jobs list-machines list-paths list-sockets list-timers list-unit-files list-units show
        : show-environment status whoami
        """
    ),
    {"reset-failed": "forgets that units have failed"},
    {
        **dict.fromkeys(
            words(
                "default emergency exit halt hibernate hybrid-sleep isolate kexec poweroff reboot rescue sleep "
                "soft-reboot "
                "suspend suspend-then-hibernate switch-root"
            ),
            STOPS,
        ),
        **dict.fromkeys(
            words(
                "add-requires add-wants disable enable link mask preset preset-all reenable revert set-default unmask"
            ),
            "changes what starts with the machine",
        ),
        **dict.fromkeys(
            words(
                "condrestart condstop force-reload reload reload-or-restart restart start stop try-reload-or-restart "
                "try-restart"
            ),
            "starts or stops a service that others may rely on",
        ),
        "bind": "mounts a folder into a running service",
        "cancel": "cancels what systemd is about to do",
        "clean": "deletes the data of a unit",
        "daemon-reexec": "restarts systemd itself",
        "daemon-reload": "puts changed units into force",
        "edit": "changes a unit",
        "freeze": "stops what runs, until somebody thaws it",
        "import-environment": "changes what every service gets",
        "kill": "ends a service without letting it finish",
        "log-level": "changes systemd's own log",
        "log-target": "changes systemd's own log",
        "mount-image": "mounts an image into a running service",
        "service-log-level": "changes the log of a service",
        "service-watchdogs": "changes whether hung services are restarted",
        "set-environment": "changes what every service gets",
        "set-property": "changes the limits of a unit",
        "thaw": "lets a service run again",
        "unset-environment": "changes what every service gets",
    },
    everywhere=(
        f"{HERE} t:type= state= p:property= P:value= a:all q:quiet o:output= n:lines= s:signal= kill-whom= kill-value= "
        "job-mode= root= image= timestamp= what= f:force l:full now user system failed reverse after before runtime "
        "global no-block check-inhibitors= preset-mode= message= when= no-wall plain value recursive "
        "r:with-dependencies "
        "i:ignore-inhibitors T:show-transaction firmware-setup boot-loader-menu= boot-loader-entry= read-only mkdir "
        "marked stdin drop-in= wait no-reload legend= show-types dry-run"
    ),
    where={"--host": "host", "--machine": "host"},
)


def _tool(name: str, reads: str, why: str, own: str = "") -> Tool:
    """One whose other commands are all asked about, for one reason."""
    return Tool(name, paths(reads), everywhere=f"{HERE} {own}", where=SYSTEMCTL.where, risky={"…": why})


TOOLS = {
    "systemctl": SYSTEMCTL,
    "loginctl": _tool(
        "loginctl",
        ": list-sessions session-status show-session list-users user-status show-user list-seats seat-status show-seat",
        "ends sessions or changes what they may",
        "p:property= n:lines= o:output=",
    ),
    "machinectl": _tool(
        "machinectl",
        ": list status show image-status show-image list-images list-transfers",
        "changes virtual machines and containers",
        "p:property= n:lines= o:output= a:all l:full q:quiet uid= E:setenv=",
    ),
    "timedatectl": _tool(
        "timedatectl",
        ": status show list-timezones timesync-status show-timesync ntp-servers",
        "changes the clock",
        "p:property= a:all monitor value",
    ),
    "hostnamectl": _tool(
        "hostnamectl", ": status", "changes the name of the machine", "static transient pretty json= j:j"
    ),
    "localectl": _tool("localectl", ": status list-locales list-keymaps", "changes the language of the machine"),
    "networkctl": _tool(
        "networkctl",
        ": list status lldp label cat",
        "changes the network of the machine",
        "a:all s:stats n:lines= l:full json=",
    ),
    "coredumpctl": _tool(
        "coredumpctl",
        ": list info",
        "copies the memory of a program, with what it holds",
        "n:no-legend F:field= o:output= D:directory= 1:one r:reverse S:since= U:until= json= q:quiet",
    ),
    "systemd-analyze": _tool(
        "systemd-analyze",
        ": blame calendar capability cat-config compare-versions condition critical-chain "
        "dot dump exit-status fdstore filesystems has-tpm2 inspect-elf log-level malloc pcrs plot security "
        "service-watchdogs srk syscall-filter time timespan timestamp unit-files unit-paths verify",
        "changes systemd",
        "user system iterations= base-time= man= order require fuzz= from-pattern= to-pattern=",
    ),
    "busctl": _tool(
        "busctl",
        ": list status monitor tree introspect get-property capture",
        "calls a service of the machine",
        "user system address= match= l:list j:json= q:quiet no-legend verbose",
    ),
    "supervisorctl": _tool(
        "supervisorctl",
        ": status tail pid avail version maintail",
        "starts or stops services",
        "c:configuration= s:serverurl= u:username=",
    ),
    "launchctl": _tool(
        "launchctl",
        ": list print print-cache print-disabled blame dumpstate procinfo hostinfo managerpid error help version",
        "starts or stops services",
    ),
    "sv": _tool("sv", ": status check", "starts or stops services"),
    "s6-rc": _tool("s6-rc", ": list help diff", "starts or stops services"),
    "monit": _tool("monit", ": status summary report validate", "starts or stops services"),
}
LOOKING = words("systemd-cgls systemd-cgtop systemd-delta systemd-detect-virt systemd-path rc-status atq")
JOURNAL_CHANGES = tuple(
    words("--vacuum --rotate --flush --sync --relinquish --smart --setup-keys --update-cat --cursor-f")
)

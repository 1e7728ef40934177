"""The network of a host: addresses and firewalls. Looking is free; a change may cut the way to the machine."""

from __future__ import annotations

import re
from collections.abc import Iterator

from firstmate.command_tiers import CommandTier
from firstmate.guard.flags import UnclearError, flags
from firstmate.guard.hosts import getopt
from firstmate.guard.hosts.forms import Form, acts
from firstmate.guard.ops.tool import shown
from firstmate.guard.values import UNKNOWN, Act, Command, Known, Nested, Word

READ, RISKY = CommandTier.READ, CommandTier.RISKY
FIREWALL = "changes what may reach this machine"
INTERFACES = "changes the network of this machine"
TABLES = (
    "iptables iptables-legacy iptables-nft ip6tables ip6tables-legacy ip6tables-nft ebtables arptables"  # one grammar
)
FORMS = {
    **{
        name: Form(
            FIREWALL,
            r"-[LSC]|-[nv]*[LS][nvx]*|--list|--list-rules|-[nvx]+L|-V",
            r"-[nvxw]+|--line-numbers|--numeric|--verbose|--exact|-t|--table|--table=\w+|[a-z]+|[A-Z][\w-]*|\d+",
        )
        for name in TABLES.split()
    },
    **{f"{name}-save": Form("", "", r"-[cMt]|--counters|\w+", bare=True) for name in ("iptables", "ip6tables")},
    **{f"{name}-restore": Form(FIREWALL) for name in ("iptables", "ip6tables")},
    "firewall-cmd": Form(
        FIREWALL,
        "--(?:list|get|query|info|path)-[\\w-]+(?:=.*)?|--state|--check-config",
        "--(?:zone|policy|permanent)(?:=.*)?|-q|--quiet",
    ),
    "networkctl": Form(
        INTERFACES,
        "status|list|lldp",
        r"[a-z]+\d[\w.]*|--no-pager|--no-legend|-a|--all|-s|--stats|--json=.*|-n",
        bare=True,
    ),
    "nft": Form(FIREWALL, "list", r"-[annsjNSpy]+|--\w+|(?!add|create|de|flush|import|insert|re|monitor)[\w.-]+"),
    "resolvconf": Form(INTERFACES, "-l"),
    "tailscaled": Form("runs the daemon of a network"),
    "tcpkill": Form("cuts connections"),
    "ufw": Form(
        FIREWALL,
        "status|version|--version|app|show",
        "verbose|numbered|list|info|raw|builtins|listening|added|[A-Z][\\w ]*",
    ),
    "vconfig": Form(INTERFACES),
    "wg-quick": Form(INTERFACES),
}
IP = flags(
    "V:Version h:human b:batch= force s:statistics d:details l:loops= 4:4 6:6 B:B M:M 0:0 f:family= o:oneline "
    "r:resolve n:netns= N:Numeric a:all c:color? t:timestamp tshort j:json p:pretty br:brief brief echo rcvbuf= iec"
)
IP_READS = re.compile(r"s|sh|sho|show|l|li|lis|list|ls|lst|g|ge|get|help")
"""A link's `s` is `set`."""
LINK = re.compile(r"l|li|lin|link|netns|netn|net|ne|xfrm|x.*|vrf|mptcp.*")
IP_OBJECTS = re.compile(
    r"a|ad\w*|r|ro\w*|l|li\w*|n|nei\w*|ru\w*|m|ma\w*|mr\w*|mo\w*|tu\w*|netns|netn|nex\w*|vrf|x\w*|to\w*|ioam|mptcp|stats|tc\w*"
)
INNER = frozenset({"exec"})


def judge(command: Command, known: Known) -> Iterator[Act | Nested]:
    """What the table says; `ip` by its objects."""
    if command.name == "ip":
        yield from _ip(command)
    else:
        yield from acts(command, FORMS, "network")


def _ip(command: Command) -> Iterator[Act | Nested]:
    """`ip [OPTIONS] OBJECT [VERB …]`: objects and verbs may be shortened, and no verb means show."""
    try:
        said = getopt.parse(_dashed(command.arguments), IP, in_order=True)
    except UnclearError as unclear:
        yield _act("ip", RISKY, f"cannot be understood: {unclear}")
        return
    words = said.positionals
    if "batch" in said.values:
        yield _act("ip", RISKY, "its commands are in a file")
    elif len(words) > 2 and words[0] in ("netns", "vrf") and words[1] in INNER:
        rest = words[2:] if "all" in said.values else words[3:]
        yield _act("ip", RISKY, "runs a program in another network")
        yield Nested(command=command._replace(words=tuple(map(Word, rest))))
    elif _ip_looks(words):
        yield _act("ip", READ, "only looks")
    else:
        yield _act("ip", RISKY, f"{INTERFACES}: {shown(' '.join(words[:3]))}")


def _dashed(arguments: tuple[str, ...]) -> tuple[str, ...]:
    """Its long options have one dash or two: `-br`, `-json`, `-statistics`."""
    return tuple(f"-{word}" if re.fullmatch(r"-[a-zA-Z]{2,}.*", word) else word for word in arguments)


def _ip_looks(words: tuple[str, ...]) -> bool:
    if not words or words[0] == "help" or words[0] in ("monitor", "mon", "mo"):
        return True
    if UNKNOWN in words[0] or not IP_OBJECTS.fullmatch(words[0]):
        return False
    if len(words) == 1:
        return True
    return bool(IP_READS.fullmatch(words[1])) and not (words[1] == "s" and bool(LINK.fullmatch(words[0])))


def _act(name: str, tier: CommandTier, reason: str) -> Act:
    return Act(tier, f"network.{name}{'.look' if tier is READ else ''}", reason, tool=name)

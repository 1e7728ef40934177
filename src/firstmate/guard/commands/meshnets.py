"""NetworkManager, Tailscale, WireGuard, ZeroTier: programs with subcommands for the network of a host."""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.command_tiers import CommandTier
from firstmate.guard.hosts.names import names
from firstmate.guard.ops import tool
from firstmate.guard.ops.tool import Tool
from firstmate.guard.values import Act, Command, Known, Nested

NETWORK = "changes the network of this machine"
NMCLI = Tool(
    "nmcli",
    tool.paths(
        """
        : help monitor
        agent:
        connection: monitor show
        device: lldp monitor show status
        device wifi: list
        general: hostname logging permissions status
        networking: connectivity
        radio: all wifi wwan
        """
    ),
    risky={
        **{
            f"connection {verb}": NETWORK
            for verb in names("add clone delete down edit export import load migrate modify reload up")
        },
        **{
            f"device {verb}": NETWORK
            for verb in names("checkpoint connect delete disconnect down modify reapply set up")
        },
        **{f"device wifi {verb}": NETWORK for verb in ["connect", "hotspot", "rescan", "show-password"]},
        "general reload": NETWORK,
        "networking off": NETWORK,
        "networking on": NETWORK,
    },
    aliases={
        "c": "connection",
        "con": "connection",
        "conn": "connection",
        "d": "device",
        "dev": "device",
        "g": "general",
        "gen": "general",
        "n": "networking",
        "net": "networking",
        "r": "radio",
        "m": "monitor",
        "connection s": "connection show",
        "connection sh": "connection show",
        "device s": "device status",
        "device sh": "device show",
        "device stat": "device status",
        "general s": "general status",
        "device w": "device wifi",
        "device wifi l": "device wifi list",
    },
    everywhere="h:help ?:help a:ask c:colors= e:escape= f:fields= g:get-values= m:mode= o:overview p:pretty "
    "s:show-secrets t:terse "
    "v:version w:wait= active order=",
    worse={"--show-secrets": "prints passwords"},
)
TAILSCALE = Tool(
    "tailscale",
    tool.paths(
        """
        : bugreport dns exit-node ip licenses netcheck ping status version whois
        dns: query status
        exit-node: list suggest
        funnel: status
        lock: log status
        serve: status
        switch: list
        metrics: print
        syspolicy: list
        drive: list
        """
    ),
    risky={
        "cert": "gets a certificate and its key",
        "configure": NETWORK,
        "debug": "may print keys, or change anything",
        "down": "takes this machine out of its network",
        "drive share": "gives others a folder",
        "drive unshare": "changes what others get",
        "file cp": "sends a file to another machine",
        "file get": "takes files from other machines",
        "funnel": "opens a service of this machine to everybody",
        "funnel reset": NETWORK,
        "lock add": "changes who may join the network",
        "lock disable": "changes who may join the network",
        "lock init": "changes who may join the network",
        "lock remove": "changes who may join the network",
        "lock sign": "changes who may join the network",
        "login": "changes the credentials of this machine",
        "logout": "takes this machine out of its network",
        "nc": "opens a connection",
        "serve": "opens a service of this machine to others",
        "serve reset": NETWORK,
        "set": NETWORK,
        "ssh": "opens a session on another machine",
        "switch": "changes which network this machine is in",
        "up": NETWORK,
        "update": "installs another version",
        "web": "opens the settings of this machine to a browser",
    },
    everywhere="help socket=",
    worse={"--socket": "it talks to another service"},
)
WG = Tool(
    "wg",
    tool.paths(": genkey genpsk help pubkey show"),
    risky={
        "addconf": NETWORK,
        "set": NETWORK,
        "setconf": NETWORK,
        "showconf": "prints the private key",
        "syncconf": NETWORK,
    },
)
ZEROTIER = Tool(
    "zerotier-cli",
    tool.paths(": info listnetworks listpeers peers status"),
    risky=dict.fromkeys(("dump", "join", "leave", "orbit", "deorbit", "set", "get", "set-controller"), NETWORK),
)
TOOLS = {each.name: each for each in (NMCLI, TAILSCALE, WG, ZEROTIER)}
KEYS = frozenset({"dump", "preshared-keys", "private-key"})


def judge(command: Command, known: Known) -> Iterator[Act | Nested]:
    """What the tables say; keys are secrets, and what runs on another machine is judged there."""
    used = tool.named(command, TOOLS)
    line = tool.understood(command, used)
    if isinstance(line, Act):
        yield line
        return
    act = tool.act_of(line, command, used)
    if used is WG and line.path == "show" and KEYS.intersection(line.words):
        act = tool.risky(act, "keys", "prints the private key")
    if used is NMCLI and act.tier is CommandTier.READ and line.path.startswith(("general ", "radio ")) and line.words:
        act = tool.risky(act, "set", NETWORK)
    if line.path == "ssh" and len(line.words) > 1:
        yield Nested(script=" ".join(line.words[1:]), host=line.words[0])
    else:
        yield act

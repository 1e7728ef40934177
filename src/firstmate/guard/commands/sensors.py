"""GPUs, power supplies and what measures a machine: readings are free, settings and switches are asked about."""

from __future__ import annotations

import re
from collections.abc import Iterator

from firstmate.command_tiers import CommandTier
from firstmate.guard.hosts.forms import NAME, Form, acts
from firstmate.guard.hosts.names import names
from firstmate.guard.ops import tool
from firstmate.guard.ops.tool import Tool
from firstmate.guard.values import Act, Command, Known

GPU = "changes how a GPU works, or resets it"
UPS = "changes or switches what feeds the machine"
BMC = "changes the machine through its controller"
IPMITOOL = Tool(
    "ipmitool",
    tool.paths(
        """
        bmc: info
        channel: getaccess getciphers info
        chassis: poh restart_cause selftest status
        chassis power: status
        dcmi: asset_tag discover get_mc_id_string power sensors thermalpolicy
        delloem: powermonitor
        : help
        fru: list print
        lan: print
        lan6: print
        mc: getenables guid info selftest
        pef: info list policy status
        power: status
        sdr: elist entity get info list type
        sel: elist get info list
        sel time: get
        sensor: get list reading
        session: info
        sol: info
        user: list summary
        """
    ),
    risky={
        **{f"chassis power {verb}": "switches the machine" for verb in names("cycle diag off on reset soft")},
        **{f"power {verb}": "switches the machine" for verb in names("cycle diag off on reset soft")},
        **{f"chassis {verb}": BMC for verb in names("bootdev bootparam identify policy")},
        **{f"mc {verb}": BMC for verb in names("reset setenables watchdog")},
        **{
            f"sel {verb}": "deletes or changes the log of the machine"
            for verb in names("add clear delete save writeraw")
        },
        **{f"sol {verb}": "opens the console of the machine" for verb in names("activate deactivate payload set")},
        **{f"user {verb}": "changes who may control the machine" for verb in names("disable enable priv set test")},
        **dict.fromkeys(names("raw i2c spd exec set shell isol hpm ekanalyzer sunoem fwum firewall picmg event"), BMC),
        "channel setaccess": BMC,
        "dcmi activate": BMC,
        "dcmi deactivate": BMC,
        "dcmi set_limit": BMC,
        "fru edit": BMC,
        "fru write": BMC,
        "lan set": BMC,
        "sel time set": BMC,
        "sensor thresh": BMC,
    },
    aliases={"session": "session info"},
    everywhere="h help v:verbose c:csv I:interface= H:host= p:port= U:username= f:pwfile= P:password= E:env k:key= "
    "y:hexkey= a:ask L:level= A:authtype= C:cipher= S:sdrcache= t:target= b:bridge= T:transit= "
    "B:transitchannel= l:lun= o:oem= O:seloem= N:timeout= R:retries= g:quirk d:device=",
)
READINGS = (
    r"-L|--list-gpus|-q|--query|--query-[\w-]+=.*|--query-[\w-]+|--help-query-[\w-]+|-B"
    r"|--list-excluded-gpus|-h"
)
BESIDE = (
    r"-i|--id=.*|-d|--display=.*|-x|--xml-format|-u|--unit|-l|--loop=.*|-lms|--loop-ms=.*|--format=.*|--format|-f|--filename=.*"
    r"|\d[\d,]*|[A-Z_,]+|csv[\w,]*|GPU-.*|--dtd|[\w./-]+\.(?:csv|log|txt|xml)"
)
MONITORS = re.compile(r"(?:dmon|pmon|topo|nvlink|stats|vgpu) ?(?:(?:-[cdimopqs]|-gm|--gpm-metrics|[\w,.]+)(?: |$))*")
"""Its subcommands that only look, with their options."""
FORMS = {
    "amd-smi": Form(
        GPU,
        "version|list|static|firmware|bad-pages|metric|process|event|topology|monitor",
        "[^-].*|-[a-fh-qs-z]|--json|--csv",
    ),
    "nvidia-bug-report.sh": Form("gathers everything about the machine into a file"),
    "nvidia-persistenced": Form(GPU),
    "nvidia-settings": Form(GPU, "-q|--query", NAME),
    "nvidia-smi": Form(GPU, READINGS, BESIDE, bare=True),
    "rocm-smi": Form(GPU, "", r"-[aituPcbfpgM]|--show\w+|--json|--csv|-d|\d+", bare=True),
    "upsc": Form("", "", rf"{NAME}|-[lLcj]+", bare=True),
    "upscmd": Form(UPS, "-l", NAME),
    "upsdrvctl": Form(UPS, "-t", NAME),
    "upsmon": Form(UPS),
    "upsrw": Form(UPS, "-l", NAME),
    "upssched": Form(UPS),
    "apcupsd": Form(UPS),
    "apctest": Form(UPS),
    "pwmconfig": Form("tries out the fans of the machine"),
    "liquidctl": Form("changes fans and lights", "list|status", r"-[v]+|--json|--match|\w+"),
}


def judge(command: Command, known: Known) -> Iterator[Act]:
    """What the tables say."""
    if command.name == "ipmitool":
        yield from tool.acts(command, IPMITOOL)
    elif command.name == "nvidia-smi" and MONITORS.fullmatch(" ".join(command.arguments)):
        yield Act(CommandTier.READ, "sensors.nvidia-smi.look", "only looks", tool="nvidia-smi", verb="look")
    elif command.name == "upsrw" and not any(word.startswith("-") for word in command.arguments):
        yield from acts(command, {"upsrw": FORMS["upsrw"]._replace(bare=True, beside=NAME)}, "sensors")
    else:
        yield from acts(command, FORMS, "sensors")

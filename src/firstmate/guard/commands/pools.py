"""zfs, zpool, btrfs, cryptsetup, nvme: programs with subcommands for what lies on disks."""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.command_tiers import CommandTier
from firstmate.guard.hosts.names import names
from firstmate.guard.ops import tool
from firstmate.guard.ops.tool import Tool
from firstmate.guard.values import UNKNOWN, Act, Command, Known

DATA = "deletes data"
POOL = "changes the pool or its disks"
DATASET = "changes how a dataset is kept or seen"
ZPOOL = Tool(
    "zpool",
    tool.paths(": events get history iostat list status version wait"),
    risky={
        **dict.fromkeys(
            names(
                "add attach checkpoint clear create ddtprune detach export import initialize offline online "
                "prefetch reguid remove reopen replace scrub set split sync trim upgrade"
            ),
            POOL,
        ),
    },
    forbidden={"destroy": "destroys the pool with everything in it", "labelclear": "wipes what is on the disk"},
    worse={
        "iostat --c": "it runs a program that the command names",
        "status --c": "it runs a program that the command names",
    },
)
ZFS = Tool(
    "zfs",
    tool.paths(": diff get groupspace holds list projectspace userspace version"),
    safe={
        "bookmark": "marks a snapshot",
        "hold": "keeps a snapshot",
        "send": "copies a snapshot",
        "snapshot": "makes a snapshot",
    },
    risky={
        **dict.fromkeys(
            names(
                "allow change-key clone create inherit jail load-key mount program project promote receive "
                "redact release rename set share unallow unjail unload-key unmount unshare unzone upgrade "
                "wait zone"
            ),
            DATASET,
        ),
        "destroy": DATA,
        "rollback": "throws away what was written since the snapshot",
    },
    aliases={"snap": "snapshot", "recv": "receive", "umount": "unmount"},
    dry={"destroy": "n", "receive": "n", "send": "n"},
)
BTRFS = Tool(
    "btrfs",
    tool.paths(
        """
        : version
        balance: status
        device: ready stats usage
        filesystem: commit-stats df du show usage
        inspect-internal: dump-csum dump-super dump-tree inode-resolve list-chunks logical-resolve map-swapfile
        inspect-internal: min-dev-size rootid subvolid-resolve tree-stats
        property: get list
        qgroup: show
        quota: status
        replace: status
        scrub: limit status
        subvolume: find-new get-default list show
        """
    ),
    safe={"subvolume snapshot": "makes a snapshot"},
    risky={
        **dict.fromkeys(
            ("balance start", "balance cancel", "balance pause", "balance resume"), "moves data between disks"
        ),
        **dict.fromkeys(("device add", "device delete", "device remove", "device replace", "device scan"), POOL),
        **dict.fromkeys(("filesystem defragment", "filesystem label", "filesystem resize", "filesystem sync"), POOL),
        **dict.fromkeys(("check", "receive", "rescue", "restore", "replace start", "replace cancel", "send"), POOL),
        **dict.fromkeys(("scrub start", "scrub cancel", "scrub resume", "property set"), POOL),
        **dict.fromkeys(("quota enable", "quota disable", "quota rescan"), DATASET),
        **dict.fromkeys(("subvolume create", "subvolume set-default", "subvolume sync"), DATASET),
        "subvolume delete": DATA,
    },
    aliases={
        "fi": "filesystem",
        "sub": "subvolume",
        "subvol": "subvolume",
        "su": "subvolume",
        "dev": "device",
        "de": "device",
    },
    everywhere="h:help q:quiet v:verbose format= dry-run",
    worse={
        "device stats --z": "sets the counters of errors to nought",
        "device stats --reset": "sets the counters to nought",
    },
)
CRYPTSETUP = Tool(
    "cryptsetup",
    tool.paths(": benchmark isLuks luksDump luksUUID status"),
    risky=dict.fromkeys(
        names(
            "bitlkOpen close config convert create fvault2Open loopaesOpen luksAddKey luksChangeKey "
            "luksClose luksConvertKey luksHeaderBackup luksHeaderRestore luksKillSlot luksOpen "
            "luksRemoveKey luksResume luksSuspend open plainOpen reencrypt refresh remove repair resize "
            "tcryptDump tcryptOpen token"
        ),
        "changes how a disk is encrypted, or opens it",
    ),
    forbidden={
        "erase": "makes the disk unreadable for ever",
        "luksErase": "makes the disk unreadable for ever",
        "luksFormat": "wipes what is on the disk",
    },
    everywhere="h:help ?:help V:version v:verbose debug q:batch-mode type= header=",
    worse={
        "luksDump --dump-master-key": "prints the key",
        "luksDump --dump-volume-key": "prints the key",
        "luksDump --unbound": "prints the key",
    },
)
NVME = Tool(
    "nvme",
    tool.paths(
        ": ana-log discover effects-log endurance-log error-log fw-log get-feature get-log id-ctrl id-ns list "
        "list-ctrl list-ns list-subsys self-test-log show-regs show-topology smart-log version"
    ),
    risky=dict.fromkeys(
        [
            "admin-passthru",
            "attach-ns",
            "connect",
            "connect-all",
            "copy",
            "create-ns",
            "delete-ns",
            "detach-ns",
            "device-self-test",
            "disconnect",
            "disconnect-all",
            "fw-commit",
            "fw-download",
            "io-passthru",
            "ns-rescan",
            "reset",
            "resv-acquire",
            "resv-register",
            "resv-release",
            "security-recv",
            "security-send",
            "set-feature",
            "set-property",
            "subsystem-reset",
            "write",
            "write-uncor",
        ],
        "changes how a disk works, or what is on it",
    ),
    forbidden=dict.fromkeys(("dsm", "format", "sanitize", "write-zeroes"), "wipes what is on the disk"),
)
TOOLS = {each.name: each for each in (ZPOOL, ZFS, BTRFS, CRYPTSETUP, NVME)}


def judge(command: Command, known: Known) -> Iterator[Act]:
    """What the tables say; listing where no name is given; a pool's root is the pool."""
    used = tool.named(command, TOOLS)
    line = tool.understood(command, used)
    if isinstance(line, Act):
        yield line
        return
    act = tool.act_of(line, command, used)
    bare = not line.words and not line.said.values
    if bare and (used.name, line.path) in (("zpool", "import"), ("zfs", "mount"), ("zfs", "allow")):
        act = act._replace(tier=CommandTier.READ, reason="lists what there is")
    if (used.name, line.path) == ("zfs", "destroy") and act.tier is CommandTier.RISKY and _is_root(line.words):
        act = act._replace(tier=CommandTier.FORBIDDEN, reason="destroys everything in the pool")
    yield act


def _is_root(words: tuple[str, ...]) -> bool:
    return any(not {"/", "@", "#", UNKNOWN} & set(word) for word in words)

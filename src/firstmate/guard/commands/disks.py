"""Disks, partitions, file systems, RAID and volumes: looked at freely, changed by a person's leave, never wiped."""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.command_tiers import CommandTier
from firstmate.guard.hosts.forms import DEVICE, NAME, Form, acts
from firstmate.guard.values import UNKNOWN, Act, Command, Known

FORBIDDEN = CommandTier.FORBIDDEN
WIPES = "wipes what is on the disk"
PARTITIONS = "changes the partitions of a disk"
VOLUMES = "changes volumes, or the disks that they lie on"
CHECKS = "may repair, and so change, a file system"
FILESYSTEMS = (
    "mkfs mkfs.bfs mkfs.btrfs mkfs.cramfs mkfs.exfat mkfs.ext2 mkfs.ext3 mkfs.ext4 mkfs.f2fs mkfs.fat mkfs.jfs "
    "mkfs.minix mkfs.msdos mkfs.nilfs2 mkfs.ntfs mkfs.reiserfs mkfs.vfat mkfs.xfs mke2fs mkdosfs mkexfatfs mkntfs "
    "newfs"
)
FSCKS = (
    "fsck.btrfs fsck.cramfs fsck.exfat fsck.ext2 fsck.ext3 fsck.ext4 fsck.f2fs fsck.fat fsck.minix fsck.msdos "
    "fsck.vfat fsck.xfs dosfsck"
)
GROUPS = ("pvremove", "vgremove")
LVM_READS = "lvdisplay lvmdiskscan lvs lvscan pvdisplay pvs pvscan vgdisplay vgs vgscan"
LVM = (
    "lvchange lvconvert lvcreate lvextend lvreduce lvremove lvrename lvresize pvchange pvmove pvresize vgcfgbackup "
    "vgcfgrestore vgchange vgck vgconvert vgcreate vgexport vgextend vgimport vgimportclone vgmerge vgmknodes "
    "vgreduce vgrename vgsplit lvm"
)
FORMS = {
    **{name: Form("writes a new file system over what is there", tier=FORBIDDEN) for name in FILESYSTEMS.split()},
    **{name: Form(CHECKS, "-N|-n|-V", rf"{DEVICE}|-f|-v|-t|ext[234]|xfs") for name in FSCKS.split()},
    **{
        name: Form(VOLUMES, "", rf"{NAME}|-[abmnosuvCPSO]+|--(?!cache|mknodes|config)[\w-]+(?:=.*)?", bare=True)
        for name in LVM_READS.split()
    },
    **{name: Form(VOLUMES) for name in LVM.split()},
    **{name: Form("takes a disk or a group of them out of LVM", tier=FORBIDDEN) for name in GROUPS},
    "blkdiscard": Form(WIPES, tier=FORBIDDEN),
    "cfdisk": Form(PARTITIONS, tier=FORBIDDEN),
    "cgdisk": Form(PARTITIONS, tier=FORBIDDEN),
    "e2label": Form("changes a file system"),
    "fatlabel": Form("changes a file system"),
    "fdisk": Form(
        PARTITIONS,
        "-l|-x|--list|--list-details|-s",
        rf"{DEVICE}|-u.*|--units.*|-o|--output.*|-b|--bytes|-L.*|--color.*|-[\w]+l|[A-Z][\w,-]*",
        tier=FORBIDDEN,
    ),
    "fusermount": Form("takes a file system away"),
    "fusermount3": Form("takes a file system away"),
    "gdisk": Form(PARTITIONS, "-l", DEVICE, tier=FORBIDDEN),
    "growpart": Form(PARTITIONS, "-N|--dry-run", NAME),
    "hdparm": Form(
        "changes how a disk works",
        "-[IitTgC]+",
        DEVICE,
        worse="--(?:security|trim|make-bad|write|repair|sanitize|fwdownload|yes-i-know|dco|please).*",
    ),
    "kpartx": Form(PARTITIONS, "-l", DEVICE),
    "mdadm": Form(
        "changes an array",
        "-[QDE]+|-[DE]s|--detail|--examine|--query|--detail-platform",
        rf"{DEVICE}|--scan|-s|--brief|-b|--export|-Y|-v|--verbose|--test|-t",
        worse="--zero-superblock|--create|-C.*|--build|-B.*",
    ),
    "mount": Form("makes a file system appear, or changes how", "-l|--show-labels", bare=True),
    "ntfsfix": Form(CHECKS, "-n|--no-action", DEVICE),
    "parted": Form(
        PARTITIONS,
        "-l|--list|print",
        rf"{DEVICE}|-[sm]+|--script|--machine|unit|[kKMGT]?i?B|s|%|cyl|chs|free|all|devices|list|\d+",
        tier=FORBIDDEN,
    ),
    "partprobe": Form(PARTITIONS, "-d|-s|-ds|--dry-run", DEVICE),
    "partx": Form(PARTITIONS, "-s|--show|-l|--list", DEVICE),
    "pvcreate": Form(WIPES, tier=FORBIDDEN),
    "sfdisk": Form(
        PARTITIONS, "-l|--list|-d|--dump|-J|--json|-s|-F|--list-free|-T|--verify", rf"{DEVICE}", tier=FORBIDDEN
    ),
    "sgdisk": Form(PARTITIONS, "-p|--print|-v|--verify|-i|-i.*|--info=.*|-L", rf"{DEVICE}|\d+", tier=FORBIDDEN),
    "umount": Form("takes a file system away"),
    "wipefs": Form(
        WIPES,
        "-n|--no-act",
        rf"{DEVICE}|-J|--json|-p|--parsable|-i|--noheadings|-O|--output=.*",
        bare=True,
        tier=FORBIDDEN,
    ),
    "xfs_admin": Form("changes a file system"),
    "zdb": Form("reads a pool past its permissions"),
}
EMPTY = ("if=/dev/zero", "if=/dev/urandom", "if=/dev/random")


def judge(command: Command, known: Known) -> Iterator[Act]:
    """What the table says; a file system in a file of the project is no disk."""
    if command.name == "dd":
        yield from _dd(command)
        return
    for act in acts(command, FORMS, "disks"):
        in_file = command.name not in GROUPS and not command.cwd and not any(map(_may_be_disk, command.arguments))
        if act.tier is FORBIDDEN and in_file:
            act = act._replace(tier=CommandTier.RISKY)
        yield act


def _may_be_disk(word: str) -> bool:
    return "/dev/" in word or UNKNOWN in word


def _dd(command: Command) -> Iterator[Act]:
    """Files that it names are judged as files; here only noughts over whatever the run tells."""
    targets = [word for word in command.arguments if word.startswith("of=")]
    if any(word in EMPTY for word in command.arguments) and any(UNKNOWN in word for word in targets):
        yield Act(FORBIDDEN, "disks.dd", WIPES, tool="dd")

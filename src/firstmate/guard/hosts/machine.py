"""Programs that look at a machine or change it: with which arguments they only look, and what they change else."""

from __future__ import annotations

from typing import NamedTuple

from firstmate.guard.hosts.programs import words


class Looks(NamedTuple):
    """Whoever writes arguments that match `looks` (all of them, joined by spaces) only looks."""

    looks: str
    otherwise: str = "may change the machine"
    no_say: str = ""
    """Arguments that have nothing to do with operations."""


ANY = ".*"
CHANGES_NETWORK = "changes the network of the machine"
AT_HOME = "puts files into the home, whatever they are called"
STOPS = "stops or restarts the whole machine"
PROBES = r"(?=(?:\S+ )*?-[vnuw46]*z)(?:-[zvnu46]+ |-[zvnu46]*w ?\d+ )+[\w.:][\w.:-]* [\d -]+"
"""Of nc: whether a port is open."""
VERSION = r"--version|-V|-v|--help|-h"

PROGRAMS = {
    # what a machine is, and how it feels
    **dict.fromkeys(
        words(
            "acpi apcaccess arch arping btop cpuid delv df dig dmidecode dpkg-query drill dstat "
            "fastfetch fping free getconf groups host hostid htop hwinfo intel_gpu_top inxi "
            "iostat iotop ipcs iperf3 last lastb lastlog locale lsb_release lscpu lsfd lshw lslocks "
            "lsmem lsmod lsns lspci lstopo lsusb mpstat mtr neofetch netstat nfsstat "
            "nixos-version nmap nproc nslookup nstat ntpq numastat nvidia-debugdump nvtop "
            "pgrep pidof pidstat ping ping6 pmap ps pstree radeontop rdap runlevel sar "
            "showmount slabtop smbstatus tload top tracepath traceroute traceroute6 turbostat "
            "uname upower uptime users vmstat w who whois zdump"
        ),
        Looks(ANY),
    ),
    "arp": Looks(r"(?:-[anevH]+ ?)*[\w.:]*", CHANGES_NETWORK),
    "chkconfig": Looks(r"--list.*|", "changes what starts with the machine"),
    "chronyc": Looks(
        r"(?:-\S+ )*(?:tracking|sources|sourcestats|activity|ntpdata|serverstats|rtcdata|clients)?(?: -\w)*",
        "changes the clock",
    ),
    "date": Looks(r"(?!.*(?:-s\b|--set))(?!(?:-u )?\d+(?:\.\d+)?$).*", "changes the clock"),
    "dmesg": Looks(
        r"(?!.*(?:(?<![\w-])-[A-Za-z]*[cCDEn]|--clear|--read-clear|--console)).*",
        "clears or changes the kernel's messages",
    ),
    "dnsmasq": Looks(r"--test|" + VERSION, "runs a name server"),
    "ethtool": Looks(r"(?:-(?:i|S|k|a|c|g|l|m|n|P|T|x) )?[\w.@-]+", CHANGES_NETWORK),
    "exportfs": Looks(r"-v|-s|", "changes which folders others may mount"),
    "fuser": Looks(r"(?!.*-\w*k)(?!.*--kill).*", "ends whatever uses it"),
    "hostname": Looks(r"(?:-\w+)?|--\w+", "changes the name of the machine"),
    "hwclock": Looks(r"-r|--show|", "changes the clock"),
    "ifconfig": Looks(r"-?[a]?|[\w.@-]+", CHANGES_NETWORK),
    "iw": Looks(r"dev|list|phy|dev \S+ (?:info|link|scan|station dump)", CHANGES_NETWORK),
    "iwconfig": Looks(r"\w*", CHANGES_NETWORK),
    "kill": Looks(
        r"-l.*|-L|-0 .*",
        "ends a program that may not be its own",
        no_say=r"(?:-\S+ |-[sn] \w+ )*(?:%\S*|(?!1 |1$)[1-9]\d*)(?: (?:%\S*|(?!1 |1$)[1-9]\d*))*",
    ),
    "lldpcli": Looks(r"show.*", CHANGES_NETWORK),
    "logger": Looks(ANY),
    "modinfo": Looks(ANY),
    "modprobe": Looks(
        r"(?:-n|--dry-run|-c|--showconfig|-D|--show-depends|-R|--resolve-alias).*",
        "loads or removes parts of the kernel",
    ),
    "named-checkconf": Looks(ANY),
    "nc": Looks(PROBES, "opens a connection"),
    "ncat": Looks(PROBES, "opens a connection"),
    "netcat": Looks(PROBES, "opens a connection"),
    "nginx": Looks(r"-[tTvVqh](?: -.*)?", "starts, stops or reloads the web server"),
    "openssl": Looks(
        r"(?:x509|verify|ciphers|version|s_time|crl|ocsp|asn1parse|list|speed|prime|help|sess_id)(?: .*)?|"
        r"(?:req|pkey|rsa|ec)(?= .*-noout)(?!.*-(?:text|new|key|keyout|out)\b).*|s_client(?!.*(?:-(?:key|pass)|<<<)).*",
        "makes, changes or shows keys",
        no_say=r"(?!.* -(?:out|keyout) [/~])(?:rand|dgst|passwd|genrsa|genpkey|ecparam|req -x509)(?: .*)?",
    ),
    "passwd": Looks(r"-S.*|--status.*", "changes a password"),
    "pihole": Looks(r"(?:status|version|-v|-c|-t|query .*)(?: .*)?", "changes the name server of the network"),
    "powertop": Looks(r"--csv.*|--html.*|", "changes how the machine saves power"),
    "pvesh": Looks(r"(?:get|ls|usage|help)(?: .*)?", "changes virtual machines or the hypervisor"),
    "qm": Looks(r"(?:list|status|config|showcmd|pending|listsnapshot|help)(?: .*)?", "changes virtual machines"),
    "pct": Looks(
        r"(?:list|status|config|pending|listsnapshot|df|cpusets|help)(?: .*)?", "changes containers of the hypervisor"
    ),
    "quota": Looks(ANY),
    "resolvectl": Looks(
        r"(?:(?:status|query|service|statistics|dns|domain|show-\S+|log-level)(?: \S+)?)?", CHANGES_NETWORK
    ),
    "rpcinfo": Looks(r"(?!.*-d\b).*", "takes a service away"),
    "sensors": Looks(r"(?!.*(?:-s\b|--set)).*", "sets limits of the sensors"),
    "vcgencmd": Looks(r"(?:measure|get)_\w+(?: .*)?|version|commands", "changes the machine's firmware settings"),
    "rfkill": Looks(r"(?:list.*)?", CHANGES_NETWORK),
    "rtcwake": Looks(r"-m show.*", STOPS),
    "sestatus": Looks(ANY),
    "getent": Looks(r"(?!.*shadow).*", "shows the hashes of passwords"),
    "getenforce": Looks(ANY),
    "smartctl": Looks(
        r"(?:-(?:a|x|i|H|c|A|j|q|n|d|l)(?: [\w,.:]+)?\b ?|--(?:all|xall|info|health|scan|scan-open|json|"
        r"capabilities|attributes|log|device)\S* ?)*"
        r"(?:/dev/\S+)?",
        "starts a self-test of a disk or changes its settings",
    ),
    "ss": Looks(r"(?!.*(?:-\w*K|--kill)).*", "ends connections"),
    "swapon": Looks(r"-s|--show.*|--summary|", "changes the memory of the machine"),
    "sysctl": Looks(r"(?!.*(?:-\w*[wp]\b|--write|--load|--system|=)).*", "changes the kernel"),
    "tcpdump": Looks(r"(?!.*-\w*[wzG]).*", "writes what goes over the network, with the secrets in it"),
    "tshark": Looks(r"(?!.*-\w*[w]).*", "writes what goes over the network, with the secrets in it"),
    "tune2fs": Looks(r"-l \S+", "changes a file system"),
    "dumpe2fs": Looks(ANY),
    "xfs_info": Looks(ANY),
    "udevadm": Looks(r"(?:info|monitor|test|verify|--version).*", "changes how devices are set up"),
    "ulimit": Looks(ANY),
    "virsh": Looks(
        r"(?:(?:-c|--connect) \S+ |--connect=\S+ |-[qr]+ |--quiet |--readonly )*(?:list|dominfo|domstate|"
        r"domstats|domblklist|domiflist|domifaddr|nodeinfo|"
        r"version|uri|hostname|"
        r"net-list|net-info|pool-list|pool-info|vol-list|vol-info|snapshot-list|capabilities|dumpxml)(?: .*)?",
        "changes virtual machines",
    ),
    "zramctl": Looks(r"", "changes the memory of the machine"),
    # what puts the files of a folder into the home, settings of the guard's among them
    "chezmoi": Looks(r"(?:diff|status|managed|unmanaged|doctor|cat|data|dump|source-path|verify|help)\b.*", AT_HOME),
    "homeshick": Looks(r"(?:list|check|help)\b.*", AT_HOME),
    "rcup": Looks(r"-h", AT_HOME),
    "stow": Looks(rf".*(?<!\S)(?:-n|--no|--simulate)(?!\S).*|{VERSION}", AT_HOME),
    "yadm": Looks(r"(?:status|diff|log|list|ls-files|show|version|help)\b.*", AT_HOME),
    # what ends, starts and changes a machine
    **dict.fromkeys(
        words("halt init kexec pm-hibernate pm-suspend poweroff reboot rtcwake shutdown systemd-nspawn telinit"),
        Looks(r"--help|--version", STOPS),
    ),
    **dict.fromkeys(
        words("depmod insmod kmod rmmod"), Looks(r"list|--version", "loads or removes parts of the kernel")
    ),
    **dict.fromkeys(words("mkswap swapoff"), Looks(VERSION, "changes the memory of the machine")),
    **dict.fromkeys(
        words(
            "addgroup adduser chage chfn chpasswd chsh delgroup deluser gpasswd groupadd groupdel "
            "groupmod newusers useradd userdel usermod vipw"
        ),
        Looks(VERSION, "changes who may use the machine"),
    ),
    **dict.fromkeys(words("sudoedit visudo"), Looks(r"-c.*", "changes who may do what on the machine")),
    **dict.fromkeys(
        words("dracut grub-install grub-mkconfig mkinitcpio update-grub update-initramfs"),
        Looks(VERSION, "changes how the machine starts"),
    ),
    **dict.fromkeys(words("bootctl efibootmgr"), Looks(r"(?:-v|status|list)?", "changes how the machine starts")),
    **dict.fromkeys(
        words("aa-complain aa-disable aa-enforce semanage setenforce setsebool"),
        Looks(VERSION, "changes what programs may do on the machine"),
    ),
    **dict.fromkeys(
        words("brctl bridge conntrack dhclient dhcpcd ifdown ifup ipset netplan ovs-vsctl route tc wpa_cli"),
        Looks(
            r"(?:-\w+ )*(?:(?:qdisc|class|filter|link|fdb|vlan|mdb|addr) )?(?:show|list|ls|status|get)(?: .*)?|-n|-L|"
            + VERSION,
            CHANGES_NETWORK,
        ),
    ),
    **dict.fromkeys(
        words("badblocks debugfs e2fsck e4defrag fsck fstrim resize2fs xfs_growfs xfs_repair"),
        Looks(r"-[NnV] .*|" + VERSION, "changes a file system"),
    ),
    **dict.fromkeys(words("ntpdate sntp"), Looks(r"-q .*", "changes the clock")),
    **dict.fromkeys(
        words("dmsetup drbdadm iscsiadm losetup multipath nbd-client rbd"),
        Looks(
            r"(?!.*--showkeys)(?:ls|info|status|table|deps|-a|-l|-ll|--list|--all|-m session|dump|"
            r"showmapped)(?: [\w./-]+)*|",
            "changes disks of the machine",
        ),
    ),
    **dict.fromkeys(
        words("ceph rados"),
        Looks(
            r"(?!auth|config)(?:-s|status|health(?: detail)?|df|versions|lspools|\w+ (?:stat|ls|tree|df|dump|status|"
            r"ls-\w+))(?: .*)?",
            "changes the storage cluster",
        ),
    ),
    **dict.fromkeys(
        words("borg duplicity kopia restic"),
        Looks(
            r"(?:-[qv]+ |--(?:quiet|json|no-lock|verbose) |(?:-r|-p|--repo|--password-file) \S+ |"
            r"--(?:repo|password-file)=\S+ )*(?:snapshots|list|info|stats|ls|check|diff|version)(?: .*)?",
            "changes backups",
        ),
    ),
    **dict.fromkeys(
        words("cscli fail2ban-client firewalld"),
        Looks(r"(?:status|ping|version|list|\w+ list|banned)(?: .*)?", "changes who is let in"),
    ),
    **dict.fromkeys(words("ha hass-cli"), Looks(r"(?:info|\w+ (?:info|list|logs|stats))(?: .*)?", "changes the home")),
    **dict.fromkeys(words("mesg ssh-add wall write"), Looks(r"-[lL]|", "talks to others on the machine")),
}

DAEMONS = (
    "alertmanager argocd caddy calico cilium claude colima containerd containerd-shim coredns cri-o "
    "crond cron docker dockerd etcd "
    "firstmate flanneld forgejo gitea grafana haproxy init k0s k3s keepalived kube-apiserver kube-controller-manager "
    "kube-proxy kube-scheduler kubelet libvirtd mariadbd mysqld named networkd NetworkManager nfsd nginx "
    "nsd "
    "ollama plex podman postgres postgresql prometheus qemu redis-server resolved rke2 runc smbd ssh sshd systemd "
    "systemd-journald systemd-networkd systemd-resolved tailscaled tinyproxy traefik unbound unraid wg wireguard zed"
)

"""The catalogue: which module knows which program. A module has `judge(command, known)`; none of them knows another.

It is imported only when its program is called, so that the hook stays quick.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator

from firstmate.guard.values import Act, Command, Known, Nested


def _each(module: str, programs: str) -> dict[str, str]:
    return dict.fromkeys(programs.split(), module)


# program -> module in this folder
MODULES = {
    **_each("docker", "docker docker-compose nerdctl podman podman-compose"),
    **_each(
        "ssh",
        "adb autossh boundary clush dsh et gcloud mosh nodeshell parallel-ssh pdsh pssh rsync scp sftp ssh ssh-copy-id "
        "ssh-keygen ssh-keyscan sshpass teleport tsh vagrant",
    ),
    "claude": "claude",
    "claude-code": "claude",
    "firstmate": "firstmate",
    **_each(
        "systemd",
        "at atq atrm batch busctl coredumpctl crontab fcrontab hostnamectl journalctl launchctl localectl loginctl "
        "machinectl monit networkctl rc-service rc-status rc-update s6-rc service supervisorctl sv systemctl "
        "systemd-analyze systemd-cgls systemd-cgtop systemd-delta systemd-detect-virt systemd-path systemd-run "
        "timedatectl",
    ),
    **_each(
        "machine",
        "aa-complain aa-disable aa-enforce acpi addgroup adduser apcaccess arch arp arping badblocks bootctl borg "
        "brctl bridge btop ceph chage chezmoi chfn chkconfig chpasswd chronyc chsh conntrack cpuid cscli date debugfs "
        "delgroup deluser delv depmod df dhclient dhcpcd dig dmesg dmidecode dmsetup dnsmasq dpkg-query dracut "
        "drbdadm drill dstat dumpe2fs duplicity e2fsck e4defrag efibootmgr ethtool exportfs fail2ban-client "
        "fastfetch firewalld fping free fsck fstrim fuser getconf getenforce getent gpasswd groupadd groupdel "
        "groupmod groups grub-install grub-mkconfig ha halt hass-cli homeshick host hostid hostname htop hwclock "
        "hwinfo ifconfig ifdown ifup init insmod intel_gpu_top inxi iostat iotop ipcs iperf3 ipset iscsiadm iw "
        "iwconfig kexec kill killall killall5 kmod kopia last lastb lastlog lldpcli locale logger losetup lsb_release "
        "lscpu lsfd lshw lslocks lsmem lsmod lsns lspci lstopo lsusb mesg mkinitcpio mkswap modinfo modprobe "
        "mpstat mtr multipath named-checkconf nbd-client nc ncat neofetch netcat netplan netstat newusers nfsstat "
        "nginx nixos-version nmap nproc nslookup nstat ntpdate ntpq numastat nvidia-debugdump nvtop openssl "
        "ovs-vsctl passwd pct pgrep pidof pidstat pihole ping ping6 pkill pm-hibernate pm-suspend pmap poweroff "
        "powertop ps pstree pvesh qm quota radeontop rados rbd rcup rdap reboot resize2fs resolvectl restic rfkill "
        "rmmod route rpcinfo rtcwake runlevel sar semanage sensors sestatus setenforce setsebool showmount "
        "shutdown skill slabtop smartctl smbstatus sntp ss ssh-add stow sudoedit swapoff swapon sysctl systemd-nspawn "
        "tc tcpdump telinit tload top tracepath traceroute traceroute6 tshark tune2fs turbostat udevadm ulimit "
        "uname update-grub update-initramfs upower uptime useradd userdel usermod users vcgencmd vipw virsh "
        "visudo vmstat w wall who whois wpa_cli write xfs_growfs xfs_info xfs_repair yadm zdump zramctl",
    ),
    "argocd": "argocd",
    "helm": "helm",
    "age": "secret_stores",
    "age-keygen": "secret_stores",
    "agenix": "secret_stores",
    "bao": "secret_stores",
    "bw": "secret_stores",
    "calicoctl": "meshes",
    "cilium": "meshes",
    "cilium-dbg": "meshes",
    "crictl": "containers",
    "ctr": "containers",
    "etcdctl": "etcd",
    "etcdutl": "etcd",
    "fj": "forges",
    "flux": "flux",
    "gh": "forges",
    "git": "git",
    "glab": "forges",
    "gopass": "secret_stores",
    "gpg": "secret_stores",
    "helmfile": "helmfile",
    "hub": "forges",
    "hubble": "meshes",
    "infisical": "secret_stores",
    "istioctl": "meshes",
    "k0s": "k0s",
    "k0sctl": "k0s",
    "k3d": "distributions",
    "k3s": "distributions",
    "k3s-agent-uninstall.sh": "distributions",
    "k3s-killall.sh": "distributions",
    "k3s-uninstall.sh": "distributions",
    "k9s": "viewers",
    "kind": "distributions",
    "kubeadm": "distributions",
    "kubectx": "viewers",
    "kubens": "viewers",
    "kubeseal": "secret_stores",
    "kustomize": "kustomize",
    "linkerd": "meshes",
    "microk8s": "distributions",
    "microk8s.cilium": "distributions",
    "microk8s.config": "distributions",
    "microk8s.ctr": "distributions",
    "microk8s.disable": "distributions",
    "microk8s.enable": "distributions",
    "microk8s.helm": "distributions",
    "microk8s.helm3": "distributions",
    "microk8s.inspect": "distributions",
    "microk8s.istioctl": "distributions",
    "microk8s.kubectl": "distributions",
    "microk8s.leave": "distributions",
    "microk8s.linkerd": "distributions",
    "microk8s.remove-node": "distributions",
    "microk8s.reset": "distributions",
    "microk8s.start": "distributions",
    "microk8s.status": "distributions",
    "microk8s.stop": "distributions",
    "minikube": "distributions",
    "op": "secret_stores",
    "pass": "secret_stores",
    "rke2": "distributions",
    "rke2-killall.sh": "distributions",
    "rke2-uninstall.sh": "distributions",
    "secret-tool": "secret_stores",
    "security": "secret_stores",
    "sops": "secret_stores",
    "stern": "viewers",
    "talosctl": "talosctl",
    "tea": "forges",
    "vault": "secret_stores",
    "velero": "velero",
    "k": "kubectl",
    "kubecolor": "kubectl",
    "kubectl": "kubectl",
    "oc": "kubectl",
    **_each(
        "wrappers",
        "builtin busybox caffeinate chronic chroot chrt command direnv doas env exec faketime fakeroot gtime "
        "gtimeout ionice linux32 linux64 ltrace nice nocache nocorrect noglob nohup nsenter pkexec prlimit "
        "proxychains runcon sem setarch setpriv setsid stdbuf strace sudo systemd-cat taskset time timeout torify "
        "torsocks toybox unbuffer unshare "
        # whose options are not known
        "asdf aws-vault bundle bunx bwrap catchsegv cgexec chamber chpst conda cpulimit daemonize dbus-run-session "
        "detach distrobox doppler dotenv dumb-init eatmydata entr firejail flatpak-spawn gosu hatch heaptrack "
        "hyperfine incus lean-ctx lxc mamba mise multipass nq npx numactl pdm perf pipenv pipx pnpx poetry proot "
        "proxychains4 rlwrap rr rtk rtx run-one rye s6-setuidgid setuidgid softlimit ssh-agent su-exec "
        "systemd-inhibit tini toolbox tsocks tsp uv uvx valgrind with-contenv xvfb-run",
    ),
    **_each(
        "shells",
        ". [ ash bash bind complete csh dash declare elvish enable es eval export fish flock hash hush ksh "
        "let local mapfile mksh nu oksh posh powershell printf pwsh rbash rc read readarray readonly runuser "
        "script sh source su tcsh test trap typeset unset watch xonsh yash zsh",
    ),
    **_each(
        "terminals",
        "byobu screen tmux zellij",
    ),
    **_each(
        "agents",
        "aider amp codex copilot crush cursor-agent gemini opencode qwen",
    ),
    "patch": "patches",
    **_each(
        "batches",
        "fd fdfind find gfind gxargs parallel xargs",
    ),
    **_each(
        "interpreters",
        "R Rscript awk bb bc bpython clojure dc deno elixir erl expect gawk ghc groovy guile ipython ipython3 irb "
        "jruby jshell julia jython lua luajit m4 mawk micropython nawk node nodejs octave osascript perl perl5 php "
        "pypy pypy3 python python2 python3 racket ruby runghc runhaskell sage sbcl scala swift tclsh ts-node tsx "
        "wish",
    ),
    **_each(
        "tasks",
        "bun fab gmake grunt gulp invoke just mage make nox npm pnpm rake task tox yarn",
    ),
    **_each(
        "embedded",
        "ack ag anacron bat bsdtar csplit delta ed emacs emacsclient ex fzf gdb gsort gtar gvim hx kate less lldb "
        "logrotate man micro more most nano nvim pico rg run-parts rvim sed gsed socat sort split "
        "start-stop-daemon tar vi view vim vimdiff zip",
    ),
    **_each(
        "databases",
        "clickhouse-client influx mariadb mysql psql",
    ),
    **_each(
        "sqlite",
        "sqlite sqlite3",
    ),
    **_each(
        "redis",
        "keydb-cli redis-cli valkey-cli",
    ),
    **_each(
        "mongo",
        "mongo mongosh",
    ),
    **_each(
        "database_tools",
        "clusterdb createdb createuser dropdb dropuser mariadb-admin mariadb-backup mariadb-dump mariadb-import "
        "mariadb-show mariadb-upgrade mongodump mongoexport mongoimport mongorestore mongostat mongotop "
        "mysql_upgrade mysqladmin mysqlcheck mysqldump mysqlimport mysqlshow pg_basebackup pg_config "
        "pg_controldata pg_ctl pg_ctlcluster pg_dropcluster pg_dump pg_dumpall pg_isready pg_resetwal pg_restore "
        "pg_rewind pg_upgrade pg_waldump pgbench reindexdb vacuumdb",
    ),
    **_each(
        "curl",
        "curl",
    ),
    **_each(
        "wget",
        "wget wget2",
    ),
    **_each(
        "httpie",
        "grpcurl http https xh xhs",
    ),
    **_each(
        "pools",
        "btrfs cryptsetup nvme zfs zpool",
    ),
    **_each(
        "network",
        "arptables ebtables firewall-cmd ip ip6tables ip6tables-legacy ip6tables-nft ip6tables-restore "
        "ip6tables-save iptables iptables-legacy iptables-nft iptables-restore iptables-save networkctl nft "
        "resolvconf tailscaled tcpkill ufw vconfig wg-quick",
    ),
    **_each(
        "meshnets",
        "nmcli tailscale wg zerotier-cli",
    ),
    **_each(
        "disks",
        "blkdiscard cfdisk cgdisk dd dosfsck e2label fatlabel fdisk fsck.btrfs fsck.cramfs fsck.exfat fsck.ext2 "
        "fsck.ext3 fsck.ext4 fsck.f2fs fsck.fat fsck.minix fsck.msdos fsck.vfat fsck.xfs fusermount fusermount3 "
        "gdisk growpart hdparm kpartx lvchange lvconvert lvcreate lvdisplay lvextend lvm lvmdiskscan lvreduce "
        "lvremove lvrename lvresize lvs lvscan mdadm mkdosfs mke2fs mkexfatfs mkfs mkfs.bfs mkfs.btrfs mkfs.cramfs "
        "mkfs.exfat mkfs.ext2 mkfs.ext3 mkfs.ext4 mkfs.f2fs mkfs.fat mkfs.jfs mkfs.minix mkfs.msdos mkfs.nilfs2 "
        "mkfs.ntfs mkfs.reiserfs mkfs.vfat mkfs.xfs mkntfs mount newfs ntfsfix parted partprobe partx pvchange "
        "pvcreate pvdisplay pvmove pvremove pvresize pvs pvscan sfdisk sgdisk umount vgcfgbackup vgcfgrestore "
        "vgchange vgck vgconvert vgcreate vgdisplay vgexport vgextend vgimport vgimportclone vgmerge vgmknodes "
        "vgreduce vgremove vgrename vgs vgscan vgsplit wipefs xfs_admin zdb",
    ),
    **_each(
        "terraform",
        "pulumi terraform terragrunt tofu",
    ),
    **_each(
        "ansible",
        "ansible ansible-config ansible-console ansible-doc ansible-galaxy ansible-inventory ansible-playbook "
        "ansible-pull ansible-vault",
    ),
    **_each(
        "nix",
        "colmena darwin-rebuild home-manager nh nix nix-shell nixos-container nixos-rebuild",
    ),
    **_each(
        "nix_tools",
        "deploy deploy-rs disko disko-install nix-channel nix-collect-garbage nix-copy-closure nix-env nix-store "
        "nixos-anywhere nixos-enter nixos-generate-config nixos-install nixos-option",
    ),
    **_each(
        "packages",
        "add-apt-repository apk apt apt-cache apt-get apt-key apt-mark aptitude brew dnf dnf5 do-release-upgrade "
        "dpkg dpkg-reconfigure flatpak fwupdmgr microdnf nala pacman paru pkcon rpm snap unattended-upgrade "
        "update-alternatives yay yum zypper",
    ),
    **_each(
        "sensors",
        "amd-smi apctest apcupsd ipmitool liquidctl nvidia-bug-report.sh nvidia-persistenced nvidia-settings "
        "nvidia-smi pwmconfig rocm-smi upsc upscmd upsdrvctl upsmon upsrw upssched",
    ),
    "": "variables",
}
VERSIONED = re.compile(r"(?<=\w\w)(?:[-._]?v?\d+(?:\.\d+)*)?(?:\.exe)?$|(?<=^kubectl)-.*")
"""What stands after the name in `kubectl-1.32`, `kubectl.exe`, and in a plugin of kubectl's that is called directly."""


def judge(command: Command, known: Known) -> Iterator[Act | Nested]:
    """What the command would do, and the commands inside it. Nothing: no program that the guard knows."""
    name = command.name
    modules = [_module_of(name)]
    if command.words and "/" in command.words[0].text:  # it may be any program that bears the name
        modules.append("programs")
    for module in filter(None, modules):
        yield from importlib.import_module(f"{__name__}.{module}").judge(command, known)


def is_catalogued(name: str) -> bool:
    """Whether there is a module for the program."""
    return _module_of(name) is not None


def _module_of(name: str) -> str | None:
    return MODULES.get(name) or MODULES.get(VERSIONED.sub("", name))

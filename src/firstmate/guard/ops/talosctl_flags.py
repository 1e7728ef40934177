"""Every talosctl command with its flags, of Talos 1.15: made by scripts/generators/cobra_flags.py.

`o:output=` takes a value, `w:watch` is a switch, `dry-run?` has a value only after an equals sign.
"""

EVERYWHERE = "c:cluster= context= e:endpoints= h:help n:nodes= siderov1-keys-dir= talosconfig="

COMMANDS = {
    "": "",
    "apply-config": ("cert-fingerprint= p:config-patch= dry-run f:file= i:insecure m:mode= timeout="),
    "bootstrap": "recover-from= recover-skip-hash-check",
    "cgroups": "preset= schema-file= skip-cri-resolve",
    "cluster": "name= remote-endpoint= state=",
    "cluster create dev": (
        "airgapped arch= bad-rtc cidr= cni-bin-path= cni-bundle-url= cni-cache-dir= cni-conf-dir= "
        "config-injection-method= config-patch= config-patch-control-plane= config-patch-worker= "
        "control-plane-port= controlplanes= cpus= cpus-workers= custom-cni-url= disable-dhcp-hostname disk= "
        "disk-block-size= disk-encryption-key-types= disk-image-path= disk-preallocate dns-domain= "
        "encrypt-ephemeral encrypt-state encrypt-user-volumes endpoint= extra-boot-kernel-args= extra-disks= "
        "extra-disks-drivers= extra-disks-on-controlplanes extra-disks-serials= extra-disks-size= "
        "extra-disks-tags= extra-uefi-search-paths= image-cache-path= image-cache-port= "
        "image-cache-tls-cert-file= image-cache-tls-key-file= init-node-as-endpoint initrd-path= "
        "install-image= ipv4 ipv6 ipxe-boot-script= iso-path= kubeprism-port= kubernetes-version= memory= "
        "memory-workers= mtu= name= nameservers= no-masquerade-cidrs= omni-api-endpoint= primary-disks= "
        "registry-insecure-skip-verify= registry-mirror= remote-endpoint= skip-etcd-k8s skip-injecting-config "
        "skip-injecting-extra-cmdline skip-k8s-node-readiness-check skip-kubeconfig "
        "skip-unattended-install-config state= talos-version= uki-path= usb-path= use-vip user-volumes= "
        "vmlinuz-path= wait wait-timeout= wireguard-cidr= with-apply-config with-bgp with-bgp-clos "
        "with-bootloader with-cluster-discovery with-debug with-firewall= with-init-node with-iommu "
        "with-json-logs with-kubespan with-network-bandwidth= with-network-chaos with-network-jitter= "
        "with-network-latency= with-network-packet-corrupt= with-network-packet-loss= "
        "with-network-packet-reorder= with-siderolink= with-tpm1_2 with-tpm2 with-uefi with-uuid-hostnames "
        "workers="
    ),
    "cluster create docker": (
        "config-patch= config-patch-controlplanes= config-patch-workers= cpus-controlplanes= cpus-workers= "
        "p:exposed-ports= host-ip= image= kubernetes-version= memory-controlplanes= memory-workers= mount= "
        "name= remote-endpoint= state= subnet= talosconfig-destination= workers="
    ),
    "cluster create qemu": (
        "cidr= config-patch= config-patch-controlplanes= config-patch-workers= controlplanes= "
        "cpus-controlplanes= cpus-workers= disks= image-factory-auth= image-factory-url= kubernetes-version= "
        "memory-controlplanes= memory-workers= name= omni-api-endpoint= presets= remote-endpoint= "
        "schematic-id= state= talos-version= talosconfig-destination= workers="
    ),
    "cluster destroy": (
        "f:force name= remote-endpoint= save-cluster-logs-archive-path= save-support-archive-path= state="
    ),
    "cluster logs": "f:follow name= remote-endpoint= state=",
    "cluster reboot": "name= n:node= remote-endpoint= state=",
    "cluster show": "name= provisioner= remote-endpoint= state=",
    "cluster sync": "name= remote-endpoint= state=",
    "completion": "",
    "completion bash": "no-descriptions",
    "completion fish": "no-descriptions",
    "completion powershell": "no-descriptions",
    "completion zsh": "no-descriptions",
    "config": "",
    "config add": "ca= crt= key=",
    "config context": "",
    "config contexts": "",
    "config endpoint": "",
    "config info": "o:output=",
    "config merge": "",
    "config new": "crt-ttl= roles=",
    "config node": "",
    "config proxy-url": "",
    "config remove": "dry-run y:noconfirm",
    "conformance": "",
    "conformance kubernetes": "mode=",
    "containers": "k:kubernetes",
    "copy": "",
    "dashboard": "d:update-interval=",
    "debug": "args= namespace=",
    "diskfree": "b:bytes i:inodes",
    "dmesg": "cert-fingerprint= f:follow i:insecure tail",
    "edit": "dry-run m:mode= namespace= timeout=",
    "etcd": "",
    "etcd alarm": "",
    "etcd alarm disarm": "",
    "etcd alarm list": "",
    "etcd defrag": "",
    "etcd downgrade": "",
    "etcd downgrade cancel": "",
    "etcd downgrade enable": "",
    "etcd downgrade validate": "",
    "etcd forfeit-leadership": "",
    "etcd leave": "",
    "etcd members": "",
    "etcd remove-member": "",
    "etcd snapshot": "",
    "etcd status": "",
    "events": "actor-id= duration= since= tail=",
    "gen": "f:force",
    "gen ca": "f:force hours= organization= rsa",
    "gen config": (
        "additional-sans= config-patch= config-patch-control-plane= config-patch-worker= dns-domain= f:force "
        "install-disk= install-image= kubernetes-version= o:output= t:output-types= registry-mirror= "
        "talos-version= version= with-cluster-discovery with-docs with-examples with-kubespan with-secrets="
    ),
    "gen crt": "ca= csr= f:force hours= name=",
    "gen csr": "f:force ip= key= roles=",
    "gen key": "f:force name=",
    "gen keypair": "f:force ip= organization=",
    "gen secrets": (
        "f:force from-controlplane-config= p:from-kubernetes-pki= t:kubernetes-bootstrap-token= "
        "o:output-file= talos-version="
    ),
    "gen secureboot": "f:force o:output=",
    "gen secureboot database": (
        "enrolled-certificate= f:force include-well-known-uefi-certs o:output= signing-certificate= signing-key="
    ),
    "gen secureboot pcr": "f:force o:output=",
    "gen secureboot uki": "common-name= f:force o:output=",
    "get": "cert-fingerprint= i:insecure namespace= o:output= w:watch",
    "health": ("control-plane-nodes= init-node= k8s-endpoint= run-e2e server wait-timeout= worker-nodes="),
    "image": "namespace=",
    "image cache-cert-gen": (
        "advertised-address= advertised-name= namespace= tls-ca-file= tls-cert-file= tls-key-file="
    ),
    "image cache-create": (
        "cosign-signatures force image-cache-path= image-layer-cache-path= images= insecure layout= "
        "namespace= platform="
    ),
    "image cache-serve": ("address= image-cache-path= mirror= namespace= tls-cert-file= tls-key-file="),
    "image k8s-bundle": (
        "coredns-version= etcd-version= flannel-version= k8s-version= kube-network-policies-version= namespace="
    ),
    "image list": "namespace=",
    "image pull": "namespace=",
    "image remove": "namespace=",
    "image talos-bundle": "extensions namespace= overlays",
    "inject": "",
    "inject serviceaccount": "f:file= r:roles=",
    "inspect": "",
    "inspect dependencies": "with-resources",
    "kubeconfig": "f:force force-context-name= m:merge",
    "list": "d:depth= H:humanize l:long r:recurse t:type=",
    "logs": "cert-fingerprint= f:follow i:insecure k:kubernetes tail=",
    "machineconfig": "",
    "machineconfig gen": "",
    "machineconfig patch": "o:output= p:patch=",
    "memory": "cert-fingerprint= i:insecure v:verbose",
    "meta": "cert-fingerprint= i:insecure",
    "meta delete": "",
    "meta write": "",
    "mounts": "",
    "netstat": (
        "a:all x:extend 4:ipv4 6:ipv6 l:listening k:pods p:programs w:raw t:tcp o:timers u:udp U:udplite v:verbose"
    ),
    "patch": "dry-run m:mode= namespace= p:patch= patch-file= timeout=",
    "pcap": "bpf-filter= duration= i:interface= o:output= promiscuous",
    "processes": "s:sort=",
    "read": "",
    "reboot": "debug drain drain-timeout= m:mode= progress= timeout= wait",
    "remote-provision-launch": "listen= state-dir=",
    "reset": ("debug graceful reboot system-labels-to-wipe= timeout= user-disks-to-wipe= wait wipe-mode="),
    "restart": "k:kubernetes",
    "rollback": "",
    "rotate-ca": (
        "control-plane-nodes= dry-run init-node= k8s-endpoint= kubernetes o:output= talos with-docs "
        "with-examples worker-nodes="
    ),
    "service": "cert-fingerprint= i:insecure",
    "shutdown": "debug force timeout= wait",
    "stats": "k:kubernetes",
    "support": (
        "cert-fingerprint= encryption-no-default-recipients encryption-recipients= i:insecure no-encryption "
        "w:num-workers= O:output= v:verbose"
    ),
    "time": "check=",
    "upgrade": (
        "debug drain drain-timeout= i:image= legacy namespace= no-reboot progress= m:reboot-mode= timeout= wait"
    ),
    "upgrade-k8s": (
        "apiserver-image= controller-manager-image= dry-run endpoint= from= kubelet-image= manifests-force "
        "manifests-inventory-policy= manifests-no-prune manifests-reconcile-timeout= pre-pull-images "
        "proxy-image= scheduler-image= to= upgrade-kubelet with-docs with-examples"
    ),
    "usage": "a:all d:depth= H:humanize t:threshold=",
    "validate": "c:config= m:mode= strict",
    "version": "cert-fingerprint= client i:insecure short",
    "wipe": "",
    "wipe disk": "cert-fingerprint= drop-partition i:insecure method=",
    "wipe lv": "cert-fingerprint= i:insecure",
    "wipe md": "cert-fingerprint= i:insecure",
    "wipe pv": "cert-fingerprint= i:insecure",
    "wipe vg": "cert-fingerprint= i:insecure",
}

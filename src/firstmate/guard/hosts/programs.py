"""Programs by what they do with the files that they are given."""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """A set of words, written as a text."""
    return frozenset(text.split())


NOTHING = words(
    """
    : [ [[ b2sum basename blkid break cd chdir cksum command complete continue declare df dirname dirs du exa
    exit export eza false fd fdfind file find findmnt fuser getfacl getfattr hash history id inotifywait ll
    local ls lsattr lsblk lsd lsof md5sum mktemp mountpoint namei nohup popd pushd pwd readlink realpath return
    set sha1sum sha224sum sha256sum sha512sum shasum shift stat test tmutil tree true type typeset ulimit umask
    umount unalias unset wait wc whatis whereis which
    """
)
"""What a file holds does not come out of these."""
NOT_THERE = words(
    """
    claude firstmate fj gh git glab tea
    """
)
TALKING = words(
    """
    ack ag apropos claude echo egrep fgrep firstmate fj gh git glab grep logger man notify-send printf rg say
    tea tldr
    """
)
"""Their arguments are text as often as files: a path counts only as a whole word."""
CREDENTIALED = words(
    """
    age-keygen ansible ansible-inventory ansible-playbook argocd autossh certbot cilium colmena crontab curl
    deploy docker docker-compose flux hcloud helm helmfile istioctl journalctl k k0s k0sctl k3s k9s kubecolor
    kubectl kubectx kubens kubeseal kustomize linkerd mosh nerdctl nixos-rebuild oc openssl podman sftp skopeo
    sops ssh ssh-add ssh-copy-id ssh-keygen sshpass stern systemctl talosctl terraform tofu velero wg wg-quick
    wget
    """
)
"""They use credentials without printing them, and the catalogue says what else they do."""
READING = words(
    """
    . source awk b2sum base32 base64 basenc bat batcat bzcat cat ccat cmp col colordiff column comm csplit cut
    dasel delta diff diff3 dos2unix expand fmt fold fx gawk gron gsed gunzip gzcat head hexdump
    hexyl icdiff iconv jless jq less lesspipe lnav look mapfile mawk mlr more most nawk nl od paste pr pv
    pygmentize qrencode readarray rev sdiff sed shuf sort split strings tac tail tr uniq unix2dos uuencode
    vimdiff xmllint xxd xzcat yamllint yq zcat zgrep zless zstdcat
    """
)
WRITING = words(
    """
    chattr chgrp chmod chown code dos2unix ed emacs emacsclient ex fallocate gvim helix hx joe kak mcedit micro
    mkfifo mknod nano nvim patch pico rename setfacl setfattr sponge subl tee touch truncate unix2dos vi view
    vim vipw visudo
    """
)
REMOVING = words(
    """
    gio rm rmdir shred srm trash trash-put unlink wipe
    """
)
WITH_A_MODE = words(
    """
    chattr chgrp chmod chown setfacl
    """
)
SHOWING = words(
    """
    base32 base64 bat cat hexdump less more nl od strings tac xxd zcat
    """
)
"""All of a file comes out: also of one that nobody can name before."""
GIT_LOOKS = words(
    """
    add annotate blame branch bundle cat-file check-attr check-ignore commit describe diff diff-tree fetch
    for-each-ref format-patch fsck grep help log ls-files ls-remote ls-tree name-rev push reflog remote rev-list
    rev-parse shortlog show show-ref status tag var version whatchanged
    """
)
CERTIFICATES = words(
    """
    --ca-certificate --cacert --capath --cert --certificate --key --netrc-file --private-key -E
    """
)
SILENT = words("echo printf say logger notify-send claude firstmate man apropos tldr")
"""Their words are text, and no files at all."""
SEARCHING = words("ack ag egrep fgrep grep rg")
"""The first of their words is what they look for."""
MOVING = words("age aws az borg doctl gcloud gpg gsutil mc rclone restic s3cmd")
"""They send files elsewhere, or encrypt them for somebody."""
CONFIGURED = words("--config --credentials --identity --key-file --password-file --private-key -i")
"""Options whose value is a file that is used, and not sent."""

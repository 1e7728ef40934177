"""volume-mount-failed: the kubelet cannot mount; missing ConfigMaps and Secrets are other rules."""

from __future__ import annotations

import pytest

from firstmate.analyzers.volume_mount_failed import check
from tests.support.build import deployment, event, facts_of, healthy_app, replicaset, waiting_pod

POD = waiting_pod("ContainerCreating")
APP = (deployment(ready=0), replicaset(), POD)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (
            'MountVolume.SetUp failed for volume "nfs" : mount failed: exit status 32 mount.nfs: Connection timed out',
            "file server does not",
        ),
        (
            'MountVolume.SetUp failed for volume "media" : hostPath type check failed: /mnt/media is not a directory',
            "path does not exist",
        ),
        (
            'MountVolume.MountDevice failed for volume "pvc-1" : failed to create newCsiDriverClient: '
            "driver name nfs.csi.k8s.io not found in the list of registered CSI drivers",
            "CSI driver",
        ),
        (
            'MountVolume.SetUp failed for volume "nfs" : mount.nfs: access denied by server while mounting nas:/x',
            "file server",
        ),
    ],
)
def test_the_kubelets_words_are_understood(words, why):
    """What stands in the way is said in one clause."""
    (found,) = check(facts_of(*APP, event(POD, "FailedMount", words)))

    assert why in found.claim


def test_the_reason_is_told_rather_than_the_waiting():
    """ "Timed out waiting" follows the real words."""
    words = 'MountVolume.SetUp failed for volume "nfs" : mount.nfs: No route to host'
    waited = "Unable to attach or mount volumes: unmounted volumes=[nfs]: timed out waiting for the condition"
    (found,) = check(facts_of(*APP, event(POD, "FailedMount", words), event(POD, "FailedMount", waited)))

    assert found.evidence[0].value == words


@pytest.mark.parametrize(
    "words",
    [
        'MountVolume.SetUp failed for volume "config" : configmap "web" not found',
        'MountVolume.SetUp failed for volume "tls" : secret "web-tls" not found',
        'MountVolume.SetUp failed for volume "config" : references non-existent config key: app.ini',
        'MountVolume.SetUp failed for volume "kube-api-access-x" : object "shop"/"kube-root-ca.crt" not registered',
    ],
)
def test_references_are_other_rules(words):
    """A missing ConfigMap, Secret or key is told by its own rule, and the waiting for it not at all."""
    waited = "Unable to attach or mount volumes: unmounted volumes=[config]: timed out waiting for the condition"

    assert not list(check(facts_of(*APP, event(POD, "FailedMount", words), event(POD, "FailedMount", waited))))


def test_a_pod_that_runs_has_its_volume():
    """A slow mount at the start is over."""
    deployment_, replicaset_, pod = healthy_app()

    assert not list(check(facts_of(deployment_, replicaset_, pod, event(pod, "FailedMount", "mount.nfs: timed out"))))

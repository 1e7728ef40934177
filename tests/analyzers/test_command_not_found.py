"""command-not-found: programs that are not in the image or may not be executed."""

from __future__ import annotations

import pytest

from firstmate.analyzers.command_not_found import check
from firstmate.snapshot import LogExcerpt
from tests.support.build import facts_of, healthy_app
from tests.support.running import app, creating, ended

RUNC = "failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: "


@pytest.mark.parametrize(
    ("words", "program"),
    [
        (
            RUNC + 'unable to start container process: exec: "serve": executable file not found in $PATH: unknown',
            "serve",
        ),
        (RUNC + 'unable to start container process: exec: "/run.sh": permission denied: unknown', "/run.sh"),
        (RUNC + 'exec: "/app": stat /app: no such file or directory: unknown', "/app"),
        ("crun: executable file `serve` not found in $PATH: No such file or directory: OCI runtime attempt", "serve"),
    ],
)
def test_the_runtimes_words_name_the_program(words, program):
    """runc and crun, as the kubelet passes them on."""
    (finding,) = check(facts_of(*app(creating("RunContainerError", words))))

    assert f"cannot execute its program {program}" in finding.claim


def test_the_last_end_may_hold_the_words():
    """The container waits in back-off; its StartError tells."""
    (finding,) = check(facts_of(*app(ended(128, "StartError", 'exec: "serve": executable file not found in $PATH'))))

    assert "serve" in finding.claim


def test_a_shells_exit_code_is_enough():
    """A shell script called something that is not there."""
    assert len(list(check(facts_of(*app(ended(127)))))) == 1


def test_the_wrong_architecture_is_another_rule():
    """The program is there, and for another processor."""
    log = LogExcerpt("shop", "web", "exec /app: exec format error\n")

    assert not list(check(facts_of(*app(ended(126)), logs=(log,))))
    assert not list(check(facts_of(*app(creating("RunContainerError", 'exec: "/app": exec format error')))))


def test_an_application_that_gives_up_is_quiet():
    """Exit code 1 says that the command ran."""
    assert not list(check(facts_of(*app(ended(1)))))


def test_a_healthy_app_is_quiet():
    """Nothing failed."""
    assert not list(check(facts_of(*healthy_app())))

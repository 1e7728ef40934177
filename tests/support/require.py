"""What a test does when a real component is not on this machine."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from functools import cache

import pytest

OLDEST_KUBECTL = 27
"""Minor version: older ones ask for APIs that no cluster serves any more, such as batch/v1beta1."""


def require(component: str, found: bool, reason: str) -> None:
    """Go on when `found`; else skip with the reason, but fail in CI, where everything has to be there."""
    if found:
        return
    message = f"{component} is not here: {reason}"
    if os.environ.get("CI") == "true":
        pytest.fail(message)
    pytest.skip(message)


def require_kubectl() -> None:
    """A kubectl of our time: Debian's is of 2021."""
    minor = _kubectl_minor()
    reason = f"kubectl 1.{OLDEST_KUBECTL} or newer is needed" + (f", PATH has 1.{minor}" if minor else "")
    require("kubectl", minor >= OLDEST_KUBECTL, reason)


@cache
def _kubectl_minor() -> int:
    """Its minor version; 0: there is none."""
    if shutil.which("kubectl") is None:
        return 0
    told = subprocess.run(["kubectl", "version", "--client", "-o", "json"], capture_output=True, check=True).stdout
    return int("".join(filter(str.isdigit, json.loads(told)["clientVersion"]["minor"])))

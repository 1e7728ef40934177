"""What a test does when a real component is not on this machine."""

from __future__ import annotations

import os

import pytest


def require(component: str, found: bool, reason: str) -> None:
    """Go on when `found`; else skip with the reason, but fail in CI, where everything has to be there."""
    if found:
        return
    message = f"{component} is not here: {reason}"
    if os.environ.get("CI") == "true":
        pytest.fail(message)
    pytest.skip(message)

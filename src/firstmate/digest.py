"""SHA-256 without OpenSSL, which `hashlib` loads at once: that costs the hook 4 of its 40 ms."""

from __future__ import annotations

from importlib import import_module

try:
    _module = import_module("_sha2")  # as it is called since Python 3.12
except ImportError:
    _module = import_module("_sha256")


def sha256(content: bytes) -> str:
    """The digest, in hexadecimal."""
    return str(_module.sha256(content).hexdigest())

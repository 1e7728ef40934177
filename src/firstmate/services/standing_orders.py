"""Check the standing orders, put them in force, and say which ones are."""

from __future__ import annotations

from pathlib import Path

from firstmate.adapters import orders_file, orders_sidecar
from firstmate.adapters.orders_sidecar import Files, InForce
from firstmate.errors import UsageError


def check(files: Files) -> None:
    """Put the file in force. Raises UsageError with file:line, and the last good orders stay in force."""
    try:
        digest = orders_sidecar.digest_of(files.written)
        try:
            content = orders_file.load(Path(files.written))
        except UsageError:
            orders_sidecar.refuse(files.checked, digest)
            raise
        orders_sidecar.accept(files.checked, digest, content)
    except OSError as error:
        raise UsageError(f"{error.filename or files.checked} cannot be used: {error.strerror}.") from error


def in_force(files: Files) -> InForce:
    """The orders that hold now; a file that has changed is checked first."""
    found = orders_sidecar.in_force(files)
    if not found.problem:
        return found
    try:
        check(files)
    except UsageError as error:
        kept = orders_sidecar.in_force(files)
        return InForce(kept.orders, error.message)
    return orders_sidecar.in_force(files)


def begin(files: Files) -> bool:
    """Write the commented default file where there is none. Whether it did."""
    written = Path(files.written)
    if written.exists():
        return False
    written.parent.mkdir(parents=True, exist_ok=True)
    replace(files, orders_file.shipped())
    return True


def replace(files: Files, text: str) -> None:
    """Write new orders and put them in force. Raises UsageError with file:line and writes nothing when they are bad."""
    written = Path(files.written)
    draft = written.with_name(f".{written.name}.draft")
    try:
        draft.write_text(text, encoding="utf-8")
        try:
            orders_file.load(draft)
        except UsageError as error:
            raise UsageError(error.message.replace(str(draft), files.written), hint=error.hint) from error
        draft.replace(written)
    except OSError as error:
        raise UsageError(f"{files.written} cannot be written: {error.strerror}.") from error
    finally:
        draft.unlink(missing_ok=True)
    check(files)

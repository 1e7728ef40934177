"""The one place where an error becomes a sentence and an exit code."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

import click

from firstmate.errors import ExitCode, FirstmateError
from firstmate.text import plain

ISSUES = "Please report it with the lines above and, if you can, `firstmate status --save snapshot.json`."
LONGEST = 700


@contextmanager
def error_boundary() -> Iterator[None]:
    """Run the CLI; every way out of it is an exit code and at most a few plain lines on standard error."""
    try:
        yield
    except FirstmateError as error:
        _say(f"firstmate: {plain(error.message, LONGEST)}")  # it may repeat what a server wrote
        if error.hint:
            _say(f"  next: {plain(error.hint, LONGEST)}")
        sys.exit(error.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(ExitCode.USAGE)
    except (click.Abort, KeyboardInterrupt):
        _say("firstmate: interrupted")
        sys.exit(130)
    except BrokenPipeError:
        # The reader went away (`firstmate status | head`): not an error, and nothing more can be written.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(ExitCode.OK)
    except Exception:  # noqa: BLE001 - the outermost boundary: anything that gets here is a bug, and says so
        traceback.print_exc()
        _say(f"firstmate: this is a bug in Firstmate. {ISSUES}")
        sys.exit(ExitCode.INTERNAL)


def _say(line: str) -> None:
    click.echo(line, err=True)

"""shfmt is asked, within bounds."""

from __future__ import annotations

import sys
import time

from firstmate.adapters import shfmt
from firstmate.unix_filter import Failed, run


def test_a_script_comes_back_as_a_tree():
    """The answer is what `shfmt --to-json` prints, decoded."""
    tree = shfmt.answer("kubectl get pods | grep web")

    assert tree["Stmts"][0]["Cmd"]["Op"] == "|"


def test_what_is_no_shell_script_gives_no_tree():
    """A syntax error, text that is not text, and a script that is too long are not understood."""
    assert shfmt.answer("if then (") is None
    assert shfmt.answer("echo \udcff") is None
    assert shfmt.answer("a\n" * shfmt.LONGEST) is None


def test_nesting_that_no_reader_bears_gives_no_tree():
    """Neither shfmt nor the decoder may crash or hang on it."""
    assert shfmt.answer("(" * 3000 + "a" + ")" * 3000) is None
    assert shfmt.answer("$(" * 20_000) is None


def test_without_shfmt_nothing_is_understood():
    """A program that is not there gives no tree, and no traceback."""
    assert shfmt.answer("a | b", "/nowhere/shfmt") is None


def test_a_program_that_hangs_is_ended():
    """It costs its timeout, no more."""
    begun = time.monotonic()
    result = run([sys.executable, "-c", "import time; time.sleep(30)"], b"x", 0.2, 100)

    assert isinstance(result, Failed)
    assert time.monotonic() - begun < 5


def test_a_program_that_floods_is_ended():
    """No more is read than what is wanted."""
    result = run([sys.executable, "-c", "while True: print('x' * 1000)"], b"", 5, 5000)

    assert isinstance(result, Failed)
    assert "more than 5000 bytes" in result.why


def test_a_program_that_does_not_read_still_answers():
    """One that ends before it has read everything is judged by its exit code."""
    assert run([sys.executable, "-c", "print('done')"], b"x" * 1_000_000, 5, 100) == b"done\n"

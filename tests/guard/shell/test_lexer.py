"""The little lexer: where it answers, it answers as the grammar does."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from firstmate.guard.shell.lexer import plain_commands
from tests.guard.shell.fragments import scripts
from tests.guard.shell.reading import read_by_grammar

PLAIN = [
    "kubectl get pods -n shop",
    "kubectl get pods | grep web | head -3",
    "cd /repo && git status; git diff 2>&1 | tail -5 > out.txt",
    "kubectl get pods \\",
    "# what runs\nkubectl get pods # now\n\nls\n",
    "kubectl logs web-0 2>/dev/null || echo none",
    "a 'b c' \"d e\" f'g'\"h\"",
    "a >f 2>>g <h &>i >|j",
    "> f",
    "a |\n\n b &&\n c",
    "echo x | b; printf 'y\\n' | cat | c",
    "a ~/x ~ --flag=~/y b=c",
    "cd x y && a",
    "printf hi; a",
    "a;",
    "",
    " \n\t\n# only\n",
]
OTHERS = [
    "a $x", "a `b`", "a $(b)", "a *", "a {b,c}", "a & b", "a && ", "a |", "a ;; b", "; a", "a 2>&1x", "a >&f", "a &>>f",
    "a << E", "a < <(b)", "a > >(b)", "x=1 a", "x=1", "a\\b", "a \"$b\"", "a \"b\\\"\"", "if a", "! a", "{ a", "(a)",
    "[[ a ]]", "a 12>f", "a2>f b\"2\">g", "a >", "a > ; b", "a#b", "a; cd x", "cd x || a", "cd x | a", "alias a=b",
    "export x", "unset x", "read x", "printf -v x y; a", "eval a", ". a", "source a", "command a", "a !b", "a \"b",
    "a 'b",
    "a\rb", "time a", "coproc a", "case a", "a ^ b", "a=b", "'a'=b", "2>&1", "a 2>&1>f", "a>f#b", "a 1>&2 # b", "a é",
    "a 'é' | b", "a '\n' b", "a >f b >g", "let x=1", "a '' \"\"", "'if' a", "'cd' x; a", "c'd' x; a | b",
]  # fmt: skip


@pytest.mark.parametrize("script", PLAIN)
def test_plain_scripts_need_no_grammar(script: str):
    """What is written most often costs no process; it is read as the grammar reads it."""
    commands = plain_commands(script, "/root")

    if script.endswith("\\"):
        assert commands is None
    else:
        assert commands == read_by_grammar(script)


@pytest.mark.parametrize("script", OTHERS)
def test_whatever_it_answers_the_grammar_answers_too(script: str):
    """It may leave a script to the grammar, never read it in its own way."""
    commands = plain_commands(script, "/root")

    assert commands is None or commands == read_by_grammar(script)


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(scripts())
def test_lexer_and_grammar_never_disagree(script: str):
    """Scripts at random, near what the lexer takes: scripts/soak guard runs many more of them."""
    commands = plain_commands(script, "/root")

    assert commands is None or commands == read_by_grammar(script)


@given(st.text(max_size=200))
@settings(max_examples=300, deadline=None)
def test_any_text_is_read_or_left(text: str):
    """No text makes it fail."""
    plain_commands(text, "/root")

"""Values that come out of an expression are data: they keep their type, and can never become a command."""

from __future__ import annotations

import shlex
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstmate.workflow.expressions import ExpressionError, command, parts, quoted_values, references, render

NAMES = {"inputs": {"tag": "1.10", "count": 3, "on": True, "list": ["a", "b"], "map": {"k": [1]}, "empty": None}}


@pytest.mark.parametrize(
    ("template", "value"),
    [
        ("{{ inputs.tag }}", "1.10"),
        ("{{ inputs.count + 1 }}", 4),
        ("{{ inputs.list }}", ["a", "b"]),
        ("{{ inputs.on and not inputs.empty }}", True),
        ("{{ inputs.map.k[0] }}", 1),
        ("{{ {'a': {'b': 1}} }}", {"a": {"b": 1}}),
        ("v{{ inputs.tag }}", "v1.10"),
        ("{{ inputs.count }}{{ inputs.count }}", "33"),
        ("is {{ inputs.on }}", "is true"),
        ("{{ inputs.list | join(',') }}!", "a,b!"),
        ("{{ inputs.list }}!", '["a", "b"]!'),
        ("{{ 'yes' if inputs.count > 2 else 'no' }}", "yes"),
        ("{{ inputs.missing | default('x') }}", "x"),
        ("plain", "plain"),
        (7, 7),
        ({"a": ["{{ inputs.count }}"]}, {"a": [3]}),
    ],
)
def test_one_expression_keeps_its_type(template, value):
    """Anything else renders to text."""
    assert render(template, NAMES) == value


@pytest.mark.parametrize(
    "template",
    [
        "{{ nothing }}",
        "{{ inputs.missing }}",
        "{{ inputs.count.missing.more }}",
        "{{ 1 / 0 }}",
        "{{ inputs.count + 'a' }}",
        "{{ 'a' * 1000000000 }}",
        "{{ [0] * 1000000000 }}",
        "{{ 10 ** 10 ** 10 }}",
        "{{ '%1000000000d' % 1 }}",
        "{{ inputs.__class__ }}",
        "{{ inputs.tag.__class__.__mro__ }}",
        "{{ inputs.tag.ljust(1000000000) }}",
        "{{ inputs.tag.format(1) }}",
        "{{ range(5) }}",
        "{{ lipsum() }}",
        "{{ self }}",
        "{{ inputs.tag.upper }}",
        "{% for a in inputs.list %}{% endfor %}",
        "{# note #}",
        "{{ inputs.tag",
        "{{ }}",
        "{{ ( }}",
    ],
)
def test_what_cannot_be_computed_is_an_error(template):
    """One sentence, whatever it is: never a traceback, never much memory."""
    with pytest.raises(ExpressionError) as error:
        render(template, NAMES)

    assert 0 < len(str(error.value)) < 400


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=40))
def test_a_value_in_a_command_is_one_word_of_text(value):
    """Whatever it holds; one that would be an option is refused."""
    names = {"inputs": {"value": value}}
    try:
        made = command("echo --name=x{{ inputs.value }} {{ inputs.value }}", names)
    except ExpressionError:
        assert value.startswith("-")
    else:
        assert shlex.split(made) == ["echo", f"--name=x{value}", value]


@pytest.mark.parametrize(
    "value", ["$(touch pwned)", "`touch pwned`", "a; touch pwned", "'; touch pwned; '", "\n touch pwned", "*"]
)
def test_a_real_shell_prints_it_as_it_is(tmp_path, value):
    """It does nothing else with it."""
    made = command("printf %s {{ inputs.value }}", {"inputs": {"value": value}})

    assert subprocess.run(["sh", "-c", made], cwd=tmp_path, capture_output=True, text=True).stdout == value
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("template", "inside"),
    [
        ("kubectl get pod {{ a }} -n {{ b }}", []),
        ("kubectl get pod '{{ a }}'", ["a"]),
        ('echo "{{ a }}" {{ b }}', ["a"]),
        ("echo $(cat {{ a }})", ["a"]),
        ("cat <<END\n{{ a }}\nEND", ["a"]),
        ("echo `cat {{ a }}`", ["a"]),
        ("echo \\{{ a }}", ["a"]),
        ("echo it\\'s {{ a }}", []),
        ("echo x # {{ a }}", ["a"]),
        ("# {{ a }}\necho {{ b }}", ["a"]),
    ],
)
def test_places_where_quoting_does_not_hold_are_found(template, inside):
    """Inside quotes, substitutions and here-documents."""
    assert list(quoted_values(template)) == inside


def test_what_an_expression_reads():
    """Names with the fields that are asked of them."""
    found = references("steps.judge.output.cause == inputs['kind'] or item")

    assert {("steps", "judge", "output", "cause"), ("inputs", "kind"), ("item",)} <= found


def test_braces_inside_an_expression_do_not_end_it():
    """As in a mapping of mappings."""
    assert list(parts("a {{ {'x': {'y': 1}}.x.y }} b")) == [(False, "a "), (True, "{'x': {'y': 1}}.x.y"), (False, " b")]

"""What an agent is asked: values are data, whatever they hold. What its answer is worth: its shape, how sure it is."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstmate.workflow.prompts import answered, intent, is_sure, worded
from firstmate.workflow.values import Kind, Step

SCHEMA = {"type": "object", "required": ["cause"], "properties": {"cause": {"enum": ["oom", "config"]}}}


def asked(prompt, names=None, **arguments):
    return intent(Step("a", Kind.AGENT, "x", prompt=prompt, arguments=arguments), names or {})


def test_a_value_in_the_prompt_stands_in_the_data():
    """The prompt has its name; two values have two names, and keep their types."""
    told = asked("Why does {{ inputs.pod }} fail {{ inputs.times }} times?", {"inputs": {"pod": "web", "times": 3}})

    assert told["prompt"] == "Why does `value_1` (in the data) fail `value_2` (in the data) times?"
    assert told["data"] == {"value_1": "web", "value_2": 3}


def test_without_data_or_schema_the_prompt_stands_alone():
    """Nothing is added to it."""
    assert worded(asked("Why?"), None) == "Why?"


@given(st.text(max_size=200), st.text(max_size=50))
def test_no_value_gets_out_of_its_block(value, key):
    """Whatever it holds: fences, line ends, words like our own. What stands in the block is what was given."""
    text = worded(asked("Why?", {"inputs": {"log": {key: value}}}, log="{{ inputs.log }}"), SCHEMA)

    _, block, after = text.split("```")
    assert json.loads(block.removeprefix("json\n"))["log"] == {key: value}
    assert after.startswith("\n\nAnswer with one JSON object") and text.count("Answer with one JSON object") >= 1


@pytest.mark.parametrize(
    "text",
    [
        '{"cause": "oom"}',
        ' \n{"cause": "oom"}\n',
        'It was killed.\n```json\n{"cause": "oom"}\n```',
        '```\n{"cause": "config"}\n```\nNo, rather:\n```json\n{"cause": "oom"}\n```\nThat is it.',
        'I say {"cause": "oom"}, for sure.',
    ],
)
def test_an_answer_is_found_in_what_is_said(text):
    """Plain, in the last block of code, or among words."""
    assert answered(text, SCHEMA) == ({"cause": "oom"}, "")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "it is no JSON"),
        ("I do not know.", "it is no JSON"),
        ('{"cause": "gremlins"}', "cause: "),
        ("{}", "cause"),
        ('["oom"]', "it: "),
        ("{" * 100_000, "it is no JSON"),
    ],
)
def test_an_answer_that_does_not_fit_says_why(text, why):
    """There is no output then."""
    output, wrong = answered(text, SCHEMA)

    assert output is None and why in wrong


def test_without_a_schema_the_words_are_the_answer():
    """As they are; none at all are no answer."""
    assert answered("All is well.", None) == ({"text": "All is well."}, "")
    assert answered(" \n", None)[1] == "it says nothing"


@pytest.mark.parametrize(
    ("confidence", "sure"),
    [
        ("certain", True),
        ("likely", True),
        ("Possible", False),
        ("low", False),
        (0.9, True),
        (0.49, False),
        (None, True),
    ],
)
def test_how_sure_an_answer_has_to_be(confidence, sure):
    """As a word of the agents' own, or a number; one that does not say counts as sure."""
    assert is_sure({"confidence": confidence}) is sure
    assert is_sure({"cause": "oom"}) and is_sure(["oom"])

"""The scripted model says the right lines to the right conversation, and remembers what it was asked."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx

from tests.client.scripted_model import Part, Plain, ScriptedModel, Turn, serving

TOOL = {"name": "Bash", "input_schema": {}}
SCRIPT = (
    Part("the mate", [Turn("looking", [("Bash", {"command": "ls"})]), Turn("seen")]),
    Part("the captain", [Turn("aye")]),
)


def ask(model: ScriptedModel, system: str, *answers: str, **more: Any) -> Plain:
    """One request of a conversation that has had these answers so far."""
    messages: list[Plain] = [{"role": "user", "content": [{"type": "text", "text": "begin"}]}]
    for answer in answers:
        messages += [{"role": "assistant", "content": answer}, {"role": "user", "content": "go on"}]
    body = {"model": "m-sonnet", "system": system, "messages": messages, "tools": [TOOL], **more}
    reply = httpx.post(f"{model.url}/v1/messages", json=body, trust_env=False)
    result: Plain = reply.json() if not more.get("stream") else {"stream": reply.text}
    return result


def words(reply: Plain) -> list[str]:
    return [block.get("text") or block["name"] for block in reply["content"]]


def test_each_conversation_hears_its_own_lines_in_turn() -> None:
    """Who is asked and how often it has answered decide, not the order of the requests."""
    with serving(*SCRIPT) as model:
        assert words(ask(model, "You are the mate.", "looking")) == ["seen"]
        assert words(ask(model, "You are the captain.")) == ["aye"]
        assert words(ask(model, "You are the mate.")) == ["looking", "Bash"]


def test_a_repeated_request_hears_the_same() -> None:
    """The client may retry; that uses up no line."""
    with serving(*SCRIPT) as model:
        assert words(ask(model, "the mate")) == words(ask(model, "the mate"))


def test_a_conversation_without_lines_is_done() -> None:
    """Strangers, those whose lines are used up, and side calls without tools hear "done"."""
    with serving(*SCRIPT) as model:
        assert words(ask(model, "a stranger")) == ["done"]
        assert words(ask(model, "the captain", "aye")) == ["done"]
        assert words(ask(model, "the captain", tools=[])) == ["done"]


def test_a_tool_call_ends_the_turn_as_tool_use() -> None:
    """The client runs the tool only when the answer stops for it."""
    with serving(*SCRIPT) as model:
        assert ask(model, "the mate")["stop_reason"] == "tool_use"
        assert ask(model, "the captain")["stop_reason"] == "end_turn"


def test_a_streamed_answer_carries_the_same_blocks() -> None:
    """Server-sent events from message_start to message_stop, each block with its delta."""
    with serving(*SCRIPT) as model:
        stream = ask(model, "the mate", stream=True)["stream"]
    events = [json.loads(line.removeprefix("data: ")) for line in stream.splitlines() if line.startswith("data: ")]
    assert (events[0]["type"], events[-1]["type"]) == ("message_start", "message_stop")
    deltas = [event["delta"] for event in events if event["type"] == "content_block_delta"]
    assert deltas[0] == {"type": "text_delta", "text": "looking"}
    assert deltas[1] == {"type": "input_json_delta", "partial_json": '{"command": "ls"}'}


def test_it_keeps_every_request() -> None:
    """A test can ask which model ran, with which tools, and what it read."""
    with serving(*SCRIPT) as model:
        ask(model, "the mate", "looking")
        ask(model, "the mate", tools=[])
    (request,) = model.asked("the mate")
    assert len(model.requests) == 2
    assert (request.model, request.tools, request.answered) == ("m-sonnet", {"Bash"}, 1)
    assert request.text.split() == ["the", "mate", "begin", "looking", "go", "on"]


def test_agents_side_by_side_do_not_disturb_each_other() -> None:
    """Requests that come in at the same moment get the answers of their own conversations."""
    with serving(*SCRIPT) as model, ThreadPoolExecutor(8) as pool:
        asked = ["the mate", "the captain"] * 8
        replies = list(pool.map(lambda who: words(ask(model, who)), asked))
    assert replies == [["looking", "Bash"], ["aye"]] * 8

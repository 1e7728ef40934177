"""A Messages API on loopback that answers the real client from a script, and keeps every request it got.

What is said next depends on the conversation alone: who is asked (text of its system prompt or first message) and how
often it has answered already. So agents that run side by side cannot take each other's lines, and a retry hears the
same again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

Plain = dict[str, Any]


@dataclass(frozen=True)
class Turn:
    """One answer of the model: words, the tools it calls as (name, input), and the tokens it took in and gave out."""

    text: str = ""
    tools: Sequence[tuple[str, Plain]] = ()
    tokens: tuple[int, int] = (10, 5)


@dataclass(frozen=True)
class Part:
    """The lines of one conversation: the one whose system prompt or first message contains `who`."""

    who: str
    turns: Sequence[Turn]


@dataclass(frozen=True)
class Request:
    """What the client sent."""

    body: Plain

    @property
    def model(self) -> str:
        return str(self.body.get("model", ""))

    @property
    def opening(self) -> str:
        """What tells conversations apart: the system prompt and the first message."""
        return text_of(self.body.get("system")) + text_of(self.body.get("messages", [])[:1])

    @property
    def text(self) -> str:
        """The whole of it that the model reads, tool results included."""
        return text_of(self.body.get("system")) + text_of(self.body.get("messages"))

    @property
    def tools(self) -> set[str]:
        return {tool["name"] for tool in self.body.get("tools", [])}

    @property
    def answered(self) -> int:
        """How many answers the conversation holds already."""
        return sum(message["role"] == "assistant" for message in self.body.get("messages", []))


def text_of(value: Any) -> str:
    """All text in a system prompt, a message or a list of content blocks, however deep."""
    if isinstance(value, str):
        return value + "\n"
    if isinstance(value, list):
        return "".join(text_of(part) for part in value)
    if isinstance(value, dict):
        return "".join(text_of(value[key]) for key in ("text", "content") if key in value)
    return ""


@dataclass
class ScriptedModel:
    """The script, where it is served, and what it was asked."""

    script: Sequence[Part]
    url: str = ""
    requests: list[Request] = field(default_factory=list)

    def answer(self, request: Request) -> Turn:
        """The next line of the conversation that the request belongs to; "done" when it has none left."""
        lines = next((part.turns for part in self.script if part.who in request.opening), ())
        # The client's own side calls (a title for the session) carry no tools: they are nobody's turn.
        return lines[request.answered] if request.tools and request.answered < len(lines) else Turn("done")

    def asked(self, who: str) -> list[Request]:
        """The requests with tools of the conversations whose opening contains `who`."""
        return [request for request in self.requests if request.tools and who in request.opening]


@contextmanager
def serving(*script: Part) -> Iterator[ScriptedModel]:
    """Serve `script` on a free port of loopback while the block runs."""
    model = ScriptedModel(script)
    handler = type("Bound", (_Handler,), {"scripted": model})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    model.url = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield model
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    scripted: ScriptedModel

    def log_message(self, *_: object) -> None:
        """Quiet."""

    def do_HEAD(self) -> None:
        self._reply({})

    def do_GET(self) -> None:
        self._reply({})

    def do_POST(self) -> None:
        request = Request(json.loads(self.rfile.read(int(self.headers["content-length"]))))
        if "count_tokens" in self.path:
            return self._reply({"input_tokens": 100})
        self.scripted.requests.append(request)
        number = len(self.scripted.requests)
        turn = self.scripted.answer(request)
        blocks = _blocks(turn, number)
        message = _message(number, request.model, turn)
        if not request.body.get("stream"):
            return self._reply({**message, "content": blocks})
        events = "".join(f"event: {e['type']}\ndata: {json.dumps(e)}\n\n" for e in _events(message, blocks))
        return self._send(events.encode(), "text/event-stream")

    def _reply(self, body: Plain) -> None:
        self._send(json.dumps(body).encode(), "application/json")

    def _send(self, data: bytes, content_type: str) -> None:
        self.send_response(200)
        self.send_header("content-type", content_type)
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)


def _blocks(turn: Turn, number: int) -> list[Plain]:
    words: list[Plain] = [{"type": "text", "text": turn.text}] if turn.text else []
    calls = enumerate(turn.tools)
    return words + [{"type": "tool_use", "id": f"toolu_{number}_{i}", "name": n, "input": v} for i, (n, v) in calls]


def _message(number: int, model: str, turn: Turn) -> Plain:
    return {
        "id": f"msg_{number}",
        "type": "message",
        "role": "assistant",
        "model": model,
        "content": [],
        "stop_reason": "tool_use" if turn.tools else "end_turn",
        "stop_sequence": None,
        "usage": {"input_tokens": turn.tokens[0], "output_tokens": turn.tokens[1]},
    }


def _events(message: Plain, blocks: list[Plain]) -> Iterator[Plain]:
    """The server-sent events of one streamed answer."""
    yield {"type": "message_start", "message": {**message, "stop_reason": None}}
    for index, block in enumerate(blocks):
        key, delta = ("text", "text_delta") if block["type"] == "text" else ("input", "input_json_delta")
        empty: Any = "" if key == "text" else {}
        value = {"text": block["text"]} if key == "text" else {"partial_json": json.dumps(block["input"])}
        yield {"type": "content_block_start", "index": index, "content_block": {**block, key: empty}}
        yield {"type": "content_block_delta", "index": index, "delta": {"type": delta, **value}}
        yield {"type": "content_block_stop", "index": index}
    stop = {"stop_reason": message["stop_reason"], "stop_sequence": None}
    yield {"type": "message_delta", "delta": stop, "usage": {"output_tokens": message["usage"]["output_tokens"]}}
    yield {"type": "message_stop"}

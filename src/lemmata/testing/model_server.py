"""A server on this machine that speaks as models do: scripted answers for the real SDKs.

It answers OpenAI's chat completions and Anthropic's messages, one answer of the script a request,
and keeps what was asked. It listens on 127.0.0.1 alone.
"""

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

TOOL = "propose_body"
CHAT, MESSAGES = "/v1/chat/completions", "/v1/messages"
LARGEST_REQUEST = 8 << 20


@dataclass(frozen=True, slots=True)
class Scripted:
    """One answer: a body by the tool, or ``text``; or another status, or ``raw`` bytes.

    ``wait_seconds`` pass before it. ``more`` are further arguments of the tool. ``usage`` is what
    it says it cost: tokens in and out. A client that asks for a stream gets the answer in
    ``pieces`` with ``pause_seconds`` before each.
    """

    body: str | None = None
    text: str = ""
    status: int = 200
    raw: bytes | None = None
    retry_after: str | None = None
    wait_seconds: float = 0.0
    usage: tuple[int, int] = (100, 20)
    more: Mapping[str, Any] = field(default_factory=dict)
    pieces: int = 3
    pause_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: its path, its headers by small letters, and its JSON."""

    path: str
    headers: Mapping[str, str]
    data: Any

    @property
    def prompt(self) -> str:
        """All that was said, system and user, as one text."""
        return "\n".join(_texts([self.data.get("system"), self.data.get("messages")]))


@dataclass(slots=True)
class ModelServer:
    """A running server; after its last scripted answer it says 500.

    ``left`` counts streams whose client went away before their end.
    """

    port: int
    script: list[Scripted]
    said: Callable[[Asked], Scripted] | None = None
    asked: list[Asked] = field(default_factory=list)
    left: int = 0

    def base_url(self, provider: str) -> str:
        """What a client of ``openai`` or ``anthropic`` takes as its base URL."""
        root = f"http://127.0.0.1:{self.port}"
        return root if provider == "anthropic" else f"{root}/v1"

    def next(self, asked: Asked) -> Scripted:
        """Note a request and take the answer to it."""
        self.asked.append(asked)
        if self.said is not None:
            return self.said(asked)
        return self.script.pop(0) if self.script else Scripted(status=500)


@contextmanager
def serving(
    script: Sequence[Scripted] | Callable[[Asked], Scripted],
) -> Iterator[ModelServer]:
    """A server for the block, on a free port; a function in place of a script sees each request."""
    http = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    http.daemon_threads = True
    said = script if callable(script) else None
    fixed = [] if callable(script) else list(script)
    server = ModelServer(http.server_address[1], fixed, said)
    http.script = server  # type: ignore[attr-defined]
    thread = threading.Thread(target=http.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        http.shutdown()
        http.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    """One request of one client."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        """Answer by the script."""
        length = int(self.headers.get("content-length", 0))
        if length > LARGEST_REQUEST or self.path.partition("?")[0] not in (CHAT, MESSAGES):
            self._send(404, b'{"error": {"message": "no such path", "type": "not_found"}}')
            return
        data = json.loads(self.rfile.read(length))
        headers = {name.lower(): value for name, value in self.headers.items()}
        server: ModelServer = self.server.script  # type: ignore[attr-defined]
        said = server.next(Asked(self.path, headers, data))
        time.sleep(said.wait_seconds)
        if said.raw is not None:
            self._send(said.status, said.raw, said.retry_after)
        elif said.status != 200:
            error = {"type": "error", "error": {"type": "scripted", "message": "as scripted"}}
            self._send(said.status, json.dumps(error).encode(), said.retry_after)
        elif data.get("stream"):
            events = _message_events if self.path.startswith(MESSAGES) else _completion_events
            self._stream(events(said, data.get("model", "")))
        else:
            answer = _message if self.path.startswith(MESSAGES) else _completion
            self._send(200, json.dumps(answer(said, data.get("model", ""))).encode())

    def _send(self, status: int, body: bytes, retry_after: str | None = None) -> None:
        try:
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            if retry_after is not None:
                self.send_header("retry-after", retry_after)
            self.end_headers()
            self.wfile.write(body)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # the client did not wait

    def _stream(self, events: Iterator[tuple[str, Any, float]]) -> None:
        """Server-sent events: a name, its data, and the pause before it."""
        try:
            self.send_response(200)
            self.send_header("content-type", "text/event-stream")
            self.send_header("connection", "close")
            self.end_headers()
            for name, data, pause in events:
                time.sleep(pause)
                text = data if isinstance(data, str) else json.dumps(data)
                head = f"event: {name}\n" if name else ""
                self.wfile.write(f"{head}data: {text}\n\n".encode())
                self.wfile.flush()
        except (BrokenPipeError, ConnectionResetError):
            server: ModelServer = self.server.script  # type: ignore[attr-defined]
            server.left += 1
        self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Nothing."""


def _arguments(said: Scripted) -> dict[str, Any]:
    return {"body": said.body, **said.more}


def _completion(said: Scripted, model: str) -> dict[str, Any]:
    """As OpenAI's chat completions answer."""
    message: dict[str, Any] = {"role": "assistant", "content": said.text or None}
    if said.body is not None:
        function = {"name": TOOL, "arguments": json.dumps(_arguments(said))}
        message["tool_calls"] = [{"id": "call_1", "type": "function", "function": function}]
    given, output = said.usage
    usage = {"prompt_tokens": given, "completion_tokens": output, "total_tokens": given + output}
    reason = "tool_calls" if said.body is not None else "stop"
    choice = {"index": 0, "message": message, "finish_reason": reason}
    head = {"id": "c1", "object": "chat.completion", "created": 1, "model": model}
    return {**head, "choices": [choice], "usage": usage}


def _message(said: Scripted, model: str) -> dict[str, Any]:
    """As Anthropic's messages answer."""
    content: list[dict[str, Any]] = [{"type": "text", "text": said.text}] if said.text else []
    if said.body is not None:
        call = {"type": "tool_use", "id": "call_1", "name": TOOL}
        content.append({**call, "input": _arguments(said)})
    given, output = said.usage
    return {
        "id": "m1",
        "type": "message",
        "role": "assistant",
        "model": model,
        "content": content,
        "stop_reason": "tool_use" if said.body is not None else "end_turn",
        "stop_sequence": None,
        "usage": {"input_tokens": given, "output_tokens": output},
    }


def _pieces(text: str, count: int) -> Iterator[str]:
    size = max(1, -(-len(text) // max(1, count)))
    for start in range(0, len(text), size):
        yield text[start : start + size]


def _completion_events(said: Scripted, model: str) -> Iterator[tuple[str, Any, float]]:
    """As OpenAI's chat completions stream."""
    head = {"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": model}

    def chunk(delta: dict[str, Any], reason: str | None = None) -> dict[str, Any]:
        return {**head, "choices": [{"index": 0, "delta": delta, "finish_reason": reason}]}

    yield "", chunk({"role": "assistant", "content": ""}), 0.0
    for piece in _pieces(said.text, said.pieces):
        yield "", chunk({"content": piece}), said.pause_seconds
    if said.body is not None:
        call = {"index": 0, "id": "call_1", "type": "function"}
        named = {**call, "function": {"name": TOOL, "arguments": ""}}
        yield "", chunk({"tool_calls": [named]}), 0.0
        for piece in _pieces(json.dumps(_arguments(said)), said.pieces):
            more = {"index": 0, "function": {"arguments": piece}}
            yield "", chunk({"tool_calls": [more]}), said.pause_seconds
    yield "", chunk({}, "tool_calls" if said.body is not None else "stop"), 0.0
    given, output = said.usage
    usage = {"prompt_tokens": given, "completion_tokens": output, "total_tokens": given + output}
    yield "", {**head, "choices": [], "usage": usage}, 0.0
    yield "", "[DONE]", 0.0


def _message_events(said: Scripted, model: str) -> Iterator[tuple[str, Any, float]]:
    """As Anthropic's messages stream."""
    given, output = said.usage
    message = {**_message(said, model), "content": [], "stop_reason": None}
    message["usage"] = {"input_tokens": given, "output_tokens": 0}
    yield "message_start", {"type": "message_start", "message": message}, 0.0
    blocks: list[tuple[dict[str, Any], str, str]] = []
    if said.text:
        blocks.append(({"type": "text", "text": ""}, "text", said.text))
    if said.body is not None:
        call = {"type": "tool_use", "id": "call_1", "name": TOOL, "input": {}}
        blocks.append((call, "partial_json", json.dumps(_arguments(said))))
    for index, (block, key, text) in enumerate(blocks):
        at = {"index": index}
        start = "content_block_start"
        yield start, {"type": start, **at, "content_block": block}, 0.0
        for piece in _pieces(text, said.pieces):
            kind = "text_delta" if key == "text" else "input_json_delta"
            delta = {"type": "content_block_delta", **at, "delta": {"type": kind, key: piece}}
            yield "content_block_delta", delta, said.pause_seconds
        yield "content_block_stop", {"type": "content_block_stop", **at}, 0.0
    ended = {"stop_reason": "tool_use" if said.body is not None else "end_turn"}
    delta = {"type": "message_delta", "delta": {**ended, "stop_sequence": None}}
    yield "message_delta", {**delta, "usage": {"output_tokens": output}}, 0.0
    yield "message_stop", {"type": "message_stop"}, 0.0


def _texts(data: Any) -> Iterator[str]:
    match data:
        case str():
            yield data
        case list():
            for item in data:
                yield from _texts(item)
        case dict():
            for key in ("text", "content"):
                yield from _texts(data.get(key))

"""A server on this machine that speaks as models do: scripted answers for the real SDKs.

It answers OpenAI's chat completions and Anthropic's messages, one answer of the script a request,
and keeps what was asked. It listens on 127.0.0.1 alone.
"""

import json
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

CHAT, MESSAGES = "/v1/chat/completions", "/v1/messages"
LARGEST_REQUEST = 8 << 20


@dataclass(frozen=True, slots=True)
class Scripted:
    """One answer: a body by the tool, or ``text``; or another status, or ``raw`` bytes.

    ``wait_seconds`` pass before it. ``more`` are further arguments of the tool. ``usage`` is what
    it says it cost: tokens in and out.
    """

    body: str | None = None
    text: str = ""
    status: int = 200
    raw: bytes | None = None
    retry_after: str | None = None
    wait_seconds: float = 0.0
    usage: tuple[int, int] = (100, 20)
    more: Mapping[str, Any] = field(default_factory=dict)


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
    """A running server; after its last scripted answer it says 500."""

    port: int
    script: list[Scripted]
    asked: list[Asked] = field(default_factory=list)

    def base_url(self, provider: str) -> str:
        """What a client of ``openai`` or ``anthropic`` takes as its base URL."""
        root = f"http://127.0.0.1:{self.port}"
        return root if provider == "anthropic" else f"{root}/v1"

    def next(self, asked: Asked) -> Scripted:
        """Note a request and take the answer to it."""
        self.asked.append(asked)
        return self.script.pop(0) if self.script else Scripted(status=500)


@contextmanager
def serving(script: Sequence[Scripted]) -> Iterator[ModelServer]:
    """A server for the block, on a free port."""
    http = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    http.daemon_threads = True
    server = ModelServer(http.server_address[1], list(script))
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

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Nothing."""


def _arguments(said: Scripted) -> dict[str, Any]:
    return {"body": said.body, **said.more}


def _completion(said: Scripted, model: str) -> dict[str, Any]:
    """As OpenAI's chat completions answer."""
    message: dict[str, Any] = {"role": "assistant", "content": said.text or None}
    if said.body is not None:
        function = {"name": "propose_body", "arguments": json.dumps(_arguments(said))}
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
        call = {"type": "tool_use", "id": "call_1", "name": "propose_body"}
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

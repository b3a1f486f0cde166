"""Ruff and ty as language servers: started once, asked over pipes, each text in milliseconds.

The text is sent, never written to disk, imported or run. The servers start with an empty
environment in an empty folder, so that no configuration of the user or of a project decides.
"""

import contextlib
import json
import os
import select
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time
import tokenize
from collections.abc import Mapping
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

from lemmata.contracts.closing import Closing
from lemmata.contracts.errors import ToolError

ANSWER_SECONDS = 30.0
_WARNING = 2
_SCHEDULED = 2
"""The kind of clock that Linux keeps of any process's CPU time: see clock_getcpuclockid(3)."""

_REMEDY = "pip install 'lemmata[gates]'"
_VERSION = f"{sys.version_info.major}.{sys.version_info.minor}"


@dataclass(frozen=True, slots=True)
class Remark:
    """What a server says of a line, counted from 1; ``is_error`` as the server ranks it."""

    code: str
    message: str
    line: int
    is_error: bool


@dataclass(frozen=True, slots=True)
class Kind:
    """How a server is started, and what it is told first."""

    name: str
    arguments: tuple[str, ...]
    options: Mapping[str, Any]


RUFF_RULES = ("E9", "F", "PLE")
"""Ruff's error rules: what Python refuses, pyflakes, and the errors of pylint."""

KINDS = {
    "ruff": Kind(
        "ruff",
        ("server", "--isolated"),
        {
            "settings": {
                "configuration": {
                    "target-version": f"py{_VERSION.replace('.', '')}",
                    "lint": {"select": list(RUFF_RULES)},
                },
                "configurationPreference": "editorOnly",
            }
        },
    ),
    "ty": Kind(
        "ty",
        ("server",),
        {
            "configuration": {
                "environment": {"python": sys.prefix, "python-version": _VERSION},
            }
        },
    ),
}


def find_executable(name: str) -> Path:
    """The tool beside this Python, or on PATH.

    Raises:
        ToolError: it is not installed.
    """
    beside = sysconfig.get_path("scripts")
    found = shutil.which(name, path=beside) or shutil.which(name)
    if found is None:
        raise ToolError(f"{name} is not installed", remedy=_REMEDY)
    return Path(found)


class Server:
    """One language server in an empty folder; it holds at most one document at a time."""

    def __init__(self, kind: Kind, folder: Path) -> None:
        """Start it and shake hands.

        Raises:
            ToolError: it is missing, or does not answer as such a server does.
        """
        self._kind = kind
        self._document = (folder / "candidate.py").as_uri()
        self._asked, self._read = 0, b""
        self._process = subprocess.Popen(
            [find_executable(kind.name), *kind.arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            env={"HOME": str(folder), "TY_MAX_PARALLELISM": "1", "RAYON_NUM_THREADS": "1"},
        )
        hello = self._ask(
            "initialize",
            {
                "processId": os.getpid(),
                "rootUri": folder.as_uri(),
                "workspaceFolders": [{"uri": folder.as_uri(), "name": "candidate"}],
                "capabilities": {
                    "textDocument": {"diagnostic": {}},
                    "workspace": {"configuration": True},
                },
                "initializationOptions": kind.options,
            },
        )
        self._tell("initialized", {})
        self.version = str(hello["serverInfo"]["version"]) if "serverInfo" in hello else ""

    @property
    def cpu_seconds(self) -> float:
        """CPU time of the running server; 0 once it ended."""
        try:
            return time.clock_gettime(~self._process.pid << 3 | _SCHEDULED)
        except OSError:
            return 0.0

    def check(self, text: str) -> tuple[Remark, ...]:
        """What the server says of a text, by line.

        Raises:
            ToolError: the server ended, did not answer in time, or answered nonsense.
        """
        document = {"uri": self._document}
        opened = {**document, "languageId": "python", "version": self._asked, "text": text}
        self._tell("textDocument/didOpen", {"textDocument": opened})
        said = self._ask("textDocument/diagnostic", {"textDocument": document})
        self._tell("textDocument/didClose", {"textDocument": document})
        try:
            items = [item for item in said["items"] if item.get("severity", 1) <= _WARNING]
            return tuple(sorted(map(_remark, items), key=lambda r: (r.line, r.code)))
        except (KeyError, TypeError) as error:
            raise self._broken(f"answered {said!r:.200}") from error

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(BrokenPipeError):  # what was not sent is lost with it
                    pipe.close()

    def _ask(self, method: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
        self._asked += 1
        number, until = self._asked, time.monotonic() + ANSWER_SECONDS
        self._send({"id": number, "method": method, "params": parameters})
        while True:
            said = self._receive(until)
            if "method" in said and "id" in said:
                self._send({"id": said["id"], "result": self._answer(said)})
            elif said.get("id") == number:
                if not isinstance(said.get("result"), dict):
                    raise self._broken(f"refused {method}: {said.get('error')!r:.200}")
                return dict(said["result"])

    def _answer(self, question: Mapping[str, Any]) -> object:
        """What a server may ask of an editor: the settings, once for each thing it names."""
        if question["method"] == "workspace/configuration":
            return [dict(self._kind.options) for _ in question["params"]["items"]]
        return None

    def _tell(self, method: str, parameters: Mapping[str, Any]) -> None:
        self._send({"method": method, "params": parameters})

    def _send(self, message: Mapping[str, Any]) -> None:
        assert self._process.stdin is not None
        data = json.dumps({"jsonrpc": "2.0", **message}).encode()
        try:
            self._process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(data), data))
            self._process.stdin.flush()
        except OSError as error:
            raise self._broken("ended") from error

    def _receive(self, until: float) -> dict[str, Any]:
        head = self._until(b"\r\n\r\n", until)
        sizes = [
            line for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")
        ]
        try:
            size = int(sizes[0].partition(b":")[2])
            said = json.loads(self._take(size, until))
        except (IndexError, ValueError) as error:
            raise self._broken(f"wrote {head!r:.100}") from error
        if not isinstance(said, dict):
            raise self._broken(f"wrote {said!r:.100}")
        return said

    def _until(self, mark: bytes, until: float) -> bytes:
        while mark not in self._read:
            self._fill(until)
        head, _, self._read = self._read.partition(mark)
        return head

    def _take(self, size: int, until: float) -> bytes:
        while len(self._read) < size:
            self._fill(until)
        taken, self._read = self._read[:size], self._read[size:]
        return taken

    def _fill(self, until: float) -> None:
        assert self._process.stdout is not None
        descriptor = self._process.stdout.fileno()
        ready, _, _ = select.select([descriptor], [], [], max(0.0, until - time.monotonic()))
        data = os.read(descriptor, 1 << 16) if ready else b""
        if not data:
            raise self._broken("ended" if ready else f"gave no answer in {ANSWER_SECONDS:g} s")
        self._read += data

    def _broken(self, what: str) -> ToolError:
        self._process.kill()
        return ToolError(f"{self._kind.name} {what}", remedy=f"try again, or {_REMEDY}")


class Servers(Closing):
    """The servers of one run, each started when it is first asked; one that broke starts anew."""

    def __init__(self) -> None:
        self._running: dict[str, Server] = {}
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    @property
    def cpu_seconds(self) -> float:
        """CPU time of the running servers."""
        return sum(server.cpu_seconds for server in self._running.values())

    def check(self, name: str, text: str) -> tuple[str, tuple[Remark, ...]]:
        """The version of the server of that name, and what it says of the text.

        Comments are blanked first: nothing in the text can tell a tool to look away.

        Raises:
            ToolError: the tool is missing, or broke.
        """
        server = self._running.pop(name, None) or Server(KINDS[name], self._place(name))
        try:
            said = server.check(without_comments(text))
        except BaseException:
            server.close()
            raise
        self._running[name] = server
        return server.version, said

    def close(self) -> None:
        """End the servers that were started."""
        while self._running:
            self._running.popitem()[1].close()
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None

    def _place(self, name: str) -> Path:
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="lemmata-")
        place = Path(self._folder.name) / name
        place.mkdir(exist_ok=True)
        return place


def without_comments(text: str) -> str:
    """The text with each comment blanked, all else in its place; as it is if it has no tokens.

    Trap: Python ends a line, and so a comment, at a lone carriage return; `tokenize` does not.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = StringIO(text).readlines()
    try:
        tokens = list(tokenize.generate_tokens(StringIO(text).readline))
    except (tokenize.TokenError, SyntaxError):
        return text
    for token in tokens:
        if token.type == tokenize.COMMENT:
            row, (start, end) = token.start[0] - 1, (token.start[1], token.end[1])
            lines[row] = lines[row][:start] + " " * (end - start) + lines[row][end:]
    return "".join(lines)


def _remark(data: Mapping[str, Any]) -> Remark:
    line = int(data["range"]["start"]["line"]) + 1
    told = str(data["message"]).partition("\n")[0]
    return Remark(
        str(data.get("code") or "invalid-syntax"), told, line, data.get("severity", 1) == 1
    )

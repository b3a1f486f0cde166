"""A process that does jobs, one at a time: a JSON object a line in, and out.

Asked ``{"job": NAME, "arguments": {...}}`` it answers any number of ``{"say": TEXT}``, then one of
``{"done": RESULT}``, ``{"error": ERROR}`` for what the error tree knows, ``{"crash": TEXT}``.

It leads a process group of its own, in which its solvers are. When nobody holds the other end of
its input any more the whole group dies, in the middle of a proof too.
"""

import json
import os
import signal
import sys
import traceback
from collections.abc import Mapping
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import Any, BinaryIO

from lemmata.cli.output import error_json
from lemmata.contracts.errors import LemmataError
from lemmata.serving.confining import Root
from lemmata.serving.jobs import JOBS, Workplace
from lemmata.serving.sessions import Store


def main(sessions: str) -> None:
    """Work for whoever holds the pipes; the current folder is the project root."""
    # What anything prints must not stand between the answers.
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    lines: SimpleQueue[bytes] = SimpleQueue()
    Thread(target=hear, args=(sys.stdin.buffer, lines), daemon=True).start()

    def say(text: str) -> None:
        write(out, {"say": text})

    place = Workplace(Root.at(Path()), Store(Path(sessions)), say)
    while True:
        write(out, answer(place, json.loads(lines.get())))


def hear(pipe: BinaryIO, lines: "SimpleQueue[bytes]") -> None:
    """Pass the lines on, and end everything where there are no more."""
    for line in pipe:
        lines.put(line)
    if os.getpgid(0) == os.getpid():
        os.killpg(0, signal.SIGKILL)
    os._exit(0)


def answer(place: Workplace, question: Mapping[str, Any]) -> dict[str, Any]:
    """The last line about a question."""
    try:
        return {"done": JOBS[question["job"]](place, question["arguments"])}
    except LemmataError as error:
        return {"error": error_json(error)}
    except Exception as error:  # noqa: BLE001 - the client is told, and the next job is done
        traceback.print_exc()
        return {"crash": f"{type(error).__name__}: {error}"}


def write(out: BinaryIO, line: Mapping[str, Any]) -> None:
    """One object, one line."""
    out.write(json.dumps(line).encode() + b"\n")
    out.flush()


if __name__ == "__main__":
    main(sys.argv[1])

"""Workers that are kept warm, and killed with all that they started when a job is cancelled."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import anyio
from anyio.abc import Process
from anyio.streams.buffered import BufferedByteReceiveStream

from lemmata.contracts.errors import ToolError

MOST_AT_ONCE = 2
"""Jobs that run side by side; the others wait for their turn."""
LONGEST_LINE = 64 << 20
"""Bytes of the longest answer that is read."""
WORKER = "lemmata.serving.jobs_worker"

Say = Callable[[str], Awaitable[None]]
Answer = Mapping[str, Any]


class Worker:
    """One process, its solvers and its sandbox."""

    def __init__(self, process: Process) -> None:
        self._process = process
        assert process.stdout is not None
        self._answers = BufferedByteReceiveStream(process.stdout)

    @classmethod
    async def started(cls, root: Path, sessions: Path) -> "Worker":
        """A new one. ``-P`` keeps modules of the project from being taken for Python's own."""
        command = [sys.executable, "-P", "-m", WORKER, str(sessions)]
        try:
            process = await anyio.open_process(
                command,
                cwd=root,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=None,
                start_new_session=True,
            )
        except OSError as error:
            raise ToolError(
                f"a worker could not be started: {error.strerror or error}",
                remedy="check that the interpreter and the project root can be used",
            ) from error
        return cls(process)

    async def ask(self, job: str, arguments: Mapping[str, Any], say: Say) -> Answer:
        """The last line about a job; what is said before it is passed on.

        Raises:
            ToolError: the process ended without an answer.
        """
        assert self._process.stdin is not None
        question = json.dumps({"job": job, "arguments": arguments}).encode() + b"\n"
        try:
            await self._process.stdin.send(question)
            while True:
                line = await self._answers.receive_until(b"\n", LONGEST_LINE)
                answer: Answer = json.loads(line)
                if "say" not in answer:
                    return answer
                await say(answer["say"])
        except (
            anyio.IncompleteRead,
            anyio.EndOfStream,
            anyio.BrokenResourceError,
            anyio.ClosedResourceError,
            anyio.DelimiterNotFound,
        ) as error:
            raise ToolError(
                f"the worker ended in the middle of {job}",
                remedy="ask again; if it ends again, report this",
            ) from error

    async def end(self) -> None:
        """Kill it, its solvers, its sandbox and whatever runs there."""
        for pid in (*descendants(self._process.pid), self._process.pid):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        await self._process.wait()
        await self._process.aclose()


def descendants(pid: int) -> Iterator[int]:
    """The processes below a process, lowest first: a sandbox leads a session of its own."""
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            below = [int(word) for word in task.read_text().split()]
        except OSError:  # it ended meanwhile
            continue
        for child in below:
            yield from descendants(child)
            yield child


@dataclass(slots=True)
class Pool:
    """Gives each job a worker of its own, and keeps the workers of jobs that ended."""

    root: Path
    sessions: Path
    _idle: list[Worker] = field(default_factory=list)
    _turns: anyio.Semaphore = field(default_factory=lambda: anyio.Semaphore(MOST_AT_ONCE))

    async def ask(self, job: str, arguments: Mapping[str, Any], say: Say) -> Answer:
        """The answer to a job. If this is cancelled, the worker dies before it returns.

        Raises:
            ToolError: the worker cannot be started, or ended without an answer.
        """
        async with self._turns:
            worker = self._idle.pop() if self._idle else None
            worker = worker or await Worker.started(self.root, self.sessions)
            is_whole = False
            try:
                answer = await worker.ask(job, arguments, say)
                is_whole = True
                return answer
            finally:
                if is_whole:
                    self._idle.append(worker)
                else:
                    with anyio.CancelScope(shield=True):
                        await worker.end()

    async def close(self) -> None:
        """End every worker."""
        while self._idle:
            await self._idle.pop().end()

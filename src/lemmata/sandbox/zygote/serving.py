"""The zygote's loop: it forks for every question, and runs nothing of a candidate itself.

A question is an image (what a task file defines; later questions are about it), a batch of calls
or judgements of that image, a batch of calls of a script, or what the walls keep off. The forked
process confines itself, says that it did, and writes one line of JSON for each item to a pipe of
its own; so no call can spoil the next question, and an answer can only come from the process that
was forked for its question.
"""

from __future__ import annotations

import gc
import os
import select
import sys
import time

from . import scripts, tasks
from .feeding import READY, Feed
from .filters import INPUT, OUTPUT
from .frames import answer, read_frame, write_all
from .surroundings import SurroundingsError, surround
from .walls import SIGKILL, Kernel, MissingWallError, confine, keep_only, made_kernel

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

PART_BYTES = 1 << 16


class Zygote:
    """What is kept between questions: walls made ready, and the image that questions are about."""

    def __init__(self, walls: str) -> None:
        self.image: dict[str, Any] = {}
        self.missing = ""
        self.kernel: Kernel | None = None
        try:
            self.kernel = made_kernel(walls)
        except MissingWallError as error:
            self.missing = str(error)

    def answered(self, request: dict[str, Any]) -> tuple[bytes, bytes]:
        """The (status, bytes) of one question."""
        kind = request["kind"]
        if self.missing:
            if kind == "script":
                read_frame()
            return MissingWallError.status, self.missing.encode()
        if kind == "image":
            self.image = request
            for name in request["modules"]:
                __import__(name)
            return b"R", b"ready"
        if kind == "facts":
            landlock = self.kernel.landlock if self.kernel else 0
            trying = __import__(f"{__package__}.trying", fromlist=["work"])
            return self.ask(request, lambda failed: trying.work(failed, request, landlock))
        if kind == "script":
            try:
                scripts.load(request["modules"])
            except ImportError as error:
                read_frame()
                return b"I", str(error).encode()
            return self.ask(request, lambda _: scripts.work(request), is_fed=True)
        return self.ask(request, lambda _: tasks.work(self.image, request))

    def ask(
        self, request: dict[str, Any], work: Callable[[list[str]], None], *, is_fed: bool = False
    ) -> tuple[bytes, bytes]:
        """Let a forked process do the work; what it does not yet need to know comes after it."""
        read_end, write_end = os.pipe()
        ends = {OUTPUT: write_end}
        feed_end = -1
        if is_fed:
            ends[INPUT], feed_end = os.pipe()
        pid = fork(self.kernel, request, ends, work)
        for end in ends.values():
            os.close(end)
        feed = Feed(feed_end, iter(read_frame() or ())) if is_fed else None
        try:
            return collect(read_end, pid, request, feed)
        finally:
            os.close(read_end)
            if feed is not None:
                feed.close()


def fork(
    kernel: Kernel | None,
    request: dict[str, Any],
    ends: dict[int, int],
    work: Callable[[list[str]], None],
) -> int:
    """Start a process that confines itself, says so and works; what kept it from that is told."""
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        keep_only(ends, kernel)
        surround(request.get("surroundings"))
        is_filtered = request.get("is_filtered", True)
        failed = confine(kernel, request["limits"], is_filtered=is_filtered)
        write_all(OUTPUT, READY)
        work(failed)
        code = 0
    except (MissingWallError, SurroundingsError) as error:
        write_all(OUTPUT, error.status + str(error).encode())
    finally:
        os._exit(code)


def collect(pipe: int, pid: int, request: dict[str, Any], feed: Feed | None) -> tuple[bytes, bytes]:
    """Read a forked process's lines until it ends or passes a limit; its (status, bytes)."""
    status, heard = listen(pipe, request, feed)
    if status != b"R":
        os.kill(pid, SIGKILL)
    ended = os.waitpid(pid, 0)[1]
    if heard and not heard.startswith(READY):  # nothing of a candidate has run by then
        return heard[:1], heard[1:]
    if not heard and status == b"R":
        return MissingWallError.status, b"a confined process (wait status %d)" % ended
    lines = heard[len(READY) :]
    if feed is not None:
        lines = b"".join([line + b"\n" for line in feed.lines])
    if status == b"R" and os.WIFSIGNALED(ended):
        return b"S", b"%d\n" % os.WTERMSIG(ended) + lines
    if status == b"R" and ended:
        return b"E", lines
    return status, lines


def listen(pipe: int, request: dict[str, Any], feed: Feed | None) -> tuple[bytes, bytes]:
    """Everything that the process wrote, and why the listening ended."""
    poll = select.poll()
    poll.register(pipe, select.POLLIN)
    deadline, room = time.monotonic() + request["seconds"], request["bytes"] + len(READY)
    parts: list[bytes] = []
    while True:
        if feed is not None:
            feed.watch(poll)
        left = deadline - time.monotonic()
        events = poll.poll(left * 1000) if left > 0 else []
        if not events:
            return b"W", b"".join(parts)
        if feed is not None and all(descriptor != pipe for descriptor, _ in events):
            feed.push()
            continue
        part = os.read(pipe, PART_BYTES)
        parts.append(part)
        room -= len(part)
        if not part or room < 0:
            return b"O" if part else b"R", b"".join(parts)
        if feed is not None and not feed.hear(part):
            return b"F", b"".join(parts)


def main(walls: str) -> None:
    """Serve until the input ends."""
    if hasattr(sys, "set_int_max_str_digits"):
        sys.set_int_max_str_digits(0)
    gc.disable()
    os.environ.clear()
    if os.getsid(0) != os.getpid():
        os.setsid()  # here and not in every fork, where it takes as long as all other walls
    os.dup2(0, INPUT)  # so that nothing else ever stands at these numbers
    os.dup2(0, OUTPUT)
    zygote = Zygote(walls)
    while (request := read_frame()) is not None:
        answer(*zygote.answered(request))

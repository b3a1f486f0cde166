"""The handle on the zygote: started by exec with nothing inherited, asked by frames."""

import marshal
import os
import select
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from signal import Signals
from typing import Any, NamedTuple

from lemmata.contracts.clocks import NEVER
from lemmata.contracts.errors import ChoiceError, SandboxError
from lemmata.sandbox.image import Image
from lemmata.sandbox.starting import VARIABLE, Walls, chosen_walls, zygote_command

_HEADER_BYTES = 17
_GRACE_SECONDS = 5.0


class SandboxLimits(NamedTuple):
    """What one forked process may use; a batch of calls shares them."""

    cpu_seconds: int = 5
    wall_seconds: float = 10.0
    memory_bytes: int = 512 * 1024 * 1024
    output_bytes: int = 16 * 1024 * 1024
    batch: int = 4096

    def resources(self) -> tuple[tuple[str, int], ...]:
        """The rlimits by name, in the order in which the child sets them."""
        return (
            ("CORE", 0),
            ("FSIZE", 0),
            ("NOFILE", 0),
            ("CPU", self.cpu_seconds),
            ("AS", self.memory_bytes),
            ("NPROC", 0),
        )


class Batch(NamedTuple):
    """The lines that a forked process completed, and why it stopped early ("" if it did not)."""

    lines: tuple[bytes, ...]
    stopped: str


class Child:
    """One zygote, started at the first question; it can serve one task file after another.

    It runs nothing of a file itself, so no file can touch the next.

    Attributes:
        limits: what each of its forked processes may use.
        walls: what stands around them.
        cpu_seconds: CPU time that the running zygote and its forked processes have used; once
            it is closed, the system counts them among this process's ended children.
        deadline: no answer is waited for beyond it; a question then raises SpentError.
    """

    def __init__(
        self,
        limits: SandboxLimits | None = None,
        *,
        walls: Walls | None = None,
        hash_seed: int | None = None,
    ) -> None:
        """``walls`` are those of `chosen_walls` where none are given; no seed is a random one."""
        self.limits = limits or SandboxLimits()
        self.walls = walls
        self._hash_seed = hash_seed
        self._held: Image | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self.cpu_seconds = 0.0
        self.deadline = NEVER

    def ask(self, image: Image, kind: str, items: Sequence[object], **more: object) -> Batch:
        """Let a freshly forked process work through the items, with the image's definitions.

        Raises:
            ChoiceError: the walls, or what the question asks of this machine, are not known here.
            SandboxError: the zygote could not be started, or broke, or a wall is missing.
        """
        frames = [self._request(kind, **more, items=list(items))]
        if image is not self._held:
            self._exchange([image.frame()])
            self._held = image
        return self._exchange(frames)

    def ask_script(self, request: Mapping[str, object], items: Sequence[object]) -> Batch:
        """Let a freshly forked process call a script's function on each of the items.

        The zygote forks before it reads the items, so that they are in no process too early.

        Raises:
            ChoiceError: the walls, or what the question asks of this machine, are not known here.
            SandboxError: the zygote could not be started, or broke, or a wall is missing.
        """
        return self._exchange([self._request("script", **request), list(items)])

    def _request(self, kind: str, **more: object) -> dict[str, object]:
        limits = self.limits
        return {
            "kind": kind,
            "limits": limits.resources(),
            "seconds": min(limits.wall_seconds, max(self.deadline.left(), 0.0)),
            "bytes": limits.output_bytes,
            **more,
        }

    def _exchange(self, frames: Sequence[object]) -> Batch:
        self.deadline.check()
        process = self._started()
        try:
            for frame in frames:
                self._send(process, frame)
            status, payload = self._receive(process)
        except BaseException:
            self._kill()  # an answer that nobody read would be taken for the next question's
            raise
        batch = self._batch(status, payload)
        if batch.stopped:
            self.deadline.check()
        return batch

    def close(self) -> None:
        """End the zygote and wait for it; harmless when none was started."""
        process = self._released()
        if process is None:
            return
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()
        try:
            process.wait(_GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is not None:
            return self._process
        if not hasattr(os, "fork"):
            raise SandboxError(
                f"no sandbox for {sys.platform}: its child process needs fork",
                remedy="run Lemmata on Linux or macOS",
            )
        self.walls = self.walls or chosen_walls()
        command = zygote_command(self.walls, self._hash_seed)
        try:
            self._process = subprocess.Popen(
                command.arguments,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=dict(command.environment),
                cwd=os.sep,
                bufsize=0,
            )
        except OSError as error:
            raise SandboxError(
                f"{command.arguments[0]} could not be started: {error}",
                remedy="check that the interpreter can be executed",
            ) from error
        return self._process

    def _send(self, process: subprocess.Popen[bytes], request: Any) -> None:
        assert process.stdin is not None
        data = marshal.dumps(request)
        frame = memoryview(len(data).to_bytes(8, "big") + data)
        try:
            while frame:
                frame = frame[process.stdin.write(frame) or 0 :]
        except OSError as error:
            self._abandon(f"takes no question: {error}")

    def _receive(self, process: subprocess.Popen[bytes]) -> tuple[bytes, bytes]:
        deadline = time.monotonic() + self.limits.wall_seconds + _GRACE_SECONDS
        header = self._read(process, _HEADER_BYTES, deadline)
        size = int.from_bytes(header[9:], "big")
        if size > self.limits.output_bytes + (1 << 20):
            self._abandon(f"wants to answer {size} bytes")
        self.cpu_seconds = int.from_bytes(header[1:9], "big") / 1e6
        return header[:1], self._read(process, size, deadline)

    def _read(self, process: subprocess.Popen[bytes], size: int, deadline: float) -> bytes:
        assert process.stdout is not None
        descriptor, parts = process.stdout.fileno(), []
        while size:
            left = max(0.0, deadline - time.monotonic())
            if not select.select([descriptor], [], [], left)[0]:
                self._abandon("does not answer in time")
            part = os.read(descriptor, min(size, 1 << 20))
            if not part:
                self._abandon("ended without an answer")
            parts.append(part)
            size -= len(part)
        return b"".join(parts)

    def _abandon(self, what: str) -> None:
        raise SandboxError(
            f"the sandbox's child {what} (exit status {self._kill()})",
            remedy="run `lemmata doctor`; if the child starts there, report this",
        )

    def _kill(self) -> int | None:
        process = self._released()
        if process is None:
            return None
        process.kill()
        status = process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()
        return status

    def _released(self) -> "subprocess.Popen[bytes] | None":
        process, self._process, self._held, self.cpu_seconds = self._process, None, None, 0.0
        return process

    def _batch(self, status: bytes, payload: bytes) -> Batch:
        limits = self.limits
        if status in (b"M", b"L", b"I"):
            raise _missing(status, payload.decode("utf-8", "replace"))
        stopped = {
            b"R": "",
            b"W": f"the wall limit of {limits.wall_seconds:g} s",
            b"O": f"the output limit of {limits.output_bytes} bytes",
            b"E": "an early exit with an error",
            b"F": "an answer that nobody asked for",
        }.get(status, "")
        if status == b"S":
            number, _, payload = payload.partition(b"\n")
            stopped = _signal_reason(int(number), limits)
        *lines, _ = payload.split(b"\n")
        return Batch(tuple(lines), stopped)


def _missing(status: bytes, what: str) -> ChoiceError | SandboxError:
    if status != b"M":
        return ChoiceError(what, remedy="name one that is installed here")
    return SandboxError(
        f"this system does not offer {what}",
        remedy=f"run `lemmata doctor`; {VARIABLE}=limits accepts resource limits alone",
    )


def _signal_reason(number: int, limits: SandboxLimits) -> str:
    name = Signals(number).name if number in set(Signals) else str(number)
    if name in {"SIGXCPU", "SIGKILL"}:
        return f"the CPU limit of {limits.cpu_seconds} s ({name})"
    return f"a crash ({name})"

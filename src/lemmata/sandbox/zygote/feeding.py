"""Items go to a forked process one at a time, and each answer is tied to its item.

The law: a process gets an item only after it has answered all earlier ones, and an answer counts
only with the secret that came with the item. So whoever writes an answer holds the item that it
answers; candidate code that takes the pipe over can do no more than return a value could.
"""

from __future__ import annotations

import marshal
import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    import select
    from collections.abc import Iterator
    from typing import Any

READY = b"+\n"
SECRET_BYTES = 16
POLLOUT = 4


class Feed:
    """The items that one process still gets, and the lines that it answered.

    Attributes:
        lines: the answers so far, without their secrets.
    """

    def __init__(self, pipe: int, items: Iterator[Any]) -> None:
        self.lines: list[bytes] = []
        self._pipe = pipe
        self._items = items
        self._expected = READY.rstrip()
        self._heard = bytearray()
        self._unsent = memoryview(b"")
        self._is_open = True
        os.set_blocking(pipe, False)

    def watch(self, poll: select.poll) -> None:
        """Have the pipe watched exactly while something waits to be sent."""
        if self._unsent:
            poll.register(self._pipe, POLLOUT)
        else:
            try:
                poll.unregister(self._pipe)
            except KeyError:
                return

    def push(self) -> None:
        """Send what the pipe takes; a process that is gone needs nothing more."""
        try:
            self._unsent = self._unsent[os.write(self._pipe, self._unsent) :]
        except BlockingIOError:
            return
        except OSError:
            self._unsent = memoryview(b"")

    def hear(self, part: bytes) -> bool:
        """Take what the process wrote; False if it is no answer to the item that it has."""
        self._heard += part
        if b"\n" not in part:
            return True
        line, _, more = bytes(self._heard).partition(b"\n")
        if more or not line.startswith(self._expected):
            return False
        if self._expected != READY.rstrip():
            self.lines.append(line[len(self._expected) :])
        self._heard.clear()
        self._next()
        return True

    def close(self) -> None:
        """No more items; harmless twice."""
        if self._is_open:
            os.close(self._pipe)
        self._is_open, self._unsent, self._expected = False, memoryview(b""), b"no item is open"

    def _next(self) -> None:
        for item in self._items:
            self._expected = os.urandom(SECRET_BYTES).hex().encode() + b" "
            data = marshal.dumps((self._expected, item))
            self._unsent = memoryview(len(data).to_bytes(8, "big") + data)
            self.push()
            return
        self.close()

"""Frames between the zygote and its parent, over standard input and output.

To the zygote: 8 bytes of length, then ``marshal`` (both ends are one interpreter). From it: a
status byte, 8 bytes of CPU microseconds spent so far, 8 bytes of length, bytes. Status: ``R`` all
ran, ``W`` wall limit, ``O`` output limit, ``S`` killed by a signal, ``F`` wrote what was not asked
for, ``E`` ended with an error, ``M`` a wall is missing and ``L`` a locale or time zone (the bytes
name it), ``I`` a module that cannot be imported (the same).
"""

from __future__ import annotations

import marshal
import os
import resource

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

MICROSECONDS = 1_000_000


def read_frame(descriptor: int = 0) -> Any:
    """The next frame, or None at the end of the input."""
    size = read_exactly(descriptor, 8)
    return marshal.loads(read_exactly(descriptor, int.from_bytes(size, "big"))) if size else None


def read_exactly(descriptor: int, size: int) -> bytes:
    """That many bytes, or none at the end of the input."""
    parts = []
    while size:
        part = os.read(descriptor, min(size, 1 << 20))
        if not part:
            return b""
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def write_all(descriptor: int, data: bytes) -> None:
    """Write to a descriptor, whatever the pipe takes at a time."""
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def answer(status: bytes, payload: bytes) -> None:
    """Write one frame for the parent, with the CPU time of this process and its children."""
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    spent = int(sum(usage.ru_utime + usage.ru_stime for usage in usages) * MICROSECONDS)
    write_all(1, status + spent.to_bytes(8, "big") + len(payload).to_bytes(8, "big") + payload)

"""What a confined process cannot do on this machine, found by trying."""

from __future__ import annotations

import _socket
import mmap
import os
import resource

from .filters import OUTPUT
from .frames import write_all
from .tasks import hexed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


def refused(attempt: Callable[[], object]) -> bool:
    """Whether the system says no."""
    try:
        attempt()
    except (OSError, ValueError):
        return True
    return False


def fork() -> None:
    """Start a process, and wait for it."""
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)


ATTEMPTS: list[tuple[str, Callable[[], object]]] = [
    ("opening files", lambda: os.open("/dev/null", os.O_RDONLY)),
    ("listing folders", lambda: os.scandir("/")),
    ("making sockets", _socket.socket),
    ("starting processes", fork),
    ("sending signals", lambda: os.kill(os.getppid(), 0)),
    ("raising limits", lambda: resource.setrlimit(resource.RLIMIT_CPU, (64, 64))),
    ("making code", lambda: mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_EXEC)),
]


def work(failed: list[str], request: dict[str, Any], landlock: int) -> None:
    """One line for each attempt, for root's rights and for each limit: its name, whether held."""
    held = [(name, refused(attempt)) for name, attempt in ATTEMPTS]
    if landlock:
        held.append((f"landlock {landlock}", True))
    held.append(("root's rights", os.geteuid() != 0))
    held += [("limit of " + name, name not in failed) for name, _ in request["limits"]]
    lines = [f"[{hexed(name)},{'true' if ok else 'false'}]\n" for name, ok in held]
    write_all(OUTPUT, "".join(lines).encode())

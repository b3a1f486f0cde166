"""The walls that a forked process puts around itself before it runs anything of a candidate.

Order matters: rights and limits first, the files of the process next, system calls last, since
after the filter stands none of the others could be put up.
"""

from __future__ import annotations

import ctypes
import os
import resource
import sys

from .filters import ARCHITECTURES, INPUT, OUTPUT, SECCOMP, program

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

NOBODY = 65534
SIGKILL = 9  # the same everywhere; importing `signal` would double the time to start

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_NO_NEW_PRIVS = 1, 4, 38
SECCOMP_SET_MODE_FILTER = 1
LANDLOCK_CREATE, LANDLOCK_RESTRICT, LANDLOCK_VERSION = 444, 446, 1
FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
"""How many rights over files each version of landlock knows; later ones know no more."""
NET_SINCE, SCOPES_SINCE = 4, 6
BIND_AND_CONNECT, SOCKETS_AND_SIGNALS = 0b11, 0b11
HIGHEST = 256  # descriptors that the zygote could have; it has a handful


class MissingWallError(Exception):
    """This system does not offer, or refused, what was asked for; the text names it."""

    status = b"M"


class Kernel:
    """What Linux offers against a process itself, made ready once, before any fork.

    Attributes:
        landlock: the version of landlock that this kernel has.
        ruleset: the descriptor of the rules that allow nothing.
    """

    def __init__(self) -> None:
        machine = os.uname().machine
        if not sys.platform.startswith("linux") or machine not in ARCHITECTURES:
            raise MissingWallError(f"seccomp (no table of {sys.platform} on {machine})")
        libc = ctypes.CDLL(None, use_errno=True)
        self._calls = (libc.syscall, libc.prctl)  # found once, and not once in every fork
        self._seccomp = SECCOMP[machine]
        code = program(machine)
        self._code = ctypes.create_string_buffer(code, len(code))
        address = ctypes.addressof(self._code).to_bytes(8, "little")
        self._filter = (len(code) // 8).to_bytes(8, "little") + address
        self.landlock = self._syscall(LANDLOCK_CREATE, None, 0, LANDLOCK_VERSION)
        if self.landlock < 1:
            raise MissingWallError("landlock (this kernel has none, or it is turned off)")
        self.ruleset = self._made_ruleset()
        self._prctl("no_new_privs", PR_SET_NO_NEW_PRIVS, 1)  # forks inherit it

    def _made_ruleset(self) -> int:
        version = self.landlock
        rights = [(1 << FILE_RIGHTS[min(version, max(FILE_RIGHTS))]) - 1]
        if version >= NET_SINCE:
            rights.append(BIND_AND_CONNECT)
        if version >= SCOPES_SINCE:
            rights.append(SOCKETS_AND_SIGNALS)
        attributes = b"".join(each.to_bytes(8, "little") for each in rights)
        made = self._syscall(LANDLOCK_CREATE, attributes, len(attributes), 0)
        if made < 0:
            raise MissingWallError(f"landlock ({os.strerror(ctypes.get_errno())})")
        return made

    def give_up_files(self) -> None:
        """No trace, no life without the zygote, and no way to any file.

        Raises:
            MissingWallError: the kernel refused one of them.
        """
        self._prctl("dumpable", PR_SET_DUMPABLE, 0)
        self._prctl("death signal", PR_SET_PDEATHSIG, SIGKILL)
        if self._syscall(LANDLOCK_RESTRICT, self.ruleset, 0):
            raise MissingWallError(f"landlock ({os.strerror(ctypes.get_errno())})")

    def give_up_calls(self) -> None:
        """Only the system calls of the filter from here on.

        Raises:
            MissingWallError: the kernel refused the filter.
        """
        if self._syscall(self._seccomp, SECCOMP_SET_MODE_FILTER, 0, self._filter):
            raise MissingWallError(f"seccomp ({os.strerror(ctypes.get_errno())})")

    def _syscall(self, number: int, *arguments: int | bytes | None) -> int:
        padded = [*arguments, 0, 0, 0, 0][:4]
        wide = [ctypes.c_long(each) if isinstance(each, int) else each for each in padded]
        return int(self._calls[0](ctypes.c_long(number), *wide))

    def _prctl(self, name: str, option: int, value: int) -> None:
        zero = ctypes.c_long(0)
        if self._calls[1](option, ctypes.c_long(value), zero, zero, zero):
            raise MissingWallError(f"{name} ({os.strerror(ctypes.get_errno())})")


def made_kernel(walls: str) -> Kernel | None:
    """What the chosen walls need of the kernel; nothing where only limits were asked for.

    Raises:
        MissingWallError: they need something that this system does not offer.
    """
    return None if walls == "limits" else Kernel()


def keep_only(pipes: dict[int, int], kernel: Kernel | None) -> None:
    """Move the pipes to the numbers of the filter; close every other file but the rules."""
    spared = kernel.ruleset if kernel else OUTPUT
    for number in range(INPUT):
        os.close(number)
    for number in (INPUT, OUTPUT):
        if number in pipes:
            os.dup2(pipes[number], number, inheritable=False)
        else:
            os.close(number)
    os.closerange(OUTPUT + 1, max(spared, OUTPUT + 1))
    os.closerange(max(spared, OUTPUT) + 1, HIGHEST)


def confine(
    kernel: Kernel | None,
    limits: Sequence[tuple[str, int]],
    *,
    is_filtered: bool = True,
) -> list[str]:
    """Give up root, rights, files and system calls, whatever this process still had of them.

    Without a kernel the names of those resource limits come back that this system does not keep.

    Raises:
        MissingWallError: a wall could not be put up, so nothing may run.
    """
    try:
        if os.geteuid() == 0:
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)
    except OSError as error:
        raise MissingWallError(f"becoming nobody ({error.strerror})") from error
    if kernel is not None:
        kernel.give_up_files()
        os.close(kernel.ruleset)
    failed = [name for name, value in limits if not limit(name, value)]
    if kernel is not None and failed:
        raise MissingWallError(f"the limit of {failed[0]}")
    if kernel is not None and is_filtered:
        kernel.give_up_calls()
    return failed


def limit(name: str, value: int) -> bool:
    """Set one resource limit, or keep a lower one; whether this system keeps it."""
    try:
        kind = getattr(resource, "RLIMIT_" + name)
        held = resource.getrlimit(kind)[1]
        if held != resource.RLIM_INFINITY:
            value = min(held, value)
        resource.setrlimit(kind, (value, value))
    except (AttributeError, OSError, ValueError):
        return False
    return True

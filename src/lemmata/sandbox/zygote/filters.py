"""The system calls that a confined process keeps, as a program for the kernel's packet filter.

Every call that is not named here fails with ``EPERM``; a call of another architecture, x32
included, kills the process. Numbers are those of Linux's `unistd.h`, arguments are compared as
the kernel takes them.
"""

from __future__ import annotations

INPUT, OUTPUT = 3, 4
"""The two descriptors that a confined process has: items come in, one line each goes out."""

CALLS = {
    "x86_64": {
        "read": 0,
        "write": 1,
        "mmap": 9,
        "mprotect": 10,
        "munmap": 11,
        "brk": 12,
        "rt_sigprocmask": 14,
        "rt_sigreturn": 15,
        "sched_yield": 24,
        "mremap": 25,
        "madvise": 28,
        "nanosleep": 35,
        "getpid": 39,
        "exit": 60,
        "gettimeofday": 96,
        "getuid": 102,
        "geteuid": 107,
        "gettid": 186,
        "time": 201,
        "futex": 202,
        "restart_syscall": 219,
        "clock_gettime": 228,
        "clock_getres": 229,
        "clock_nanosleep": 230,
        "exit_group": 231,
        "getrandom": 318,
    },
    "aarch64": {
        "read": 63,
        "write": 64,
        "exit": 93,
        "exit_group": 94,
        "futex": 98,
        "nanosleep": 101,
        "clock_gettime": 113,
        "clock_getres": 114,
        "clock_nanosleep": 115,
        "sched_yield": 124,
        "restart_syscall": 128,
        "rt_sigprocmask": 135,
        "rt_sigreturn": 139,
        "gettimeofday": 169,
        "getpid": 172,
        "getuid": 174,
        "geteuid": 175,
        "gettid": 178,
        "brk": 214,
        "munmap": 215,
        "mremap": 216,
        "mmap": 222,
        "mprotect": 226,
        "madvise": 233,
        "getrandom": 278,
    },
}
"""What CPython needs to compute, to keep memory and time, to answer and to end."""

ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
SECCOMP = {"x86_64": 317, "aarch64": 277}
X32_BIT = 0x40000000

KILL, REFUSE, ALLOW = 0x80000000, 0x00050000 | 1, 0x7FFF0000  # EPERM is 1
LOAD, EQUAL, ANY_BIT, RETURN = 0x20, 0x15, 0x45, 0x06
NUMBER, ARCHITECTURE, ARGUMENTS = 0, 4, 16
PROT_EXEC, MAP_ANONYMOUS = 4, 0x20


def instruction(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    """One ``struct sock_filter``; jumps count the instructions that they leap over."""
    return code.to_bytes(2, "little") + bytes((if_true, if_false)) + value.to_bytes(4, "little")


def low_word(argument: int) -> bytes:
    """Load the low half of an argument (both architectures are little endian)."""
    return instruction(LOAD, ARGUMENTS + 8 * argument)


def only_descriptor(descriptor: int) -> list[bytes]:
    """Allow the call if its first argument is this descriptor; the kernel reads 32 bits of it."""
    return [low_word(0), instruction(EQUAL, descriptor, 0, 1), instruction(RETURN, ALLOW)]


CONDITIONS = {
    "read": only_descriptor(INPUT),
    "write": only_descriptor(OUTPUT),
    "mprotect": [low_word(2), instruction(ANY_BIT, PROT_EXEC, 1, 0), instruction(RETURN, ALLOW)],
    "mmap": [
        low_word(2),
        instruction(ANY_BIT, PROT_EXEC, 3, 0),
        low_word(3),
        instruction(ANY_BIT, MAP_ANONYMOUS, 0, 1),
        instruction(RETURN, ALLOW),
    ],
}
"""Calls that are allowed for some arguments: no file is mapped, and no page can be executed."""


def program(machine: str) -> bytes:
    """The filter for this kind of machine, as ``os.uname().machine`` names it.

    Raises:
        KeyError: a machine whose numbers are not known here.
    """
    known = CALLS[machine]
    parts = [
        instruction(LOAD, ARCHITECTURE),
        instruction(EQUAL, ARCHITECTURES[machine], 1, 0),
        instruction(RETURN, KILL),
        instruction(LOAD, NUMBER),
        instruction(ANY_BIT, X32_BIT, 0, 1),
        instruction(RETURN, KILL),
    ]
    for name, conditions in CONDITIONS.items():
        refuse = instruction(RETURN, REFUSE)
        block = [*conditions, refuse]
        parts += [instruction(EQUAL, known[name], 0, len(block)), *block]
    for name, number in known.items():
        if name not in CONDITIONS:
            parts += [instruction(EQUAL, number, 0, 1), instruction(RETURN, ALLOW)]
    return b"".join([*parts, instruction(RETURN, REFUSE)])

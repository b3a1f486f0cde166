"""The allow-list of system calls, read as the kernel reads it, and compared with its headers."""

import re
from pathlib import Path

import pytest

from lemmata.sandbox.zygote.filters import (
    ALLOW,
    ANY_BIT,
    ARCHITECTURES,
    CALLS,
    CONDITIONS,
    EQUAL,
    INPUT,
    KILL,
    LOAD,
    OUTPUT,
    REFUSE,
    RETURN,
    SECCOMP,
    program,
)

HEADERS = {
    "x86_64": Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h"),
    "aarch64": Path("/usr/include/asm-generic/unistd.h"),
}
NUMBERS = range(600)


def decided(machine: str, number: int, *arguments: int, architecture: int | None = None) -> int:
    """What the filter returns for a call, run by a small machine of our own."""
    code = program(machine)
    known = ARCHITECTURES[machine] if architecture is None else architecture
    data = number.to_bytes(4, "little") + known.to_bytes(4, "little") + bytes(8)
    data += b"".join(each.to_bytes(8, "little") for each in (*arguments, 0, 0, 0, 0, 0, 0)[:6])
    held, place = 0, 0
    while True:
        operation = int.from_bytes(code[place : place + 2], "little")
        if_true, if_false = code[place + 2], code[place + 3]
        value = int.from_bytes(code[place + 4 : place + 8], "little")
        place += 8
        if operation == LOAD:
            held = int.from_bytes(data[value : value + 4], "little")
        elif operation == RETURN:
            return value
        else:
            assert operation in (EQUAL, ANY_BIT)
            is_true = held == value if operation == EQUAL else bool(held & value)
            place += 8 * (if_true if is_true else if_false)


@pytest.mark.parametrize("machine", sorted(CALLS))
def test_only_the_list_is_allowed(machine: str) -> None:
    """Every other call is refused, whatever its arguments are."""
    free = {number for name, number in CALLS[machine].items() if name not in CONDITIONS}
    for number in NUMBERS:
        for argument in (0, 5, 7):
            expected = ALLOW if number in free else REFUSE
            if number not in CALLS[machine].values() or number in free:
                assert decided(machine, number, *[argument] * 6) == expected


@pytest.mark.parametrize("machine", sorted(CALLS))
def test_another_architecture_ends_the_process(machine: str) -> None:
    """A number means another call there."""
    for number in NUMBERS:
        assert decided(machine, number, architecture=0x40000003) == KILL
        assert decided(machine, number | 0x40000000) == KILL


@pytest.mark.parametrize("machine", sorted(CALLS))
def test_only_the_two_pipes_are_read_and_written(machine: str) -> None:
    """Compared as the kernel takes a descriptor: in 32 bits."""
    calls = CALLS[machine]
    for descriptor in range(300):
        expected = ALLOW if descriptor == INPUT else REFUSE
        assert decided(machine, calls["read"], descriptor) == expected
        expected = ALLOW if descriptor == OUTPUT else REFUSE
        assert decided(machine, calls["write"], descriptor) == expected
    assert decided(machine, calls["write"], (1 << 32) + OUTPUT) == ALLOW
    assert decided(machine, calls["write"], (1 << 32) - 1) == REFUSE


@pytest.mark.parametrize("machine", sorted(CALLS))
def test_no_page_is_executed_and_no_file_is_mapped(machine: str) -> None:
    """Of all ways to protect and to map, those stay that make plain memory."""
    calls = CALLS[machine]
    for protection in range(16):
        is_plain = not protection & 4
        assert (decided(machine, calls["mprotect"], 0, 0, protection) == ALLOW) == is_plain
        for flags in (0x02, 0x01, 0x12, 0x22, 0x21, 0x32, 0x62):
            said = decided(machine, calls["mmap"], 0, 0, protection, flags)
            assert (said == ALLOW) == (is_plain and bool(flags & 0x20))


@pytest.mark.parametrize("machine", sorted(CALLS))
def test_numbers_are_those_of_the_kernel(machine: str) -> None:
    """As the headers of the C library have them, where they are installed."""
    if not HEADERS[machine].exists():
        pytest.skip(f"{HEADERS[machine]} is not installed")
    text = HEADERS[machine].read_text()
    known = dict(re.findall(r"#define __NR(?:3264)?_(\w+)\s+(\d+)", text))
    wanted = {**CALLS[machine], "seccomp": SECCOMP[machine]}
    assert {name: int(known[name]) for name in wanted} == wanted

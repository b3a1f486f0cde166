"""How operations run: operands first, left to right, then Python's own exception or a value."""

from collections.abc import Callable
from typing import Any

from lemmata.contracts.types import RecordType
from lemmata.contracts.values import FunctionValue, RecordValue
from lemmata.language.closures import FAULTS, Code, Slots, Stop, stop


def operate(meaning: Callable[..., Any], parts: list[Code], line: int) -> Code:
    """The closure that applies an operation to its operands' values."""
    if len(parts) == 1:
        (only,) = parts

        def unary(slots: Slots) -> Any:
            try:
                return meaning(only(slots))
            except FAULTS as fault:
                raise stop(fault, line) from None

        return unary
    if len(parts) == 2:
        left, right = parts

        def binary(slots: Slots) -> Any:
            try:
                return meaning(left(slots), right(slots))
            except FAULTS as fault:
                raise stop(fault, line) from None

        return binary

    def several(slots: Slots) -> Any:
        try:
            return meaning(*[part(slots) for part in parts])
        except FAULTS as fault:
            raise stop(fault, line) from None

    return several


def method(name: str, receiver: Code, argument: Code, line: int) -> Code:
    """A call of a method, which is looked up before its argument is evaluated."""

    def run(slots: Slots) -> Any:
        try:
            method = getattr(receiver(slots), name)
            return method(argument(slots))
        except FAULTS as fault:
            raise stop(fault, line) from None

    return run


def field(source: Code, index: int, kind: RecordType, line: int) -> Code:
    """A field of a record; AttributeError where the value has none of that name."""
    record, name = kind.name, kind.fields[index].name

    def read(slots: Slots) -> Any:
        value = source(slots)
        if isinstance(value, RecordValue):
            if value.record == record:
                return value.values[index]
            if name in value.names:
                return value.values[value.names.index(name)]
        shown = value.record if isinstance(value, RecordValue) else type(value).__name__
        message = f"{shown!r} object has no attribute {name!r}"
        raise Stop("AttributeError", message, line)

    return read


def is_instance(source: Code, record: str) -> Code:
    """Whether a value is of that dataclass."""

    def test(slots: Slots) -> bool:
        value = source(slots)
        return isinstance(value, RecordValue) and value.record == record

    return test


def guarded(code: Code, line: int) -> Code:
    """The same closure, with Python's own exceptions as the program's."""

    def run(slots: Slots) -> Any:
        try:
            return code(slots)
        except FAULTS as fault:
            raise stop(fault, line) from None

    return run


def invoke(function: Code, parts: list[Code], line: int) -> Code:
    """A call of a function that came as an argument: its table is looked up."""

    def run(slots: Slots) -> Any:
        called = function(slots)
        given = tuple([part(slots) for part in parts])
        if not isinstance(called, FunctionValue):
            raise Stop("TypeError", f"{type(called).__name__!r} object is not callable", line)
        for known, gives in called.table:
            if known == given:
                return gives
        return called.otherwise

    return run

"""A task file run by this very CPython, to compare with the reference interpreter.

Only for text that we wrote ourselves (random programs, examples): it is executed here, without
a sandbox.
"""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from enum import Enum
from types import ModuleType
from typing import Any, cast

from lemmata.contracts.plain import plain_source
from lemmata.contracts.tasks import Module
from lemmata.contracts.values import EnumValue, RecordValue, Value
from lemmata.language.interpreter import Outcome, Raised, Returned

_MODULE = "lemmata_native_program"


class Native:
    """The functions of a trusted task file, executed once; calls go in and out as values."""

    def __init__(self, module: Module) -> None:
        # dataclass() looks its module up by name while the classes are made.
        holder = ModuleType(_MODULE)
        sys.modules[_MODULE] = holder
        self._names: dict[str, Any] = holder.__dict__
        exec(compile(plain_source(module), "<program>", "exec"), self._names)

    def call(self, name: str, arguments: Sequence[Value]) -> Outcome:
        """What CPython does; the line is 0."""
        given = [self.native(argument) for argument in arguments]
        try:
            result = self._names[name](*given)
        except Exception as error:
            return Raised(type(error).__name__, str(error), 0)
        return Returned(self.value(result))

    def evaluate(self, text: str, environment: Mapping[str, Value]) -> Outcome:
        """The value of a clause's text."""
        names = {name: self.native(value) for name, value in environment.items()}
        try:
            result = eval(compile(f"({text})", "<clause>", "eval"), self._names, names)
        except Exception as error:
            return Raised(type(error).__name__, str(error), 0)
        return Returned(self.value(result))

    def native(self, value: Value) -> Any:
        """A stand-in as the object of the file's own class."""
        match value:
            case EnumValue(enum=enum, member=member):
                return self._names[enum][member]
            case RecordValue(record=record, names=names, values=values):
                parts = zip(names, map(self.native, values), strict=True)
                return self._names[record](**dict(parts))
            case tuple():
                return tuple(map(self.native, value))
            case _:
                return value

    def value(self, thing: Any) -> Value:
        """An object as the stand-in that the interpreter would hold."""
        if isinstance(thing, Enum):
            return EnumValue(type(thing).__name__, thing.name)
        if is_dataclass(thing):
            names = tuple(field.name for field in fields(thing))
            values = tuple(self.value(getattr(thing, name)) for name in names)
            return RecordValue(type(thing).__name__, names, values)
        if isinstance(thing, tuple):
            return tuple(map(self.value, thing))
        return cast(Value, thing)


def identical(one: Value, other: Value) -> bool:
    """Equal, and of the same Python types all the way down (``True`` is not ``1`` here)."""
    if type(one) is not type(other):
        return False
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(identical, one, other))
    if isinstance(one, RecordValue) and isinstance(other, RecordValue):
        return one.record == other.record and identical(one.values, other.values)
    return one == other

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
from lemmata.contracts.values import (
    DictValue,
    EnumValue,
    FunctionValue,
    ListValue,
    RecordValue,
    SetValue,
    Value,
    is_same,
)
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
        """What CPython does, without a line; a call that changed an argument: MutationError."""
        given = [self.native(argument) for argument in arguments]
        before = [self.value(argument) for argument in given if not callable(argument)]
        try:
            result: Outcome = Returned(self.value(self._names[name](*given)))
        except Exception as error:
            result = Raised(type(error).__name__, str(error), 0)
        after = [self.value(argument) for argument in given if not callable(argument)]
        if not all(map(identical, before, after)):
            return Raised("MutationError", "the call changed an argument", 0)
        return result

    def evaluate(self, text: str, environment: Mapping[str, Value]) -> Outcome:
        """The value of a clause's text."""
        # One scope: a generator inside sees no locals of `eval`.
        names = self._names | {name: self.native(value) for name, value in environment.items()}
        try:
            result = eval(compile(f"({text})", "<clause>", "eval"), names)
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
            case ListValue(items=items):
                return list(map(self.native, items))
            case SetValue(items=members):
                return set(map(self.native, members))
            case DictValue(entries=entries):
                return {self.native(key): self.native(held) for key, held in entries}
            case FunctionValue(table=table, otherwise=otherwise):
                rows = [(self.native(given), self.native(gives)) for given, gives in table]
                return lambda *asked: next(
                    (gives for given, gives in rows if given == asked), self.native(otherwise)
                )
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
        if isinstance(thing, list):
            return ListValue(tuple(map(self.value, thing)))
        if isinstance(thing, set):
            return SetValue(frozenset(map(self.value, thing)))
        if isinstance(thing, dict):
            return DictValue(tuple((self.value(k), self.value(v)) for k, v in thing.items()))
        return cast(Value, thing)


def identical(one: Value, other: Value) -> bool:
    """Equal, and of the same Python types all the way down (``True`` is not ``1`` here).

    A dict's order of insertion counts.
    """
    if type(one) is not type(other):
        return False
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(identical, one, other))
    if isinstance(one, RecordValue) and isinstance(other, RecordValue):
        return one.record == other.record and identical(one.values, other.values)
    if isinstance(one, ListValue) and isinstance(other, ListValue):
        return identical(one.items, other.items)
    if isinstance(one, DictValue) and isinstance(other, DictValue):
        return identical(one.entries, other.entries)
    if isinstance(one, SetValue) and isinstance(other, SetValue):
        return is_same(one, other)
    return one == other

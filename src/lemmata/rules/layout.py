"""Parameters as fields and decisions as writes: how Python values and indexes correspond."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lemmata.contracts.errors import ContractError, Place, UnsupportedError
from lemmata.contracts.tasks import Parameter
from lemmata.contracts.types import (
    BoolType,
    EnumType,
    IntType,
    LiteralType,
    NoneType,
    OptionalType,
    RecordType,
    RecursiveType,
    TupleType,
    Type,
    cardinality,
    inhabitants,
    show,
)
from lemmata.contracts.values import RecordValue, Value
from lemmata.language.tree import Function
from lemmata.rules import bounds
from lemmata.rules.bounds import Range
from lemmata.rules.domain import Domain, Field, Kind
from lemmata.rules.terms import Chosen, Linear, Term, struct

_MOST_LABELS = 4096


def inputs(
    function: Function, ranges: Mapping[bounds.Place, Range], path: str
) -> tuple[Domain, tuple[Term, ...]]:
    """The fields of the parameters in order, and each parameter as a term over them.

    Raises:
        UnsupportedError: a type without bounds, by the parameter's name.
        ContractError: two fields of one name, or bounds that admit no int.
    """
    reader = _Inputs(ranges, Place(path, function.line))
    terms = tuple(reader.parameter(one) for one in function.parameters)
    return Domain(tuple(reader.fields)), terms


class _Inputs:
    def __init__(self, ranges: Mapping[bounds.Place, Range], place: Place) -> None:
        self.ranges = ranges
        self.place = place
        self.fields: list[Field] = []

    def parameter(self, one: Parameter) -> Term:
        """A dataclass gives its fields by their own names, anything else by the parameter's."""
        prefix = "" if isinstance(one.type, RecordType) else one.name
        return self._term(one.type, prefix, (one.name,))

    def _term(self, kind: Type, name: str, place: bounds.Place) -> Term:
        match kind:
            case RecursiveType():
                raise self._unbounded(kind, name)
            case RecordType(name=record, fields=fields):
                items = tuple(
                    self._term(one.type, f"{name}.{one.name}" if name else one.name, (*place, i))
                    for i, one in enumerate(fields)
                )
                return struct(items, record, tuple(one.name for one in fields))
            case TupleType(items=kinds):
                return struct(
                    tuple(self._term(k, f"{name}.{i}", (*place, i)) for i, k in enumerate(kinds))
                )
            case IntType():
                return self._int(name, place)
            case _:
                return self._labelled(kind, name)

    def _int(self, name: str, place: bounds.Place) -> Term:
        known = self.ranges.get(place, Range())
        if known.low is None or known.high is None:
            side = "lower" if known.low is None else "upper"
            side = "" if known.low is None and known.high is None else f"{side} "
            raise UnsupportedError(
                f"`{name}` is an int without {side or 'any '}bound: its domain is not finite",
                place=self.place,
                remedy=f"bound it: @require(lambda {place[0]}: 0 <= … <= 9)",
            )
        if known.low > known.high:
            raise ContractError(
                f"the bounds {known.low} and {known.high} of `{name}` admit no int",
                place=self.place,
                remedy="mend the precondition",
            )
        self._add(Field(name, Kind.INT, low=known.low, high=known.high))
        return Linear(((len(self.fields) - 1, 1),), 0)

    def _labelled(self, kind: Type, name: str) -> Term:
        size = cardinality(kind)
        inner = kind.item if isinstance(kind, OptionalType) else kind
        plain = isinstance(inner, BoolType | EnumType | LiteralType | NoneType)
        if size is None or not plain or size > _MOST_LABELS:
            raise self._unbounded(kind, name)
        labels = tuple(inhabitants(kind))
        known = {BoolType: Kind.BOOL, EnumType: Kind.ENUM}.get(type(kind), Kind.CHOICE)
        self._add(Field(name, known, labels))
        return Chosen(len(self.fields) - 1)

    def _unbounded(self, kind: Type, name: str) -> UnsupportedError:
        return UnsupportedError(
            f"`{name}` is a {show(kind)}: a type that no rule can be over",
            place=self.place,
            remedy="use bool, an Enum, a Literal, an int with bounds, or tuples and frozen"
            " dataclasses of these",
        )

    def _add(self, field: Field) -> None:
        if any(field.name == known.name for known in self.fields):
            raise ContractError(
                f"two inputs are named `{field.name}`",
                place=self.place,
                remedy="rename a parameter, or a field of a dataclass",
            )
        self.fields.append(field)


@dataclass(frozen=True, slots=True)
class Slot:
    """A field that a decision may write: its name, its type, and where it stands in the value."""

    name: str
    type: Type
    path: tuple[int, ...]


def slots(function: Function, path: str) -> tuple[Slot, ...]:
    """The fields that the function's result may write.

    Raises:
        UnsupportedError: a result that decides nothing, or a type that no decision can have.
    """
    kind = function.returns.item if isinstance(function.returns, OptionalType) else function.returns
    name = function.name
    if isinstance(kind, EnumType):
        name = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", kind.name).lower()
    found = tuple(_slots(kind, "" if isinstance(kind, RecordType) else name, ()))
    place = Place(path, function.line)
    for slot in found:
        if isinstance(slot.type, NoneType) or cardinality(slot.type) is None:
            if isinstance(slot.type, IntType) or show(slot.type) == "str":
                continue
            raise UnsupportedError(
                f"the decision `{slot.name}` is a {show(slot.type)}",
                place=place,
                remedy="decide by bool, an Enum, a Literal, an int, a str, or a dataclass of these",
            )
    if not found:
        raise UnsupportedError("the function decides nothing", place=place, remedy="return one")
    return found


def _slots(kind: Type, name: str, path: tuple[int, ...]) -> Iterator[Slot]:
    match kind:
        case OptionalType(item=item):
            yield from _slots(item, name, path)
        case RecordType(fields=fields) if not isinstance(kind, RecursiveType):
            for i, one in enumerate(fields):
                inner = f"{name}.{one.name}" if name else one.name
                yield from _slots(one.type, inner, (*path, i))
        case TupleType(items=items):
            for i, item in enumerate(items):
                yield from _slots(item, f"{name}.{i}", (*path, i))
        case _:
            yield Slot(name, kind, path)


def writes(slots: tuple[Slot, ...], value: Value) -> tuple[Value, ...]:
    """What a decision writes, slot by slot; None where it leaves the field as it is."""
    return tuple(_written(slot, value) for slot in slots)


def _written(slot: Slot, value: Value) -> Value:
    for index in slot.path:
        if value is None:
            return None
        parts = value.values if isinstance(value, RecordValue) else value
        assert isinstance(parts, tuple)
        value = parts[index]
    # In a field of type int a bool is the int that it equals.
    return int(value) if isinstance(slot.type, IntType) and isinstance(value, bool) else value


def written_field(slot: Slot, used: tuple[Value, ...]) -> Field:
    """The field of a slot: all values of its type, or from the least to the largest int written."""
    match slot.type:
        case BoolType():
            return Field(slot.name, Kind.BOOL, (False, True))
        case EnumType():
            return Field(slot.name, Kind.ENUM, tuple(inhabitants(slot.type)))
        case IntType():
            ints = [int(value) for value in used if isinstance(value, int)]
            return Field(slot.name, Kind.INT, low=min(ints), high=max(ints))
        case kind if cardinality(kind) is not None:
            return Field(slot.name, Kind.CHOICE, tuple(inhabitants(kind)))
        case _:
            return Field(slot.name, Kind.CHOICE, tuple(sorted(used, key=repr)))

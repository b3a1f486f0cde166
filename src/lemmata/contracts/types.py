"""The types of the provable language, as frozen values."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import TypeAlias

from lemmata.contracts.values import (
    DictValue,
    EnumValue,
    FunctionValue,
    ListValue,
    RecordValue,
    SetValue,
    Value,
)


@dataclass(frozen=True, slots=True)
class IntType:
    """Python's unbounded ``int``; a ``bool`` is one of its values."""


@dataclass(frozen=True, slots=True)
class BoolType:
    """``bool``: ``True`` and ``False`` only, never 0 or 1."""


@dataclass(frozen=True, slots=True)
class StrType:
    """``str``, measured in code points."""


@dataclass(frozen=True, slots=True)
class NoneType:
    """The type of ``None``."""


@dataclass(frozen=True, slots=True)
class FractionType:
    """``fractions.Fraction``: exact rationals. An ``int`` is not one of its values."""


@dataclass(frozen=True, slots=True)
class EnumType:
    """A plain ``enum.Enum``: member names in order, their values, and aliases of members."""

    name: str
    members: tuple[tuple[str, Value], ...]
    aliases: tuple[tuple[str, str], ...] = ()

    def canonical(self, member: str) -> str | None:
        """The member that ``member`` names (an alias names another), or None."""
        name = dict(self.aliases).get(member, member)
        return name if any(name == known for known, _ in self.members) else None


@dataclass(frozen=True, slots=True)
class LiteralType:
    """``Literal[...]``: some values of one base type (int, bool or str), without repeats."""

    base: "IntType | BoolType | StrType"
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class TupleType:
    """A tuple of fixed length."""

    items: tuple["Type", ...]


@dataclass(frozen=True, slots=True)
class OptionalType:
    """``item | None``; ``item`` is never itself optional or None."""

    item: "Type"


@dataclass(frozen=True, slots=True)
class Field:
    """A dataclass field; ``default`` counts only when ``has_default``."""

    name: str
    type: "Type"
    has_default: bool = False
    default: Value = None


@dataclass(frozen=True, slots=True)
class RecordType:
    """A frozen dataclass with field-wise equality."""

    name: str
    fields: tuple[Field, ...]
    keyword_only: bool = False

    def index(self, field: str) -> int | None:
        """The position of ``field``, or None."""
        names = [known.name for known in self.fields]
        return names.index(field) if field in names else None


@dataclass(frozen=True, slots=True)
class ListType:
    """``list[item]``."""

    item: "Type"


@dataclass(frozen=True, slots=True)
class DictType:
    """``dict[key, value]``; keys are of a type with Python's hash by value."""

    key: "Type"
    value: "Type"


@dataclass(frozen=True, slots=True)
class SetType:
    """``set[item]``; items are of a type with Python's hash by value."""

    item: "Type"


@dataclass(frozen=True, slots=True)
class FunctionType:
    """``Callable[[parameters], returns]`` of a parameter: a pure total function."""

    parameters: tuple["Type", ...]
    returns: "Type"


Type: TypeAlias = (
    IntType
    | BoolType
    | StrType
    | NoneType
    | FractionType
    | EnumType
    | LiteralType
    | TupleType
    | OptionalType
    | RecordType
    | ListType
    | DictType
    | SetType
    | FunctionType
)

INT, BOOL, STR, NONE, FRACTION = IntType(), BoolType(), StrType(), NoneType(), FractionType()


def optional(item: Type) -> Type:
    """``item | None``, flattened."""
    return item if isinstance(item, OptionalType | NoneType) else OptionalType(item)


def show(kind: Type) -> str:
    """The type as an annotation would write it."""
    match kind:
        case IntType():
            return "int"
        case BoolType():
            return "bool"
        case StrType():
            return "str"
        case NoneType():
            return "None"
        case FractionType():
            return "Fraction"
        case EnumType(name=name) | RecordType(name=name):
            return name
        case LiteralType(values=values):
            return f"Literal[{', '.join(map(repr, values))}]"
        case TupleType(items=items):
            return f"tuple[{', '.join(map(show, items)) or '()'}]"
        case OptionalType(item=item):
            return f"{show(item)} | None"
        case ListType(item=item):
            return f"list[{show(item)}]"
        case SetType(item=item):
            return f"set[{show(item)}]"
        case DictType(key=key, value=value):
            return f"dict[{show(key)}, {show(value)}]"
        case FunctionType(parameters=parameters, returns=returns):
            return f"Callable[[{', '.join(map(show, parameters))}], {show(returns)}]"


def contains(kind: Type, value: Value) -> bool:
    """Whether ``value`` belongs to the type, as a strict type checker would say."""
    match kind:
        case IntType():
            return isinstance(value, int)
        case BoolType():
            return isinstance(value, bool)
        case StrType():
            return isinstance(value, str)
        case NoneType():
            return value is None
        case FractionType():
            return isinstance(value, Fraction)
        case EnumType(name=name):
            return isinstance(value, EnumValue) and value.enum == name
        case LiteralType(base=base, values=values):
            return contains(base, value) and value in values
        case TupleType(items=items):
            return (
                isinstance(value, tuple)
                and len(value) == len(items)
                and all(map(contains, items, value))
            )
        case OptionalType(item=item):
            return value is None or contains(item, value)
        case RecordType(name=name, fields=fields):
            return (
                isinstance(value, RecordValue)
                and value.record == name
                and all(contains(f.type, v) for f, v in zip(fields, value.values, strict=True))
            )
        case ListType(item=item):
            return isinstance(value, ListValue) and all(contains(item, v) for v in value.items)
        case SetType(item=item):
            return isinstance(value, SetValue) and all(contains(item, v) for v in value.items)
        case DictType(key=key, value=inner):
            return isinstance(value, DictValue) and all(
                contains(key, k) and contains(inner, v) for k, v in value.entries
            )
        case FunctionType():
            return isinstance(value, FunctionValue) and _is_function(kind, value)


def _is_function(kind: FunctionType, value: FunctionValue) -> bool:
    return contains(kind.returns, value.otherwise) and all(
        len(given) == len(kind.parameters)
        and all(map(contains, kind.parameters, given))
        and contains(kind.returns, gives)
        for given, gives in value.table
    )


def parts(kind: Type) -> tuple[Type, ...]:
    """The types that the type is made of, one level down."""
    match kind:
        case OptionalType(item=item) | ListType(item=item) | SetType(item=item):
            return (item,)
        case TupleType(items=items):
            return items
        case RecordType(fields=fields):
            return tuple(field.type for field in fields)
        case DictType(key=key, value=value):
            return (key, value)
        case FunctionType(parameters=parameters, returns=returns):
            return (*parameters, returns)
        case _:
            return ()


def is_hashable(kind: Type) -> bool:
    """Whether values of the type may be keys: Python hashes them by value."""
    if isinstance(kind, ListType | SetType | DictType | FunctionType):
        return False
    return all(map(is_hashable, parts(kind)))


def is_mutable(kind: Type) -> bool:
    """Whether a value of the type may hold a list, dict or set, which somebody could change."""
    return isinstance(kind, ListType | SetType | DictType) or any(map(is_mutable, parts(kind)))


def cardinality(kind: Type) -> int | None:
    """How many values the type has, or None when it is not finite."""
    match kind:
        case BoolType():
            return 2
        case NoneType():
            return 1
        case EnumType(members=members):
            return len(members)
        case LiteralType(values=values):
            return len(values)
        case OptionalType(item=item):
            inner = cardinality(item)
            return None if inner is None else inner + 1
        case TupleType(items=items):
            return _product_size(items)
        case RecordType(fields=fields):
            return _product_size(tuple(field.type for field in fields))
        case _:
            return None


def _product_size(items: tuple[Type, ...]) -> int | None:
    size = 1
    for item in items:
        inner = cardinality(item)
        if inner is None:
            return None
        size *= inner
    return size


def inhabitants(kind: Type) -> Iterator[Value]:
    """Every value of a finite type, in a fixed order.

    Raises:
        ValueError: the type is not finite.
    """
    match kind:
        case BoolType():
            yield from (False, True)
        case NoneType():
            yield None
        case EnumType(name=name, members=members):
            yield from (EnumValue(name, member) for member, _ in members)
        case LiteralType(values=values):
            yield from values
        case OptionalType(item=item):
            yield None
            yield from inhabitants(item)
        case TupleType(items=items):
            yield from product(*map(inhabitants, items))
        case RecordType(name=name, fields=fields):
            names = tuple(field.name for field in fields)
            for values in product(*(inhabitants(field.type) for field in fields)):
                yield RecordValue(name, names, values)
        case _:
            raise ValueError(f"{show(kind)} is not finite")

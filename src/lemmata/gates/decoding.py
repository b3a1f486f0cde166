"""What comes back from the sandbox, as a value of the declared type; and values as plain Python."""

from fractions import Fraction

from lemmata.contracts.types import (
    BoolType,
    DictType,
    EnumType,
    FractionType,
    FunctionType,
    IntType,
    ListType,
    LiteralType,
    NoneType,
    OptionalType,
    RecordType,
    SetType,
    StrType,
    TupleType,
    Type,
    UnionType,
    alternatives,
    show,
)
from lemmata.contracts.values import (
    DictValue,
    EnumValue,
    FunctionValue,
    ListValue,
    RecordValue,
    SetValue,
    Value,
)
from lemmata.sandbox import Opaque

_LEAVES: dict[type, tuple[type, ...]] = {
    IntType: (int, bool),
    BoolType: (bool,),
    StrType: (str,),
    NoneType: (type(None),),
    FractionType: (Fraction,),
}


class MisfitError(ValueError):
    """A result is no value of the declared type."""


def decoded(kind: Type, value: object) -> Value:
    """The value as one of the type.

    Raises:
        MisfitError: it is none. A function never fits, for nobody can look into one.
    """
    match kind:
        case IntType() | BoolType() | StrType() | NoneType() | FractionType():
            if type(value) in _LEAVES[type(kind)]:
                return value  # type: ignore[return-value]
        case EnumType(name=name):
            held = dict(value.fields) if isinstance(value, Opaque) else {}
            member = held.get("name")
            if isinstance(value, Opaque) and value.type == name and isinstance(member, str):
                return EnumValue(name, member)
        case LiteralType(base=base, values=values):
            plain = decoded(base, value)
            if any(type(plain) is type(one) and plain == one for one in values):
                return plain
        case OptionalType(item=item):
            return None if value is None else decoded(item, value)
        case TupleType(items=items):
            if type(value) is tuple and len(value) == len(items):
                return tuple(map(decoded, items, value))
        case RecordType() | UnionType():
            return _record(kind, value)
        case ListType() | SetType() | DictType():
            return _container(kind, value)
        case FunctionType():
            pass
    raise MisfitError(f"{value!r:.120} is no {show(kind)}")


def _record(kind: RecordType | UnionType, value: object) -> RecordValue:
    known = {record.name: record for record in alternatives(kind)}
    if isinstance(value, Opaque) and value.type in known:
        fields, parts = known[value.type].fields, dict(value.fields)
        names = tuple(field.name for field in fields)
        if tuple(parts) == names:
            inner = tuple(decoded(field.type, parts[field.name]) for field in fields)
            return RecordValue(value.type, names, inner)
    raise MisfitError(f"{value!r:.120} is no {show(kind)}")


def _container(kind: ListType | SetType | DictType, value: object) -> Value:
    match kind:
        case ListType(item=item) if type(value) is list:
            return ListValue(tuple(decoded(item, one) for one in value))
        case SetType(item=item) if type(value) is set:
            return SetValue(frozenset(decoded(item, one) for one in value))
        case DictType(key=key, value=held) if type(value) is dict:
            return DictValue(tuple((decoded(key, k), decoded(held, v)) for k, v in value.items()))
    raise MisfitError(f"{value!r:.120} is no {show(kind)}")


def plain(value: Value) -> object:
    """The value in Python's own types, as a script takes it.

    Raises:
        MisfitError: it holds a Fraction, a class of the task file, or a function.
    """
    match value:
        case tuple():
            return tuple(map(plain, value))
        case ListValue(items=items):
            return list(map(plain, items))
        case SetValue(items=members):
            return set(map(plain, members))
        case DictValue(entries=entries):
            return {plain(key): plain(held) for key, held in entries}
        case Fraction() | EnumValue() | RecordValue() | FunctionValue():
            raise MisfitError("a script takes Python's own types alone")
        case _:
            return value

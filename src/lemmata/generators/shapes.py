"""A result taken apart into its leaves: tuples and records are searched component by component."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from lemmata.contracts.types import RecordType, TupleType, Type
from lemmata.contracts.values import RecordValue, Value
from lemmata.generators.terms import children, with_children
from lemmata.language.tree import Construct, Expr, Name, Project

Path = tuple[int, ...]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Leaf:
    """A component that is neither a tuple nor a record, at a path of indexes from the result."""

    path: Path
    type: Type


def component_types(kind: Type) -> tuple[Type, ...] | None:
    """The types of the components of a tuple or a record, else None."""
    match kind:
        case TupleType(items=items):
            return items
        case RecordType(fields=fields):
            return tuple(field.type for field in fields)
        case _:
            return None


def leaves(kind: Type, path: Path = ()) -> tuple[Leaf, ...]:
    """The leaves of a type, left to right."""
    parts = component_types(kind)
    if parts is None:
        return (Leaf(path, kind),)
    return tuple(leaf for i, part in enumerate(parts) for leaf in leaves(part, (*path, i)))


def _built(
    kind: Type, path: Path, leaf: Callable[[Path], T], join: Callable[[Type, list[T]], T]
) -> T:
    parts = component_types(kind)
    if parts is None:
        return leaf(path)
    return join(kind, [_built(part, (*path, i), leaf, join) for i, part in enumerate(parts)])


def assembled(kind: Type, terms: Mapping[Path, Expr]) -> Expr:
    """The expression whose leaves are ``terms``; components of one value become that value."""
    return _built(kind, (), lambda path: terms[path], _construct)


def _construct(kind: Type, parts: list[Expr]) -> Expr:
    assert isinstance(kind, TupleType | RecordType)
    first = parts[0] if parts else None
    if isinstance(first, Project) and first.value.type == kind:
        whole = [
            isinstance(p, Project) and p.value == first.value and p.index == i
            for i, p in enumerate(parts)
        ]
        if all(whole):
            return first.value
    return Construct(tuple(parts), kind, 0)


def assembled_value(kind: Type, values: Mapping[Path, Value]) -> Value:
    """The value whose leaves are ``values``."""
    return _built(kind, (), lambda path: values[path], _join_values)


def _join_values(kind: Type, parts: list[Value]) -> Value:
    if isinstance(kind, RecordType):
        return RecordValue(kind.name, tuple(field.name for field in kind.fields), tuple(parts))
    return tuple(parts)


def value_at(value: Value, path: Path) -> Value:
    """The component of ``value`` at ``path``."""
    for index in path:
        assert isinstance(value, tuple | RecordValue)
        value = value.values[index] if isinstance(value, RecordValue) else value[index]
    return value


def path_of(expr: Expr, name: str = "result") -> Path | None:
    """The path that projections from the variable ``name`` follow, or None."""
    if isinstance(expr, Name) and expr.name == name:
        return ()
    if isinstance(expr, Project):
        before = path_of(expr.value, name)
        return None if before is None else (*before, expr.index)
    return None


def mentioned_paths(expr: Expr, name: str = "result") -> set[Path]:
    """The paths under which the variable is used, none of them extended by a projection."""
    path = path_of(expr, name)
    if path is not None:
        return {path}
    found: set[Path] = set()
    for part in children(expr):
        found |= mentioned_paths(part, name)
    return found


def with_leaves(expr: Expr, terms: Mapping[Path, Expr], name: str = "result") -> Expr:
    """The components of the variable at the given paths replaced by terms."""
    path = path_of(expr, name)
    if path is not None and path in terms:
        return terms[path]
    parts = children(expr)
    return with_children(expr, tuple(with_leaves(part, terms, name) for part in parts))

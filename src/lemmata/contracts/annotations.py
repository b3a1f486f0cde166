"""Annotations to types."""

import ast
from collections.abc import Callable, Mapping
from typing import TypeAlias

from lemmata.contracts.errors import ContractError, Place, SourceError
from lemmata.contracts.imports import qualified
from lemmata.contracts.syntax import parse_expression, unsupported
from lemmata.contracts.types import (
    BOOL,
    FRACTION,
    INT,
    NONE,
    STR,
    BoolType,
    DictType,
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
    is_hashable,
    optional,
    show,
    union,
)
from lemmata.contracts.values import Value

Lookup: TypeAlias = "Callable[[str, int, bool], Type | None]"
"""Name, line, and whether it is evaluated there and then, to a class or alias of the file."""

BUILT_IN: Mapping[str, Type] = {"int": INT, "bool": BOOL, "str": STR}
_REMEDY = (
    "use int, bool, str, None, Fraction, an Enum, Literal, a tuple of fixed length, Optional, a "
    "frozen dataclass or a union of some, list[T], dict[K, V], set[T] or, for a parameter, "
    "Callable[[…], T]"
)


class Annotations:
    """Reads annotations of one file.

    ``deferred`` says that ``from __future__ import annotations`` stands in it.
    """

    def __init__(
        self, path: str, imports: Mapping[str, str], lookup: Lookup, deferred: bool
    ) -> None:
        self.path = path
        self.imports = imports
        self.lookup = lookup
        self.deferred = deferred

    def read(self, node: ast.expr) -> Type:
        """The type of an annotation (of a parameter, a field, a constant).

        Raises:
            ContractError: an unknown name.
            SourceError: a class used above its definition.
            UnsupportedError: a type outside the language.
        """
        return self._type(node, not self.deferred)

    def read_alias(self, node: ast.expr) -> Type:
        """The type that the right-hand side of an alias means; evaluated on import."""
        return self._type(node, True)

    def _type(self, node: ast.expr, now: bool) -> Type:
        match node:
            case ast.Constant(value=None):
                return NONE
            case ast.Constant(value=str() as text):
                inner = parse_expression(text, self.path, node.lineno, "an annotation")
                return self._type(inner, False)
            case ast.BinOp(op=ast.BitOr(), left=left, right=right):
                self._check_operands(left, right, now)
                found = self._union([left, right], now, node)
                if found == NONE and now:
                    raise self._refused(node)  # `None | None` raises TypeError
                return found
            case ast.Subscript(value=head, slice=index):
                items = list(index.elts) if isinstance(index, ast.Tuple) else [index]
                return self._generic(head, items, now, node)
            case ast.Name() | ast.Attribute():
                return self._named(node, now)
            case _:
                raise self._refused(node)

    def _named(self, node: ast.Name | ast.Attribute, now: bool) -> Type:
        full = qualified(node, self.imports)
        if full == "fractions.Fraction":
            return FRACTION
        if full is not None or isinstance(node, ast.Attribute):
            raise self._refused(node)
        if node.id in BUILT_IN:
            return BUILT_IN[node.id]
        found = self.lookup(node.id, node.lineno, now)
        if found is not None:
            return found
        if node.id in _KNOWN_ELSEWHERE:
            raise self._refused(node)
        raise ContractError(
            f"the annotation {node.id!r} is not a type of this file",
            place=Place(self.path, node.lineno),
            remedy="define or import it",
        )

    def _generic(self, head: ast.expr, items: list[ast.expr], now: bool, node: ast.expr) -> Type:
        full = qualified(head, self.imports)
        is_tuple = isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Tuple)
        name = head.id if isinstance(head, ast.Name) and full is None else full
        match name:
            case "tuple" | "typing.Tuple":
                return self._tuple(items, now, node)
            case "typing.Optional" if len(items) == 1 and not is_tuple:
                return optional(self._held(items[0], now, node))
            case "typing.Union":
                found = self._union(items, now, node)
                if isinstance(found, OptionalType | NoneType | UnionType):
                    return found
                # `Union["Span"]` is no class at run time, so `Alias(1, 2)` would raise.
                raise self._refused(node, "a union of one type")
            case "typing.Literal":
                return self._literal(items, node)
            case "list" | "typing.List" if len(items) == 1 and not is_tuple:
                return ListType(self._held(items[0], now, node))
            case "set" | "typing.Set" if len(items) == 1 and not is_tuple:
                return SetType(self._key(items[0], now, node))
            case "dict" | "typing.Dict" if len(items) == 2:
                return DictType(self._key(items[0], now, node), self._held(items[1], now, node))
            case "collections.abc.Callable" | "typing.Callable" if len(items) == 2:
                return self._function(items[0], items[1], now, node)
            case _:
                raise self._refused(node)

    def _held(self, item: ast.expr, now: bool, node: ast.expr) -> Type:
        """The type of what a list, a tuple or a dict holds: no function."""
        kind = self._type(item, now)
        if isinstance(kind, FunctionType):
            raise self._refused(node, "a function inside another value")
        return kind

    def _key(self, item: ast.expr, now: bool, node: ast.expr) -> Type:
        kind = self._held(item, now, node)
        if not is_hashable(kind):
            raise self._refused(node, f"a key of type {show(kind)}")
        return kind

    def _function(
        self, parameters: ast.expr, returns: ast.expr, now: bool, node: ast.expr
    ) -> FunctionType:
        if not isinstance(parameters, ast.List):
            raise self._refused(node)
        kinds = tuple(self._key(item, now, node) for item in parameters.elts)
        return FunctionType(kinds, self._key(returns, now, node))

    def _tuple(self, items: list[ast.expr], now: bool, node: ast.expr) -> Type:
        if any(isinstance(item, ast.Constant) and item.value is Ellipsis for item in items):
            raise self._refused(node, "a tuple of unknown length")
        return TupleType(tuple(self._held(item, now, node) for item in items))

    def _union(self, items: list[ast.expr], now: bool, node: ast.expr) -> Type:
        kinds = [self._type(item, now) for item in items]
        bare = {kind.item if isinstance(kind, OptionalType) else kind for kind in kinds} - {NONE}
        if not bare:
            return NONE
        records = [kind for kind in bare if isinstance(kind, RecordType | UnionType)]
        if len(bare) > 1 and len(records) < len(bare):
            raise self._refused(node, "a union of several types other than dataclasses")
        item = union(records) if records else bare.pop()
        if isinstance(item, FunctionType):
            raise self._refused(node, "a function inside another value")
        has_none = any(isinstance(kind, OptionalType | NoneType) for kind in kinds)
        return optional(item) if has_none else item

    def _literal(self, items: list[ast.expr], node: ast.expr) -> Type:
        values = [self._literal_value(item, node) for item in items]
        present = [value for value in values if value is not None]
        kinds = {type(value) for value in present}
        if not present:
            return NONE
        if len(kinds) > 1:
            raise self._refused(node, "a Literal of mixed types")
        bases: dict[type, IntType | BoolType | StrType] = {int: INT, bool: BOOL, str: STR}
        literal = LiteralType(bases[kinds.pop()], tuple(dict.fromkeys(present)))
        return literal if len(present) == len(values) else optional(literal)

    def _literal_value(self, item: ast.expr, node: ast.expr) -> Value:
        match item:
            case ast.Constant(value=bool() | int() | str() | None as value):
                return value
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() as value)):
                return -value
            case _:
                raise self._refused(node)

    def _check_operands(self, left: ast.expr, right: ast.expr, now: bool) -> None:
        quoted = [
            side
            for side in (left, right)
            if isinstance(side, ast.Constant) and isinstance(side.value, str)
        ]
        if now and quoted:
            raise SourceError(
                "`|` with a quoted type raises TypeError when the file is imported",
                place=Place(self.path, left.lineno),
                remedy="quote the whole annotation",
            )

    def _refused(self, node: ast.expr, what: str = "") -> Exception:
        text = ast.unparse(node)
        return unsupported(
            self.path, node.lineno, f"{what}, {text}," if what else f"the type {text}", _REMEDY
        )


_KNOWN_ELSEWHERE = frozenset(
    (
        "float",
        "complex",
        "bytes",
        "bytearray",
        "list",
        "dict",
        "set",
        "frozenset",
        "object",
        "type",
        "range",
        "tuple",
        "slice",
        "memoryview",
    )
)

"""Expressions whose value is known from the text: constants, defaults, enum values."""

import ast
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import TypeAlias

from lemmata.contracts.errors import Place, SourceError
from lemmata.contracts.imports import qualified
from lemmata.contracts.syntax import unsupported
from lemmata.contracts.tasks import Constant
from lemmata.contracts.types import (
    BOOL,
    FRACTION,
    INT,
    NONE,
    STR,
    EnumType,
    RecordType,
    TupleType,
    Type,
    contains,
    show,
)
from lemmata.contracts.values import EnumValue, RecordValue, Value

Definition: TypeAlias = "Type | Constant | None"
_LITERALS: Mapping[type, Type] = {bool: BOOL, int: INT, str: STR, type(None): NONE}
_REMEDY = "write a literal, Fraction(…), an enum member, a dataclass or a tuple of them"


class Constants:
    """Reads constant expressions of one file; ``lookup`` gives a name's definition by line."""

    def __init__(
        self, path: str, imports: Mapping[str, str], lookup: Callable[[str, int], Definition]
    ) -> None:
        self.path = path
        self.imports = imports
        self.lookup = lookup

    def read(self, node: ast.expr) -> Constant:
        """The value and its narrowest type.

        Raises:
            SourceError: it is not constant, or raises when the file is imported.
            UnsupportedError: a literal of a type outside the language.
        """
        match node:
            case ast.Constant(value=bool() | int() | str() | None as value):
                return Constant(_LITERALS[type(value)], value)
            case ast.Constant() | ast.List() | ast.Dict() | ast.Set() | ast.JoinedStr():
                text = ast.unparse(node)
                raise unsupported(self.path, node.lineno, f"the constant {text}", _REMEDY)
            case ast.UnaryOp(op=ast.USub() | ast.UAdd() as operator, operand=operand):
                return self._signed(operator, self.read(operand), node)
            case ast.Tuple(elts=items):
                parts = [self.read(item) for item in items]
                kind = TupleType(tuple(part.type for part in parts))
                return Constant(kind, tuple(part.value for part in parts))
            case ast.Name(id=name):
                found = self.lookup(name, node.lineno)
                if isinstance(found, Constant):
                    return found
            case ast.Attribute(value=ast.Name(id=name), attr=member):
                return self._member(name, member, node)
            case ast.Call():
                return self._call(node)
        raise self._not_constant(node)

    def read_as(self, node: ast.expr, kind: Type, what: str) -> Constant:
        """The value, which must belong to ``kind``; ``what`` names it in the error."""
        constant = self.read(node)
        if not contains(kind, constant.value):
            raise SourceError(
                f"{what} is {ast.unparse(node)}, which is not of its type {show(kind)}",
                place=Place(self.path, node.lineno),
                remedy="change the value or the annotation",
            )
        return Constant(kind, constant.value)

    def _signed(self, operator: ast.unaryop, operand: Constant, node: ast.expr) -> Constant:
        value = operand.value
        if not isinstance(value, int | Fraction):
            raise self._not_constant(node)
        kind = FRACTION if isinstance(value, Fraction) else INT
        return Constant(kind, -value if isinstance(operator, ast.USub) else +value)

    def _member(self, name: str, member: str, node: ast.expr) -> Constant:
        found = self.lookup(name, node.lineno)
        if not isinstance(found, EnumType):
            raise self._not_constant(node)
        canonical = found.canonical(member)
        if canonical is None:
            raise SourceError(
                f"{name} has no member {member!r}",
                place=Place(self.path, node.lineno),
                remedy=f"use one of {', '.join(known for known, _ in found.members)}",
            )
        return Constant(found, EnumValue(found.name, canonical))

    def _call(self, node: ast.Call) -> Constant:
        if qualified(node.func, self.imports) == "fractions.Fraction":
            return self._fraction(node)
        found = self.lookup(node.func.id, node.lineno) if isinstance(node.func, ast.Name) else None
        if isinstance(found, RecordType):
            return self._record(found, node)
        raise self._not_constant(node)

    def _fraction(self, node: ast.Call) -> Constant:
        numbers = [self.read(argument).value for argument in node.args]
        integers = [number for number in numbers if type(number) is int]
        if node.keywords or len(integers) != len(numbers) or len(numbers) not in (1, 2):
            raise unsupported(
                self.path,
                node.lineno,
                f"the constant {ast.unparse(node)}",
                "give Fraction one or two int literals",
            )
        if integers[1:] == [0]:
            raise SourceError(
                f"{ast.unparse(node)} divides by zero",
                place=Place(self.path, node.lineno),
                remedy="give a denominator other than 0",
            )
        return Constant(FRACTION, Fraction(*integers))

    def _record(self, kind: RecordType, node: ast.Call) -> Constant:
        given = dict(zip((field.name for field in kind.fields), node.args, strict=False))
        named = {keyword.arg: keyword.value for keyword in node.keywords}
        positional_limit = 0 if kind.keyword_only else len(kind.fields)
        wrong = (
            len(node.args) > positional_limit
            or None in named
            or given.keys() & named.keys()
            or named.keys() - {field.name for field in kind.fields}
        )
        values: list[Value] = []
        for field in kind.fields:
            expression = given.get(field.name) or named.get(field.name)
            if expression is not None:
                what = f"{kind.name}.{field.name}"
                values.append(self.read_as(expression, field.type, what).value)
            elif field.has_default:
                values.append(field.default)
            else:
                wrong = True
        if wrong:
            raise SourceError(
                f"{ast.unparse(node)} does not fit the fields of {kind.name}",
                place=Place(self.path, node.lineno),
                remedy=f"give {', '.join(field.name for field in kind.fields)}",
            )
        names = tuple(field.name for field in kind.fields)
        return Constant(kind, RecordValue(kind.name, names, tuple(values)))

    def _not_constant(self, node: ast.expr) -> SourceError:
        return SourceError(
            f"{ast.unparse(node)} is not a constant",
            place=Place(self.path, node.lineno),
            remedy=_REMEDY,
        )

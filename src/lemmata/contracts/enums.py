"""Enum classes of a task file, read from their text with the rules of `enum`."""

import ast
from collections.abc import Iterator, Mapping

from lemmata.contracts.errors import Place, SourceError
from lemmata.contracts.imports import qualified
from lemmata.contracts.syntax import unsupported, without_docstring
from lemmata.contracts.types import EnumType
from lemmata.contracts.values import Value

_OTHER_ENUMS = ("enum.IntEnum", "enum.StrEnum", "enum.Flag", "enum.IntFlag", "enum.ReprEnum")
_RESERVED = ("name", "value", "mro", "auto")


def is_enum(node: ast.ClassDef, imports: Mapping[str, str]) -> bool:
    """Whether a base of the class is ``Enum`` or one of its kin."""
    names = (qualified(base, imports) for base in node.bases)
    return any(name == "enum.Enum" or name in _OTHER_ENUMS for name in names)


def read_enum(node: ast.ClassDef, imports: Mapping[str, str], path: str) -> EnumType:
    """The enum: its members in order, and which names are aliases of which.

    Raises:
        SourceError: a name bound twice, an alias under ``@unique``, no member.
        UnsupportedError: another kind of enum, a mixin, a method, a computed value.
    """
    _check_bases(node, imports, path)
    members: list[tuple[str, Value]] = []
    aliases: list[tuple[str, str]] = []
    for name, value, line in _bindings(node, imports, path):
        if name in dict(members) or name in dict(aliases):
            raise SourceError(
                f"{node.name}.{name} is bound twice",
                place=Place(path, line),
                remedy="give each member its own name",
            )
        same = next((known for known, other in members if other == value), None)
        if same is None:
            members.append((name, value))
        else:
            aliases.append((name, same))
    _check_unique(node, imports, path, aliases)
    if not members:
        raise unsupported(path, node.lineno, f"the enum {node.name} without members", "add one")
    return EnumType(node.name, tuple(members), tuple(aliases))


def _check_bases(node: ast.ClassDef, imports: Mapping[str, str], path: str) -> None:
    names = [qualified(base, imports) for base in node.bases]
    if names != ["enum.Enum"] or node.keywords:
        shown = ", ".join(ast.unparse(part) for part in [*node.bases, *node.keywords])
        raise unsupported(
            path, node.lineno, f"class {node.name}({shown})", "derive from Enum alone"
        )
    for decorator in node.decorator_list:
        if qualified(decorator, imports) != "enum.unique":
            raise unsupported(
                path,
                decorator.lineno,
                f"the decorator @{ast.unparse(decorator)} of the enum {node.name}",
                "remove it; only @unique is known",
            )


def _check_unique(
    node: ast.ClassDef, imports: Mapping[str, str], path: str, aliases: list[tuple[str, str]]
) -> None:
    if aliases and any(qualified(item, imports) == "enum.unique" for item in node.decorator_list):
        alias, member = aliases[0]
        raise SourceError(
            f"{node.name} is @unique, but {alias} has the value of {member}",
            place=Place(path, node.lineno),
            remedy="give it another value or remove @unique",
        )


def _bindings(
    node: ast.ClassDef, imports: Mapping[str, str], path: str
) -> Iterator[tuple[str, Value, int]]:
    values: list[Value] = []
    for statement in without_docstring(node.body):
        match statement:
            case ast.Pass():
                continue
            case ast.Assign(targets=[ast.Name(id=name)], value=expression):
                _check_member_name(node, name, imports, path, statement.lineno)
                value = _value(node, name, expression, values, imports, path)
                values.append(value)
                yield name, value, statement.lineno
            case _:
                raise unsupported(
                    path,
                    statement.lineno,
                    f"{_show(statement)} in the enum {node.name}",
                    "write members only, one `NAME = value` a line",
                )


def _check_member_name(
    node: ast.ClassDef, name: str, imports: Mapping[str, str], path: str, line: int
) -> None:
    # A member named like an import hides it from the members below, as `auto` from `B = auto()`.
    if name.startswith("_") or name in _RESERVED or name in imports:
        raise unsupported(
            path, line, f"the member {node.name}.{name}", "choose another name for it"
        )


def _value(
    node: ast.ClassDef,
    name: str,
    expression: ast.expr,
    earlier: list[Value],
    imports: Mapping[str, str],
    path: str,
) -> Value:
    match expression:
        case ast.Call(func=function, args=[], keywords=[]):
            if qualified(function, imports) == "enum.auto":
                return _automatic(node, name, earlier, path, expression.lineno)
    try:
        return _literal(expression)
    except ValueError as error:
        raise unsupported(
            path,
            expression.lineno,
            f"the value {ast.unparse(expression)} of {node.name}.{name}",
            "use an int, str, bool, None, a tuple of them, or auto()",
        ) from error


def _automatic(node: ast.ClassDef, name: str, earlier: list[Value], path: str, line: int) -> Value:
    """One more than the last value; releases of Python differ wherever that is not the largest."""
    numbers = [value for value in earlier if type(value) is int]
    if len(numbers) != len(earlier) or (numbers and numbers[-1] != max(numbers)):
        raise unsupported(
            path,
            line,
            f"auto() for {node.name}.{name} after values that are not ascending ints",
            "write the value",
        )
    return numbers[-1] + 1 if numbers else 1


def _literal(expression: ast.expr) -> Value:
    """The value of a literal; ValueError for anything else."""
    match expression:
        case ast.Constant(value=bool() | int() | str() | None as value):
            return value
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() as number)):
            return -number
        case ast.Tuple(elts=items):
            return tuple(map(_literal, items))
        case _:
            raise ValueError(ast.unparse(expression))


def _show(statement: ast.stmt) -> str:
    match statement:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            return f"the method {name}"
        case _:
            return f"`{ast.unparse(statement).splitlines()[0]}`"
